public import Firmware

/// The cycles of one inference on a core, and what follows from them on a part. Modelled, not measured.
public struct ProfiledCycles: Sendable, Equatable, Codable {
  /// A microcontroller, and one inference on it.
  public struct Part: Sendable, Equatable, Codable {
    /// The name.
    public var name: String
    /// The clock.
    public var hertz: Double
    /// The current of the whole part while it runs.
    public var milliamperes: Double
    /// The supply.
    public var volts: Double
    /// The data sheet of these figures.
    public var source: String
    /// Whether a cache is in front of the flash, and was taken to hit where no wait states were stated.
    public var hasCache: Bool
    /// The time of one inference.
    public var microseconds: CycleRange
    /// The energy of one inference, of the part alone and while it runs.
    public var nanojoules: CycleRange
    /// That the figures are modelled.
    public var note: String
  }

  /// Instructions of one inference, counted in a trace.
  public var instructions: Double
  /// Cycles of one inference.
  public var cycles: CycleRange
  /// The part of each figure by which it may be off, a judgement.
  public var errorBar: Double
  /// The flash.
  public var flash: FlashTiming
  /// Cycles of a multiplication where the core has it in two sizes; nil elsewhere.
  public var multiplierCycles: Int?
  /// The manual of the costs.
  public var source: String
  /// The part; nil where none was asked for.
  public var part: Part?
  /// That the figures are modelled.
  public var note: String

  /// The figures of an estimate.
  ///
  /// - Parameters:
  ///   - estimate: of the core.
  ///   - costs: that it was made with.
  ///   - flash: that it was made with.
  ///   - part: a microcontroller with this core; nil for none.
  package init(
    _ estimate: CycleEstimate, costs: CycleCosts, flash: FlashTiming, part: DevicePart?
  ) {
    (instructions, cycles) = (estimate.instructions, estimate.cycles)
    (errorBar, note) = (CycleEstimate.errorBar, CycleEstimate.note)
    (self.flash, multiplierCycles, source) = (flash, costs.multiplierCycles, costs.source)
    self.part = part.map {
      Part(
        name: $0.rawValue, hertz: $0.hertz, milliamperes: 1_000 * $0.amperes, volts: $0.volts,
        source: $0.source, hasCache: $0.hasCache, microseconds: $0.microseconds(estimate.cycles),
        nanojoules: $0.nanojoules(estimate.cycles), note: CycleEstimate.note)
    }
  }
}
