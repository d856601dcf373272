/// The parts that the limits have; the flags of their entry in the directory.
public struct LimitParts: RawRepresentable, Equatable, Sendable {
  /// The bits: 2 margin, 4 distances, 8 energy, 16 deviation.
  public let rawValue: UInt16

  /// The parts of some bits, defined or not.
  @inline(__always)
  public init(rawValue: UInt16) { self.rawValue = rawValue }

  /// No limits.
  @inline(__always) public static var none: LimitParts { LimitParts(rawValue: 0) }
  /// The least margin of an answer.
  @inline(__always) public static var margin: LimitParts { LimitParts(rawValue: 2) }
  /// The largest distance of z from the centre of its region.
  @inline(__always) public static var distances: LimitParts { LimitParts(rawValue: 4) }
  /// The largest energy outside the projection.
  @inline(__always) public static var energy: LimitParts { LimitParts(rawValue: 8) }
  /// The least root mean square of the quantised inputs.
  @inline(__always) public static var deviation: LimitParts { LimitParts(rawValue: 16) }

  /// Whether every part of `other` is there.
  @inline(__always)
  public func contains(_ other: LimitParts) -> Bool { rawValue & other.rawValue == other.rawValue }

  /// These parts and those of `other`.
  public func union(_ other: LimitParts) -> LimitParts {
    LimitParts(rawValue: rawValue | other.rawValue)
  }

  /// Whether only defined bits are set, and that of the energy only with a projection.
  @inline(__always)
  func isValid(hasProjection: Bool) -> Bool { rawValue & ~(hasProjection ? 30 : 22) == 0 }
}

/// The numbers of the limits, but for those that there are d or k of. Those of parts that are not
/// there are 0.
public struct LimitNumbers: Equatable, Sendable {
  /// The least margin, 0 … 2³¹ − 1.
  public var leastMargin: Int32 = 0
  /// The multiplier that turns a score into quanta² of 2^unit: 0, or 2³⁰ … 2³¹ − 1.
  public var scoreMultiplier: Int32 = 0
  /// Its shift, 33 … 62.
  public var scoreShift: UInt32 = 0
  /// The unit of the distances, 0 … 31: 2^unit quanta².
  public var distanceUnit: UInt32 = 0
  /// The largest energy.
  public var energyLimit: UInt64 = 0
  /// The shift of the energy, 0 … 63.
  public var energyShift: UInt32 = 0
  /// The least deviation, 1 … 2²³, in 1/256 quantum.
  public var leastDeviation: UInt32 = 0

  /// Numbers that are all 0.
  public init() {}
}

/// Where the parts of the limits lie.
public struct LimitsLayout: Equatable, Sendable {
  /// Where the section starts, in bytes from the start of the file.
  public let offset: Int
  /// Which parts are there.
  public let parts: LimitParts
  /// Length of z, d.
  public let componentCount: Int
  /// Bytes of an element of z, 1 or 2.
  public let componentByteCount: Int
  /// Regions, k.
  public let regionCount: Int

  /// The layout of the limits of a student of this `shape`.
  @inline(__always)
  public init(offset: Int, shape: PackedShape) {
    self.offset = offset
    parts = shape.sections.limits
    componentCount = shape.componentCount
    componentByteCount = shape.componentBits &>> 3
    regionCount = shape.regionCount
  }

  /// The layout of these parts for the counts of a header.
  @inline(__always)
  init(offset: Int, _ parts: LimitParts, _ header: PackedHeader) {
    self.offset = offset
    self.parts = parts
    componentCount = header.componentCount
    componentByteCount = header.componentBits &>> 3
    regionCount = header.regionCount
  }

  /// Where the least margin would be.
  @inline(__always) public var margin: Int { offset }
  /// Where the score multiplier would be; the shift is the word after it.
  @inline(__always) public var score: Int { offset &+ (parts.contains(.margin) ? 4 : 0) }
  /// Where c₀ would start: d int8 or int16, then zeros up to a multiple of 4.
  @inline(__always) public var centre: Int { score &+ 8 }
  /// Where the k limits of the distances would start: u32.
  @inline(__always) public var distances: Int {
    centre &+ (componentCount &* componentByteCount).roundedUpToWord
  }
  /// Where the unit of the distances would be.
  @inline(__always) public var distanceUnit: Int { distances &+ 4 &* regionCount }
  /// Where the energy limit would be, the low word first; the shift is the word after it.
  @inline(__always) public var energy: Int {
    parts.contains(.distances) ? distanceUnit &+ 4 : score
  }
  /// Where the d multipliers of the energy would start: u32.
  @inline(__always) public var energyMultipliers: Int { energy &+ 12 }
  /// Where the least deviation would be.
  @inline(__always) public var deviation: Int {
    parts.contains(.energy) ? energyMultipliers &+ 4 &* componentCount : energy
  }
  /// The first byte after the section.
  @inline(__always) public var end: Int { deviation &+ (parts.contains(.deviation) ? 4 : 0) }
  /// Bytes of the section, a multiple of 4.
  @inline(__always) public var byteCount: Int { end &- offset }
}

