/// A section of a kind that this version does not know, and may skip: its bytes are kept as they are.
public struct OtherSection: Sendable, Equatable {
  /// Its kind in the directory, above all that are known.
  public let kind: UInt16
  /// Its flags in the directory, of which bit 0 is clear.
  public let flags: UInt16
  /// Its content, a multiple of 4.
  public let bytes: [UInt8]

  /// A section of these bytes.
  package init(kind: UInt16, flags: UInt16, bytes: [UInt8]) {
    self.kind = kind
    self.flags = flags
    self.bytes = bytes
  }
}
