/// A microcontroller with the figures of its data sheet that energy follows from.
public struct DevicePart: RawRepresentable, Sendable, Hashable, CaseIterable {
  /// The name.
  public let rawValue: String
  /// The core.
  public let core: DeviceCore
  /// The clock at which the current was stated, in hertz.
  public let hertz: Double
  /// The current of the whole part that runs from flash, in amperes.
  public let amperes: Double
  /// The supply at which the current was stated, in volts.
  public let volts: Double
  /// The flash at that clock, without a cache.
  public let flash: FlashTiming
  /// Whether a cache is in front of the flash. `flash` then has 0 wait states: each access is taken to hit.
  public let hasCache: Bool
  /// The data sheet, and which of its figures.
  public let source: String

  /// The parts, in the order of their names.
  public static let allCases: [DevicePart] = [
    DevicePart(
      "CC2340R5", "cortex-m0plus", hertz: 48e6, amperes: 2.6e-3, volts: 3, hasCache: true,
      """
      TI SWRS282, power consumption in power modes: CoreMark from flash at 48 MHz, DC/DC, typical; \
      3 V as quoted from SWRS272
      """),
    DevicePart(
      "SAMD51", "cortex-m4", hertz: 120e6, amperes: 7.8e-3, volts: 3.3, hasCache: true,
      """
      Microchip, SAM D5x/E5x family data sheet, section 55.2: CoreMark at 120 MHz, buck, 65 µA/MHz, \
      typical
      """),
    DevicePart(
      "STM32L100RB", "cortex-m3", hertz: 32e6, amperes: 11e-3, volts: 3.6,
      hasCache: false, flash: FlashTiming(waitStates: 1, lineBits: 64),
      "ST DocID024295 rev 1, table 15: run mode from flash at 32 MHz, range 1, HSI, the most at 55 and 85 °C"
    ),
    DevicePart(
      "STM32L412", "cortex-m4", hertz: 80e6, amperes: 6.32e-3, volts: 3.3, hasCache: true,
      """
      ST DS12469 rev 7, features: 79 µA/MHz in run mode with the LDO, up to 80 MHz, 0 wait states by \
      the accelerator; 3.3 V taken as of its other figure
      """),
  ].compactMap(\.self)

  /// A part by its name.
  ///
  /// - Parameter rawValue: as in `allCases`, in any case of its letters.
  public init?(rawValue: String) {
    guard let part = Self.allCases.first(where: { $0.rawValue == rawValue.uppercased() }) else {
      return nil
    }
    self = part
  }

  /// A line of the table; nil where there is no such core.
  private init?(
    _ name: String, _ core: String, hertz: Double, amperes: Double, volts: Double,
    hasCache: Bool, flash: FlashTiming = FlashTiming(), _ source: String
  ) {
    guard let core = DeviceCore(rawValue: core) else { return nil }
    (rawValue, self.core, self.hertz, self.source) = (name, core, hertz, source)
    (self.amperes, self.volts, self.hasCache, self.flash) = (amperes, volts, hasCache, flash)
  }

  /// The time of so many cycles, in microseconds.
  ///
  /// - Parameter cycles: of the core.
  public func microseconds(_ cycles: CycleRange) -> CycleRange { cycles * (1e6 / hertz) }

  /// The energy of so many cycles, in nanojoules. Of the part alone, and while it runs.
  ///
  /// - Parameter cycles: of the core.
  public func nanojoules(_ cycles: CycleRange) -> CycleRange {
    cycles * (1e9 * amperes * volts / hertz)
  }
}