extension LimitsLayout {
  /// The numbers of the parts that are there.
  ///
  /// - Precondition: The section lies in `bytes`, the whole file.
  public func numbers(in bytes: RawSpan) -> LimitNumbers {
    var numbers = LimitNumbers()
    if parts.contains(.margin) {
      numbers.leastMargin = Int32(bitPattern: bytes.word(at: margin))
    }
    if parts.contains(.distances) {
      numbers.scoreMultiplier = Int32(bitPattern: bytes.word(at: score))
      numbers.scoreShift = bytes.word(at: score &+ 4)
      numbers.distanceUnit = bytes.word(at: distanceUnit)
    }
    if parts.contains(.energy) {
      numbers.energyLimit = bytes.doubleWord(at: energy)
      numbers.energyShift = bytes.word(at: energy &+ 8)
    }
    if parts.contains(.deviation) { numbers.leastDeviation = bytes.word(at: deviation) }
    return numbers
  }

  /// Writes the `numbers` of the parts that are there.
  ///
  /// - Precondition: The section lies in `bytes`, the whole file.
  public func write(_ numbers: LimitNumbers, into bytes: inout MutableRawSpan) {
    if parts.contains(.margin) {
      bytes.store(UInt32(bitPattern: numbers.leastMargin), at: margin)
    }
    if parts.contains(.distances) {
      bytes.store(UInt32(bitPattern: numbers.scoreMultiplier), at: score)
      bytes.store(numbers.scoreShift, at: score &+ 4)
      bytes.store(numbers.distanceUnit, at: distanceUnit)
    }
    if parts.contains(.energy) {
      bytes.store(numbers.energyLimit, at: energy)
      bytes.store(numbers.energyShift, at: energy &+ 8)
    }
    if parts.contains(.deviation) { bytes.store(numbers.leastDeviation, at: deviation) }
  }

  /// Whether every number is in its range and the padding is zero.
  func isValid(in bytes: RawSpan) -> Bool {
    if parts.contains(.margin), bytes.word(at: margin) >= 1 << 31 { return false }
    if parts.contains(.distances) {
      let centreEnd = centre &+ componentCount &* componentByteCount
      guard ParameterRange.isMultiplier(Int32(bitPattern: bytes.word(at: score))),
        ParameterRange.isShift(bytes.word(at: score &+ 4)), bytes.word(at: distanceUnit) < 32,
        bytes.isZero(from: centreEnd, to: distances)
      else { return false }
    }
    if parts.contains(.energy), bytes.word(at: energy &+ 8) >= 64 { return false }
    return !parts.contains(.deviation) || bytes.word(at: deviation) &- 1 < 1 << 23
  }
}

// MARK: - The numbers that there are d or k of

extension LimitsLayout {
  /// Element `index`, 0 ..< d, of c₀.
  ///
  /// - Precondition: The distances are there, in `bytes`, the whole file.
  public func centre(_ index: Int, in bytes: RawSpan) -> Int16 {
    componentByteCount == 2
      ? Int16(bitPattern: bytes.half(at: centre &+ 2 &* index))
      : Int16(Int8(bitPattern: bytes.byte(at: centre &+ index)))
  }

  /// The limit of the distance in `region`, 0 ..< k.
  ///
  /// - Precondition: The distances are there, in `bytes`, the whole file.
  public func distance(_ region: Int, in bytes: RawSpan) -> UInt32 {
    bytes.word(at: distances &+ 4 &* region)
  }

  /// The multiplier of the energy of component `index`, 0 ..< d.
  ///
  /// - Precondition: The energy is there, in `bytes`, the whole file.
  public func energyMultiplier(_ index: Int, in bytes: RawSpan) -> UInt32 {
    bytes.word(at: energyMultipliers &+ 4 &* index)
  }

  /// Writes `value` as element `index`, 0 ..< d, of c₀; of 8 bits, when z has 8.
  ///
  /// - Precondition: The distances are there, in `bytes`, the whole file.
  public func write(centre value: Int16, _ index: Int, into bytes: inout MutableRawSpan) {
    if componentByteCount == 2 {
      bytes.store(UInt16(bitPattern: value), at: centre &+ 2 &* index)
    } else {
      bytes.store(UInt8(truncatingIfNeeded: value), at: centre &+ index)
    }
  }

  /// Writes the limit of the `distance` in `region`, 0 ..< k.
  ///
  /// - Precondition: The distances are there, in `bytes`, the whole file.
  public func write(distance: UInt32, _ region: Int, into bytes: inout MutableRawSpan) {
    bytes.store(distance, at: distances &+ 4 &* region)
  }

  /// Writes `energyMultiplier` as that of component `index`, 0 ..< d.
  ///
  /// - Precondition: The energy is there, in `bytes`, the whole file.
  public func write(energyMultiplier: UInt32, _ index: Int, into bytes: inout MutableRawSpan) {
    bytes.store(energyMultiplier, at: energyMultipliers &+ 4 &* index)
  }
}
