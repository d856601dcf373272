internal import Files
internal import Firmware
internal import Foundation
internal import Records

/// The trace of an inference: a plugin is compiled, and the program of a measurement runs with it.
struct CycleTrace {
  /// Seconds for each program.
  private static let timeout = 120.0
  /// Instructions by which the counter of a measurement may be off: two ticks in each four inferences.
  private static let resolution = 32.0

  let request: CycleRequest
  let core: DeviceCore
  /// The folder of the measurement, in which the program was built.
  let place: URL
  /// The program's measurement without a plugin.
  let measured: DeviceMeasurement

  /// The cycles of an inference.
  ///
  /// - Parameter emulator: of the core.
  /// - Returns: a gap where a program is missing or fails, or where something ran whose cost is not known.
  func cycles(by emulator: ExternalProgram) -> Result<ProfiledCycles, DeviceBench.Gap> {
    guard let costs = CycleCosts(of: core, multiplierCycles: request.multiplierCycles) else {
      return gap("there is no table of its cycles")
    }
    do throws(DeviceBench.Gap) {
      let code = Disassembly(parsing: try disassembly())
      let trace = try trace(of: try entry(in: code), by: emulator, with: try plugin())
      do throws(CycleEstimate.Objection) {
        let estimate = try CycleEstimate(of: trace, in: code, costs: costs, flash: request.flash)
        guard abs(estimate.instructions - Double(measured.inferenceInstructions)) <= Self.resolution
        else { return gap("the trace has other instructions than the measurement") }
        return .success(
          ProfiledCycles(estimate, costs: costs, flash: request.flash, part: request.part))
      } catch {
        return gap(error.description)
      }
    } catch {
      return .failure(error)
    }
  }

  private var image: String { "build/\(core.rawValue)/profile.elf" }

  private func disassembly() throws(DeviceBench.Gap) -> String {
    try output(of: core.disassembler, ["-d", image])
  }

  /// The address of the function that answers; a student of 16 bits has another one.
  private func entry(in code: Disassembly) throws(DeviceBench.Gap) -> Int {
    guard let entry = code.symbols["tessera_infer_wide"] ?? code.symbols["tessera_infer"] else {
      throw DeviceBench.Gap(reason: "the disassembly has no tessera_infer")
    }
    return entry
  }

  /// Compiles the plugin.
  ///
  /// - Returns: the path of the library.
  private func plugin() throws(DeviceBench.Gap) -> String {
    let source = place.appendingPathComponent("trace.c")
    let library = place.appendingPathComponent("trace.so").path
    guard (try? Data(ExecutionTrace.plugin).write(to: source)) != nil else {
      throw DeviceBench.Gap(reason: "there is no room for temporary files")
    }
    _ = try output(
      of: "cc",
      [
        "-std=c99", "-D_POSIX_C_SOURCE=200809L", "-O2", "-shared", "-fPIC", "-o", library,
        source.path,
      ])
    return library
  }

  private func trace(
    of entry: Int, by emulator: ExternalProgram, with plugin: String
  ) throws(DeviceBench.Gap) -> ExecutionTrace {
    let file = place.appendingPathComponent("trace.txt")
    let options = "entry=\(entry),calls=\(measured.inferenceCount),output=\(file.path)"
    let outcome = emulator.run(
      core.emulatorArguments + ["-plugin", "\(plugin),\(options)", "-kernel", image],
      scratch: place, timeout: Self.timeout, folder: place)
    guard let outcome, outcome.ending == .succeeded else {
      let words = outcome?.complaint ?? "it did not end"
      throw DeviceBench.Gap(reason: "\(core.emulator) did not run with a plugin: \(words)")
    }
    guard let text = try? String(contentsOf: file, encoding: .utf8),
      let trace = ExecutionTrace(parsing: text), trace.calls == measured.inferenceCount
    else { throw DeviceBench.Gap(reason: "the trace of \(core.emulator) is not whole") }
    return trace
  }

  /// What a program writes that runs in the folder.
  private func output(
    of name: String, _ arguments: [String]
  ) throws(DeviceBench.Gap) -> String {
    guard let program = ExternalProgram(named: name) else {
      throw DeviceBench.Gap(reason: "no \(name)")
    }
    let outcome = program.run(arguments, scratch: place, timeout: Self.timeout, folder: place)
    guard let outcome, outcome.ending == .succeeded else {
      throw DeviceBench.Gap(reason: "\(name) failed: \(outcome?.complaint ?? "it did not end")")
    }
    return outcome.output
  }

  private func gap<Success>(_ reason: String) -> Result<Success, DeviceBench.Gap> {
    .failure(DeviceBench.Gap(reason: reason))
  }
}
