internal import Resources

/// A core of `Runtime/Cores/cores.txt` that generated folders have: one that an emulator runs.
public struct DeviceCore: RawRepresentable, Sendable, Hashable, CaseIterable, Codable {
  /// The inner loops of the runtime on a core.
  enum Kernels: String {
    /// For the eight registers of Thumb-1.
    case thumb1
    /// Plain C.
    case portable
    /// With the DSP instructions.
    case dsp
    /// With the vector instructions of MVE.
    case mve
  }

  /// What builds and runs programs of a core.
  enum Family: String {
    /// Cortex-M.
    case arm
    /// RV32.
    case riscv32
    /// The ESP8266's.
    case xtensa
    /// Eight bits, with a memory of its own for the program.
    case avr

    /// The compiler, and what the names of its companions begin with.
    var tools: String {
      switch self {
      case .arm: "arm-none-eabi"
      case .riscv32: "riscv64-unknown-elf"
      case .xtensa: "xtensa-lx106-elf"
      case .avr: "avr"
      }
    }

    var emulator: String { self == .avr ? "simavr" : "qemu-system-\(rawValue)" }
  }

  /// The name.
  public let rawValue: String
  /// The emulator's machine.
  public let machine: String
  /// The flags of code generation.
  public let flags: String
  /// What builds and runs its programs.
  let family: Family
  /// The inner loops of the runtime.
  let kernels: Kernels
  /// The emulator's processor; `-` for the machine's own.
  let cpu: String
  /// The linker script without its extension; `-` for none.
  let board: String
  /// Instructions in two ticks of the core's counter in the emulator, for C and Make; `-` where they
  /// are not counted.
  let ticks: String

  /// The compiler.
  public var compiler: String { "\(family.tools)-gcc" }
  /// The program that shows the sizes of sections.
  public var sizeTool: String { "\(family.tools)-size" }
  /// The program that shows the instructions of an image.
  package var disassembler: String { "\(family.tools)-objdump" }
  /// The emulator.
  public var emulator: String { family.emulator }
  /// The arguments of the emulator, beside the image, as the Makefile of a generated folder has them for
  /// Cortex-M.
  package var emulatorArguments: [String] {
    ["-M", machine] + (cpu == "-" ? [] : ["-cpu", cpu])
      + [
        "-nographic", "-monitor", "none", "-serial", "none", "-icount", "shift=0", "-chardev",
        "stdio,id=text",
        "-semihosting-config", "enable=on,target=native,chardev=text",
      ]
  }
  /// Whether instructions are counted there.
  public var isCounted: Bool { ticks != "-" }
  /// Whether `DeviceEstimate` has figures of the core.
  public var isEstimated: Bool { family == .arm && kernels != .mve }

  /// The cores in the order of the table.
  public static let allCases = String(
    decoding: ResourceFolder.firmware["cores.txt"], as: UTF8.self
  )
  .split(separator: "\n").filter { !$0.hasPrefix("#") }.compactMap(DeviceCore.init)
  /// Those whose instructions are counted.
  public static let counted = allCases.filter(\.isCounted)
  /// Those of which there are estimates.
  public static let estimated = allCases.filter(\.isEstimated)

  /// The flags of compilation of a generated folder, beside optimisation and core.
  static let compilerFlags = "-ffreestanding -ffunction-sections -fdata-sections"
  /// The flags of code generation of a generated folder, beside optimisation and core.
  public static let commonFlags = "\(compilerFlags) -Wl,--gc-sections"

  /// A core by its name.
  ///
  /// - Parameter rawValue: as in the table.
  public init?(rawValue: String) {
    guard let core = Self.allCases.first(where: { $0.rawValue == rawValue }) else { return nil }
    self = core
  }

  /// Reads a line of the table; nil for a core that generated folders do not have.
  ///
  /// - Precondition: the line is as the head of the table describes: it came with the tool and is
  ///   tested.
  private init?(line: Substring) {
    let fields = line.split(separator: " ", maxSplits: 9).map(String.init)
    guard fields.count == 10, let kernels = Kernels(rawValue: fields[1]),
      let family = Family(rawValue: fields[3])
    else { preconditionFailure("a line of the table of cores does not parse: \(line)") }
    guard fields[8] == "yes" else { return nil }
    (rawValue, self.kernels, self.family) = (fields[0], kernels, family)
    (machine, cpu, board, ticks) = (fields[4], fields[5], fields[6], fields[7])
    flags = String(fields[9].drop { $0 == " " })
  }
}
