/// The constants of learning on a device: a section of 20 bytes.
public struct AdaptationConstants: Equatable, Sendable {
  /// Bytes of the section.
  public static var byteCount: Int { 20 }
  /// The largest d of a student that has it.
  public static var largestComponentCount: Int { 32 }

  /// The constant that is appended to z, 1 … 32,767.
  public let constant: Int16
  /// The most updates, 1 … 65,535.
  public let mostUpdates: UInt16
  /// The prior of P, 1 … 2³⁰.
  public let prior: Int32
  /// The margin below which an example is learnt, 0 … 2³¹ − 1.
  public let margin: Int32
  /// The largest magnitude in P, 1 … 2³¹ − 1.
  public let covarianceLimit: Int32
  /// The largest magnitude in W, 1 … 2³¹ − 1.
  public let weightLimit: Int32

  /// Constants; those outside their ranges are refused by readers.
  public init(
    constant: Int16, mostUpdates: UInt16, prior: Int32, margin: Int32, covarianceLimit: Int32,
    weightLimit: Int32
  ) {
    self.constant = constant
    self.mostUpdates = mostUpdates
    self.prior = prior
    self.margin = margin
    self.covarianceLimit = covarianceLimit
    self.weightLimit = weightLimit
  }

  /// The constants at `offset`, a multiple of 4, of the `bytes` of a file.
  ///
  /// - Precondition: 20 bytes of the file start there.
  @inline(__always)
  public init(reading bytes: RawSpan, at offset: Int) {
    constant = Int16(bitPattern: bytes.half(at: offset))
    mostUpdates = bytes.half(at: offset &+ 2)
    prior = Int32(bitPattern: bytes.word(at: offset &+ 4))
    margin = Int32(bitPattern: bytes.word(at: offset &+ 8))
    covarianceLimit = Int32(bitPattern: bytes.word(at: offset &+ 12))
    weightLimit = Int32(bitPattern: bytes.word(at: offset &+ 16))
  }

  /// Writes the constants at `offset` of the `bytes` of a file.
  ///
  /// - Precondition: 20 bytes of the file start there.
  public func write(into bytes: inout MutableRawSpan, at offset: Int) {
    bytes.store(UInt16(bitPattern: constant), at: offset)
    bytes.store(mostUpdates, at: offset &+ 2)
    bytes.store(UInt32(bitPattern: prior), at: offset &+ 4)
    bytes.store(UInt32(bitPattern: margin), at: offset &+ 8)
    bytes.store(UInt32(bitPattern: covarianceLimit), at: offset &+ 12)
    bytes.store(UInt32(bitPattern: weightLimit), at: offset &+ 16)
  }

  /// Whether the constants at `offset` of a file are in their ranges.
  @inline(never)
  static func areValid(in bytes: RawSpan, at offset: Int) -> Bool {
    AdaptationConstants(reading: bytes, at: offset).isValid
  }

  /// Whether every constant is in its range.
  @inline(__always)
  public var isValid: Bool {
    constant > 0 && mostUpdates > 0 && prior > 0 && prior <= 1 << 30 && margin >= 0
      && covarianceLimit > 0 && weightLimit > 0
  }
}
