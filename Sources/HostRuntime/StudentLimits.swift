public import PackedFormat

/// When an answer is doubtful or an input foreign (Docs/Format.md, Limits). Each part is optional.
public struct StudentLimits: Sendable, Equatable {
  /// How far z may lie from the centre of its region.
  public struct Distances: Sendable, Equatable {
    /// Turns the score of a region into a distance: 0, or 2³⁰ ... 2³¹ − 1.
    public let scoreMultiplier: Int32
    /// Its shift, 33 ... 62.
    public let scoreShift: UInt32
    /// c₀, d values of the bits of z.
    public let centre: [Int16]
    /// k limits, in units of 2^`unit` quanta².
    public let limits: [UInt32]
    /// 0 ... 31.
    public let unit: UInt32

    /// Distances of these numbers.
    package init(
      scoreMultiplier: Int32, scoreShift: UInt32, centre: [Int16], limits: [UInt32], unit: UInt32
    ) {
      self.scoreMultiplier = scoreMultiplier
      self.scoreShift = scoreShift
      self.centre = centre
      self.limits = limits
      self.unit = unit
    }
  }

  /// How much of an input the projection may leave out.
  public struct Energy: Sendable, Equatable {
    /// The largest energy.
    public let limit: UInt64
    /// 0 ... 63.
    public let shift: UInt32
    /// d values.
    public let multipliers: [UInt32]

    /// An energy of these numbers.
    package init(limit: UInt64, shift: UInt32, multipliers: [UInt32]) {
      self.limit = limit
      self.shift = shift
      self.multipliers = multipliers
    }
  }

  /// The least margin of an answer, 0 ... 2³¹ − 1; nil when there is none.
  public let leastMargin: Int32?
  /// nil when there are none.
  public let distances: Distances?
  /// Only with a projection; nil when there is none.
  public let energy: Energy?
  /// The least root mean square of the quantised inputs, 1 ... 2²³, in 1/256 quantum; nil when there is none.
  public let leastDeviation: UInt32?

  /// Limits of these parts.
  ///
  /// - Precondition: at least one of them is there.
  package init(
    leastMargin: Int32? = nil, distances: Distances? = nil, energy: Energy? = nil,
    leastDeviation: UInt32? = nil
  ) {
    self.leastMargin = leastMargin
    self.distances = distances
    self.energy = energy
    self.leastDeviation = leastDeviation
    precondition(parts != .none, "limits of something")
  }

  /// Which of them are there.
  public var parts: LimitParts {
    var parts = LimitParts.none
    if leastMargin != nil { parts = parts.union(.margin) }
    if distances != nil { parts = parts.union(.distances) }
    if energy != nil { parts = parts.union(.energy) }
    if leastDeviation != nil { parts = parts.union(.deviation) }
    return parts
  }
}
