/// The parts that a section of scales has; the flags of its entry in the directory.
public struct ScaleParts: RawRepresentable, Equatable, Sendable {
  /// The bits: 2 integers, 4 floats.
  public let rawValue: UInt16

  /// The parts of some bits, defined or not.
  @inline(__always)
  public init(rawValue: UInt16) { self.rawValue = rawValue }

  /// No section of scales.
  @inline(__always) public static var none: ScaleParts { ScaleParts(rawValue: 0) }
  /// Scales for int16 and int32, and for the features of a program.
  @inline(__always) public static var integers: ScaleParts { ScaleParts(rawValue: 2) }
  /// Scales for float32.
  @inline(__always) public static var floats: ScaleParts { ScaleParts(rawValue: 4) }
  /// Scales for both.
  @inline(__always) public static var both: ScaleParts { ScaleParts(rawValue: 6) }

  /// Whether every part of `other` is there.
  @inline(__always)
  public func contains(_ other: ScaleParts) -> Bool { rawValue & other.rawValue == other.rawValue }

  /// Whether only defined bits are set.
  @inline(__always)
  var isValid: Bool { rawValue & ~6 == 0 }
}

/// How an integer becomes an input: clamp(((x − centre) × multiplier + 2^(shift − 1)) >> shift, ±T),
/// with the difference limited to ±(2³¹ − 1), and 0 when the multiplier is 0.
public struct IntegerScale: Equatable, Sendable {
  /// The largest shift; the smallest is 1.
  public static var largestShift: UInt8 { 62 }

  /// The integer that becomes 0.
  public let centre: Int32
  /// The multiplier: 0, or 2³⁰ … 2³¹ − 1.
  public let multiplier: Int32
  /// The shift, 1 … 62; 0 when the multiplier is 0.
  public let shift: UInt8

  /// A scale of integers.
  public init(centre: Int32, multiplier: Int32, shift: UInt8) {
    self.centre = centre
    self.multiplier = multiplier
    self.shift = shift
  }

  /// The scale of an input that is always 0.
  public static var zero: IntegerScale { IntegerScale(centre: 0, multiplier: 0, shift: 0) }

  /// Whether every field is in its range; all are 0 when the multiplier is.
  @inline(__always)
  public var isValid: Bool {
    guard multiplier != 0 else { return centre == 0 && shift == 0 }
    return ParameterRange.isMultiplier(multiplier) && shift &- 1 < Self.largestShift
  }
}

/// How a float becomes an input: (x − centre) × multiplier quanta, rounded and limited to ±T, and 0
/// when the multiplier is 0.
public struct FloatScale: Equatable, Sendable {
  /// The float that becomes 0: 0, or a magnitude in the normal range.
  public let centre: Float
  /// Quanta per unit: 0, or normal range.
  public let multiplier: Float

  /// A scale of floats.
  public init(centre: Float, multiplier: Float) {
    self.centre = centre
    self.multiplier = multiplier
  }

  /// The scale of an input that is always 0.
  public static var zero: FloatScale { FloatScale(centre: 0, multiplier: 0) }

  /// Whether both fields are in their ranges, by their bits; both are 0 when the multiplier is.
  @inline(__always)
  public var isValid: Bool {
    let centre = centre.bitPattern
    guard multiplier.bitPattern != 0 else { return centre == 0 }
    return ParameterRange.isNormal(multiplier.bitPattern)
      && (centre == 0 || ParameterRange.isNormal(centre & 0x7FFF_FFFF))
  }
}

/// Where the parts of the scales lie: those for integers, then those for floats.
public struct ScalesLayout: Equatable, Sendable {
  /// Where the section starts, in bytes from the start of the file.
  public let offset: Int
  /// Inputs with a scale each, s.
  public let count: Int
  /// Which parts are there.
  public let parts: ScaleParts

