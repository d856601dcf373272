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

/// What an inference is expected to cost where nothing can be measured: straight lines through
/// measurements of the C99 runtime with arm-none-eabi-gcc 12.2 at -O2 (Docs/Firmware.md).
public struct DeviceEstimate: Sendable, Equatable {
  /// Bytes of code: `tessera_open` and `tessera_infer`.
  public let text: Int
  /// Bytes of constants of the runtime.
  public let rodata: Int
  /// Bytes of stack beyond the scratch memory.
  public let stack: Int
  /// Instructions of one inference.
  public let instructions: Int

  /// - Parameters:
  ///   - multiplyAccumulates: of one inference.
  ///   - rows: rows of all matrix products of one inference.
  public init(core: DeviceCore, multiplyAccumulates: Int, rows: Int) {
    let perProduct: Double
    let perRow: Double
    switch core {
    case .m0plus:
      (text, perProduct, perRow) = (1_500, 6.2, 60)
    case .m3:
      (text, perProduct, perRow) = (1_500, 3.8, 40)
    case .m4, .m7:
      (text, perProduct, perRow) = (1_650, 1.9, 40)
    }
    rodata = 0
    stack = 200
    instructions =
      300 + Int((perProduct * Double(multiplyAccumulates) + perRow * Double(rows)).rounded())
  }
}
