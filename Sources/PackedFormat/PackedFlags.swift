/// The flags of a packed student: which optional steps and sections it has.
///
/// Not an `OptionSet`: its conformance brings array literals, which allocate.
public struct PackedFlags: RawRepresentable, Equatable, Sendable {
  /// The sixteen bits of the header field.
  public let rawValue: UInt16

  /// The flags of sixteen bits, defined or not.
  public init(rawValue: UInt16) { self.rawValue = rawValue }

  /// The first m inputs are standardised per window before quantisation.
  public static var standardized: PackedFlags { PackedFlags(rawValue: 1 << 0) }
  /// The gate and the region maps see z = Uᵀx and not x.
  public static var projection: PackedFlags { PackedFlags(rawValue: 1 << 1) }
  /// A map of x is added to the map of the region.
  public static var sharedMap: PackedFlags { PackedFlags(rawValue: 1 << 2) }
  /// A dense layer follows the maps.
  public static var head: PackedFlags { PackedFlags(rawValue: 1 << 3) }
  /// A ReLU stands between the maps and the head.
  public static var rectified: PackedFlags { PackedFlags(rawValue: 1 << 4) }
  /// The outputs are class logits and not plain values.
  public static var logits: PackedFlags { PackedFlags(rawValue: 1 << 5) }

  /// The label is 1 when the only output is above 0 and otherwise 0; only in version 2.
  public static var binary: PackedFlags { PackedFlags(rawValue: 1 << 6) }

  /// Whether every flag of `other` is set.
  @inline(__always)
  public func contains(_ other: PackedFlags) -> Bool {
    rawValue & other.rawValue == other.rawValue
  }

  /// These flags and, if `condition` holds, those of `other`.
  func adding(_ other: PackedFlags, if condition: Bool) -> PackedFlags {
    condition ? PackedFlags(rawValue: rawValue | other.rawValue) : self
  }

  /// Whether only bits that the version defines are set and none contradicts another.
  @inline(__always)
  func isValid(version: UInt16) -> Bool {
    // Bit 6 is the first that version 2 adds.
    rawValue < 1 << (5 &+ version) && (!contains(.rectified) || contains(.head))
      && (!contains(.binary) || contains(.logits))
  }
}
