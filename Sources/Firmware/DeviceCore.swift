/// A Cortex-M core that QEMU emulates on a board.
public enum DeviceCore: String, Sendable, CaseIterable, Codable {
  /// Armv6-M: no hardware division, no DSP instructions.
  case m0plus = "cortex-m0plus"
  /// Armv7-M: no DSP instructions.
  case m3 = "cortex-m3"
  /// Armv7E-M: with the DSP instructions.
  case m4 = "cortex-m4"
  /// Armv7E-M, as the Cortex-M4; two instructions at a time.
  case m7 = "cortex-m7"

  /// The flags of code generation of a generated folder, beside optimisation and core.
  public static let flags =
    "-mthumb -mfloat-abi=soft -ffreestanding -ffunction-sections -fdata-sections -Wl,--gc-sections"

  /// QEMU's board. The micro:bit has a Cortex-M0, which has the instructions of a Cortex-M0+.
  public var machine: String {
    switch self {
    case .m0plus: "microbit"
    case .m3: "mps2-an385"
    case .m4: "mps2-an386"
    case .m7: "mps2-an500"
    }
  }
}
