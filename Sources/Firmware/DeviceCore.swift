/// A Cortex-M core that QEMU emulates on a board.
public enum DeviceCore: String, Sendable, CaseIterable, Codable {
  case m0plus = "cortex-m0plus"
  case m3 = "cortex-m3"
  case m4 = "cortex-m4"
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
