/// The type of an array's elements, as it is stored.
///
/// A Boolean array is read as `uint8` with the values 0 and 1.
public enum ElementType: String, Sendable, Equatable, CaseIterable, CustomStringConvertible {
  /// IEEE 754 binary16.
  case float16
  /// The upper half of a binary32.
  case bfloat16
  /// IEEE 754 binary32.
  case float32
  /// IEEE 754 binary64.
  case float64
  /// An integer of 8 bits with sign.
  case int8
  /// An integer of 16 bits with sign.
  case int16
  /// An integer of 32 bits with sign.
  case int32
  /// An integer of 64 bits with sign.
  case int64
  /// An integer of 8 bits without sign. Booleans too.
  case uint8
  /// An integer of 16 bits without sign.
  case uint16
  /// An integer of 32 bits without sign.
  case uint32
  /// An integer of 64 bits without sign.
  case uint64

  /// The size of an element in bytes: 1, 2, 4 or 8.
  public var byteCount: Int {
    switch self {
    case .int8, .uint8: 1
    case .float16, .bfloat16, .int16, .uint16: 2
    case .float32, .int32, .uint32: 4
    case .float64, .int64, .uint64: 8
    }
  }

  /// Whether the elements are floating-point numbers, and so may be non-finite.
  public var isFloatingPoint: Bool {
    switch self {
    case .float16, .bfloat16, .float32, .float64: true
    default: false
    }
  }

  /// NumPy's name of the type, such as `float32`.
  public var description: String { rawValue }

  /// The largest relative error of rounding to this type; 0 for integers.
  var unitRoundoff: Double {
    switch self {
    case .float16: 0x1p-11
    case .bfloat16: 0x1p-8
    case .float32: 0x1p-24
    case .float64: 0x1p-53
    default: 0
    }
  }
}
