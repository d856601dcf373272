public import Firmware

/// What modelled cycles are asked for: the flash that a program lies in, and the part that runs it.
public struct CycleRequest: Sendable, Equatable {
  /// The part; nil for none.
  public let part: DevicePart?
  /// The flash.
  public let flash: FlashTiming
  /// Cycles of a multiplication of a Cortex-M0+, 1 or 32.
  public let multiplierCycles: Int

  /// A request.
  ///
  /// - Parameters:
  ///   - part: whose time and energy are stated; nil for none.
  ///   - waitStates: of its flash; nil for those of the part, or 0 without one.
  ///   - lineBits: of its flash; nil for those of the part, or 32 without one.
  ///   - multiplierCycles: of a Cortex-M0+, 1 or 32.
  /// - Precondition: `waitStates`, `lineBits` and `multiplierCycles` are possible.
  public init(
    part: DevicePart? = nil, waitStates: Int? = nil, lineBits: Int? = nil, multiplierCycles: Int = 1
  ) {
    self.part = part
    let usual = part?.flash ?? FlashTiming()
    flash = FlashTiming(
      waitStates: waitStates ?? usual.waitStates, lineBits: lineBits ?? usual.lineBits)
    self.multiplierCycles = multiplierCycles
  }

  /// The cores that are profiled where none is named.
  public var cores: [DeviceCore] { part.map { [$0.core] } ?? CycleCosts.cores }
}