  /// The layout of a section of scales.
  @inline(__always)
  public init(offset: Int, count: Int, parts: ScaleParts) {
    self.offset = offset
    self.count = count
    self.parts = parts
  }

  /// Where the s integer centres start: int32, any.
  @inline(__always) public var centres: Int { offset }
  /// Where the s integer multipliers start: int32.
  @inline(__always) public var multipliers: Int { offset &+ 4 &* count }
  /// Where the s integer shifts start: uint8, then zeros up to a multiple of 4.
  @inline(__always) public var shifts: Int { offset &+ 8 &* count }
  /// Where the s float centres start: float32.
  @inline(__always) public var floatCentres: Int {
    parts.contains(.integers) ? shifts &+ count.roundedUpToWord : offset
  }
  /// Where the s float multipliers start: float32.
  @inline(__always) public var floatMultipliers: Int { floatCentres &+ 4 &* count }
  /// The first byte after the section.
  @inline(__always) public var end: Int {
    parts.contains(.floats) ? floatCentres &+ 8 &* count : floatCentres
  }
  /// Bytes of the section, a multiple of 4.
  @inline(__always) public var byteCount: Int { end &- offset }
}

extension ScalesLayout {
  /// The scale for integers of an input.
  ///
  /// - Parameters:
  ///   - index: 0 ..< s, among the inputs that have scales.
  ///   - bytes: The whole file.
  /// - Precondition: The section lies in `bytes` and has integers.
  @inline(__always)
  public func integer(_ index: Int, in bytes: RawSpan) -> IntegerScale {
    IntegerScale(
      centre: Int32(bitPattern: bytes.word(at: centres &+ 4 &* index)),
      multiplier: Int32(bitPattern: bytes.word(at: multipliers &+ 4 &* index)),
      shift: bytes.byte(at: shifts &+ index))
  }

  /// The scale for floats of an input.
  ///
  /// - Parameters:
  ///   - index: 0 ..< s, among the inputs that have scales.
  ///   - bytes: The whole file.
  /// - Precondition: The section lies in `bytes` and has floats.
  @inline(__always)
  public func float(_ index: Int, in bytes: RawSpan) -> FloatScale {
    FloatScale(
      centre: Float(bitPattern: bytes.word(at: floatCentres &+ 4 &* index)),
      multiplier: Float(bitPattern: bytes.word(at: floatMultipliers &+ 4 &* index)))
  }

  /// Writes the `scale` for integers of input `index`, 0 ..< s, into the whole file.
  ///
  /// - Precondition: The section lies in `bytes` and has integers.
  public func write(_ scale: IntegerScale, _ index: Int, into bytes: inout MutableRawSpan) {
    bytes.store(UInt32(bitPattern: scale.centre), at: centres &+ 4 &* index)
    bytes.store(UInt32(bitPattern: scale.multiplier), at: multipliers &+ 4 &* index)
    bytes.store(scale.shift, at: shifts &+ index)
  }

  /// Writes the `scale` for floats of input `index`, 0 ..< s, into the whole file.
  ///
  /// - Precondition: The section lies in `bytes` and has floats.
  public func write(_ scale: FloatScale, _ index: Int, into bytes: inout MutableRawSpan) {
    bytes.store(scale.centre.bitPattern, at: floatCentres &+ 4 &* index)
    bytes.store(scale.multiplier.bitPattern, at: floatMultipliers &+ 4 &* index)
  }

  /// Whether every scale is valid and the padding is zero.
  ///
  /// - Complexity: O(s).
  func isValid(in bytes: RawSpan) -> Bool {
    var index = 0
    while index != count {
      if parts.contains(.integers), !integer(index, in: bytes).isValid { return false }
      if parts.contains(.floats), !float(index, in: bytes).isValid { return false }
      index = index &+ 1
    }
    return !parts.contains(.integers)
      || bytes.isZero(from: shifts &+ count, to: shifts &+ count.roundedUpToWord)
  }
}
