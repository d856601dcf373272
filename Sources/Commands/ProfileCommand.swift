public import ArgumentParser
import Foundation
public import Tessera

struct ProfileCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "profile",
    abstract: "Show what a student costs on a device: flash, RAM, instructions per inference.",
    discussion: """
      The figures are measured in an emulator where the compiler and QEMU of a core are there. \
      Otherwise those of a Cortex-M are estimated, but for the M55. Instructions are not cycles: caches, flash wait states and \
      multi-cycle instructions are not in the figures. With --cycles a trace and Arm's tables of cycles \
      give cycles of a Cortex-M0+, M3 and M4: modelled, not measured.
      """)

  @Argument(help: "A packed student.", completion: .student)
  var student: String

  @Option(help: "One core only.")
  var core: DeviceCore?

  @Option(
    help: ArgumentHelp(
      "State milliseconds at this clock, as if an instruction took a cycle: 64MHz.",
      valueName: "frequency"))
  var clock: Frequency?

  @Flag(help: "Do not build and emulate; estimate.")
  var estimate = false

  @OptionGroup var cycles: CycleArguments

  @OptionGroup var output: OutputArguments

  func validate() throws {
    guard cycles.request != nil else { return }
    if estimate {
      throw ValidationError("--cycles and --part need a measurement. Leave --estimate out.")
    }
    if let part = cycles.part, let core, core != part.core {
      throw ValidationError("\(part.rawValue) has a \(part.core.rawValue). Leave --core out.")
    }
  }

  func run() throws {
    try reportingFailures(output) { () throws(TesseraError) in
      try output.check(inputs: [student, StudentFile.recordPath(forStudent: student)])
      let file = try StudentFile.read(student)
      let profile = try Profile(
        file, cores: core.map { [$0] } ?? cycles.request?.cores ?? DeviceCore.counted,
        hertz: clock?.hertz, measures: !estimate, cycles: cycles.request)
      if let warning = file.warning { Terminal.warning(warning) }
      show(profile)
      try output.write(profile)
    }
  }

  private func show(_ profile: Profile) {
    let figures = profile.student
    Terminal.print(
      "\(student): \(Format.integer(figures.bytes)) bytes of flash, k = \(figures.regionCount), "
        + "\(Format.integer(figures.macs)) multiply-accumulates")
    var sections = TextTable(["section", "bytes"], leading: 1)
    for section in profile.sections {
      sections.add([section.name, Format.integer(section.bytes)])
    }
    sections.show()
    Terminal.print("")
    ProfileTable(profile).show()
  }
}

/// The figures core by core.
private struct ProfileTable {
  let profile: Profile

  init(_ profile: Profile) { self.profile = profile }

  func show() {
    var titles = ["core", "", ".text", ".rodata", ".data", ".bss", "model", "input", "scratch"]
    if profile.cores.contains(where: { $0.memory.stream != nil }) { titles.append("stream") }
    titles += ["stack", "instructions", "per MAC", "to open"]
    if let hertz { titles.append("ms at \(Format.general(hertz / 1e6)) MHz") }
    var table = TextTable(titles, leading: 2)
    for core in profile.cores { table.add(row(core)) }
    table.show()
    Terminal.print(
      "\(Profile.note)\(hertz == nil ? "" : ", in ms too"); bytes of the C99 runtime "
        + "(open and infer) and of the caller's RAM; quantising the input is not in it")
    CycleTable(profile).show()
    showFrontEnd()
    showQuantization()
    showCircumstances()
  }

  /// The cost of a program that makes nodes.
  private func showFrontEnd() {
    guard profile.cores.contains(where: { $0.frontEnd != nil }) else { return }
    let titles = ["front-end", "", "code", "memory", "stack", "instructions", "element steps"]
    var table = TextTable(titles, leading: 2)
    for core in profile.cores {
      guard let cost = core.frontEnd else { continue }
      let numbers = [cost.code, cost.memory, cost.stack, cost.instructions, cost.steps]
      table.add(
        [core.core.rawValue, core.method.rawValue] + numbers.map { $0.map(Format.integer) ?? "-" })
    }
    Terminal.print("")
    table.show()
    Terminal.print(
      "from a window of counts to the quantised input, beside open and infer; tessera_classify does "
        + "both halves")
  }

  /// The cost of quantising an input.
  private func showQuantization() {
    guard profile.cores.contains(where: { !$0.quantization.isEmpty }) else { return }
    var table = TextTable(["quantising", "", "code", "stack", "instructions"], leading: 2)
    for core in profile.cores {
      for cost in core.quantization {
        let name =
          switch cost.input {
          case .f32: "floats"
          case .i16: "counts"
          case .i32: "integers"
          }
        let numbers = [cost.code, cost.stack, cost.instructions]
        table.add([core.core.rawValue, name] + numbers.map(Format.integer))
      }
    }
    Terminal.print("")
    table.show()
    let takesIntegers = profile.cores.contains { $0.quantization.contains { $0.input == .i32 } }
    Terminal.print(
      "bytes that tessera_quantize_f32\(takesIntegers ? ", _i16 or _i32" : " or _i16") adds to "
        + ".text and .rodata when called")
  }

  private var hertz: Double? { profile.cores.first?.clock?.hertz }

  private func row(_ core: Profile.Core) -> [String] {
    let ratio = Double(core.instructions) / Double(max(1, profile.student.macs))
    let memory = core.memory
    let numbers =
      [
        core.runtime.text, core.runtime.rodata, core.runtime.data, core.runtime.bss, memory.model,
        memory.input, memory.scratch,
      ] + [memory.stream].compactMap(\.self) + [memory.stack, core.instructions]
    return [core.core.rawValue, core.method.rawValue] + numbers.map(Format.integer)
      + [Format.fixed(ratio, 2), core.openInstructions.map(Format.integer) ?? "-"]
      + (core.clock.map { [Format.general($0.milliseconds)] } ?? [])
  }

  private func showCircumstances() {
    for core in profile.cores {
      if let toolchain = core.toolchain {
        Terminal.print(
          "\(core.core.rawValue): measured on \(toolchain.machine), \(toolchain.compiler), "
            + "\(toolchain.flags); \(toolchain.emulator)")
      } else if let reason = core.reason {
        Terminal.print("\(core.core.rawValue): estimated (\(reason))")
      }
    }
    for gap in profile.gaps { Terminal.print("\(gap.core.rawValue): no figures (\(gap.reason))") }
  }
}

extension DeviceCore: ExpressibleByArgument {}
