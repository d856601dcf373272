/// A core of `Runtime/Cores/cores.txt` that generated folders have: a Cortex-M that QEMU emulates.
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

  /// The name, which is also the compiler's.
  public let rawValue: String
  /// QEMU's board.
  public let machine: String
  /// The inner loops of the runtime.
  let kernels: Kernels
  /// The linker script without its extension.
  let board: String
  /// Instructions in two ticks of SysTick in the emulator.
  let ticks: Int

  /// The cores in the order of the table.
  public static let allCases = String(decoding: PackageResources.cores_txt, as: UTF8.self)
    .split(separator: "\n").filter { !$0.hasPrefix("#") }.compactMap(DeviceCore.init)

  /// The flags of compilation of a generated folder, beside optimisation and core.
  static let compilerFlags =
    "-mthumb -mfloat-abi=soft -ffreestanding -ffunction-sections -fdata-sections"
  /// The flags of code generation of a generated folder, beside optimisation and core.
  public static let flags = "\(compilerFlags) -Wl,--gc-sections"

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
    let fields = line.split(separator: " ", maxSplits: 7).map(String.init)
    guard fields.count == 8, let kernels = Kernels(rawValue: fields[1]) else {
      preconditionFailure("a line of the table of cores does not parse: \(line)")
    }
    guard fields[6] == "yes", let ticks = Int(fields[5]) else { return nil }
    (rawValue, self.kernels, machine, board) = (fields[0], kernels, fields[3], fields[4])
    self.ticks = ticks
  }

  /// A value of each machine as a function of Make, by its variable `MACHINE`: the last value
  /// without a condition.
  static func byMachine(_ value: (DeviceCore) -> String) -> String {
    var groups: [(value: String, machines: [String])] = []
    for core in allCases {
      if let index = groups.firstIndex(where: { $0.value == value(core) }) {
        groups[index].machines.append(core.machine)
      } else {
        groups.append((value(core), [core.machine]))
      }
    }
    guard let last = groups.popLast() else { return "" }
    return groups.reversed().reduce(last.value) { rest, group in
      "$(if $(filter \(group.machines.joined(separator: " ")),$(MACHINE)),\(group.value),\(rest))"
    }
  }
}
