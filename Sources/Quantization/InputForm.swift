public import HostRuntime
internal import PackedFormat

/// How the inputs of a student become integers.
///
/// z, what a projection makes of the inputs, has the same bits. Weights have 8 in every form.
public struct InputForm: Sendable, Equatable, Codable {
  /// Bits of an input and of a component of z: 8 or 16.
  public let bits: Int
  /// Whether each input has a centre and a scale of its own. Otherwise all share one scale, and 0
  /// stays 0.
  public let hasScales: Bool

  /// A form.
  ///
  /// - Precondition: `bits` is 8 or 16.
  public init(bits: Int, hasScales: Bool) {
    precondition(bits == 8 || bits == 16, "inputs have 8 or 16 bits")
    self.bits = bits
    self.hasScales = hasScales
  }

  /// The form of the inputs of `student`.
  public init(of student: PackedStudent) {
    let header = student.header
    self.init(bits: header.featureBits, hasScales: header.sections.scales != .none)
  }

  /// One int8 scale for all inputs: what format version 1 can say.
  public static let plain = InputForm(bits: 8, hasScales: false)

  /// The largest magnitude of an input, in quanta.
  package var largest: Int { Self.largest(bits: bits) }

  /// The largest magnitude of a quantised vector of 8 or 16 bits.
  static func largest(bits: Int) -> Int { bits == 8 ? 127 : 32_767 }
}

/// The bits of inputs that are tried.
public enum InputChoice: String, Sendable, CaseIterable {
  /// 8, and 16 where those lose too much.
  case auto
  /// 8 bits.
  case int8
  /// 16 bits.
  case int16

  /// The forms in the order in which they are tried, the cheapest first. Scales take 8 bytes of flash
  /// for each input. 16 bits take memory and time for every one.
  public var forms: [InputForm] {
    let bits =
      switch self {
      case .auto: [8, 16]
      case .int8: [8]
      case .int16: [16]
      }
    return bits.flatMap { bits in
      [false, true].map { InputForm(bits: bits, hasScales: $0) }
    }
  }
}
