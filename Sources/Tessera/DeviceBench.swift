internal import Files
internal import Firmware
internal import Foundation
internal import Records

/// A generated folder that is built and run in an emulator, core by core.
struct DeviceBench {
  /// Why nothing was measured.
  struct Gap: Error {
    let reason: String
  }

  /// A measurement and its circumstances.
  struct Found {
    let figures: DeviceMeasurement
    let quantization: [(kind: Profile.InputKind, figures: QuantizationMeasurement)]
    let toolchain: Profile.Toolchain
    /// Modelled cycles, or why there are none; nil where they were not asked for.
    let cycles: Result<ProfiledCycles, Gap>?
  }

  /// The optimisation; the rest of the flags is the folder's own.
  private static let flags = "-Os"
  /// Seconds for one build and one run.
  private static let timeout = 120.0
  /// The most multiply-accumulates of all inferences of one run.
  private static let work = 8_000_000

  private let folder: FirmwareFolder
  private let inferenceGroups: Int
  private let inputKinds: [Profile.InputKind]
  private let request: CycleRequest?

  /// Renders the folder of a student.
  ///
  /// - Parameters:
  ///   - file: the student.
  ///   - request: modelled cycles; nil for none.
  init(_ file: StudentFile, cycles request: CycleRequest?) throws(TesseraError) {
    self.request = request
    folder = try FirmwareFolder(file)
    inputKinds = FrontEndFacts(file.student.header, in: file.student.bytes).types
    let macs = max(1, file.student.header.shape.multiplyAccumulates)
    inferenceGroups = max(1, min(8, Self.work / macs / 4))
  }

  /// Builds the profile program for a core and runs it.
  func measure(_ core: DeviceCore) -> Result<Found, Gap> {
    guard core.isCounted else {
      return .failure(Gap(reason: "\(core.emulator) counts no instructions"))
    }
    guard let make = ExternalProgram(named: "make") else { return Self.missing("make") }
    guard let compiler = ExternalProgram(named: core.compiler),
      ExternalProgram(named: core.sizeTool) != nil
    else { return Self.missing(core.compiler) }
    guard let emulator = ExternalProgram(named: core.emulator) else {
      return Self.missing(core.emulator)
    }
    return ScratchFolder.with("profile") {
      measure(core, by: make, compiler: compiler, emulator: emulator, at: $0)
    } ?? .failure(Gap(reason: "there is no room for temporary files"))
  }

  private func measure(
    _ core: DeviceCore, by make: ExternalProgram, compiler: ExternalProgram,
    emulator: ExternalProgram, at place: URL
  ) -> Result<Found, Gap> {
    do throws(TesseraError) {
      try folder.write(to: place.path)
    } catch {
      return .failure(Gap(reason: error.description))
    }
    let outcome = run("profile", on: core, by: make, at: place)
    if outcome?.ending == .timedOut {
      return .failure(Gap(reason: "no end after \(Int(Self.timeout)) s on \(core.machine)"))
    }
    guard let outcome, outcome.ending == .succeeded,
      let figures = DeviceMeasurement(parsing: outcome.output)
    else {
      let reason = outcome?.complaint ?? "it may not fit there"
      return .failure(
        Gap(reason: "the program did not build or run on \(core.machine): \(reason)"))
    }
    let quantization = inputKinds.compactMap { kind in
      run("profile-\(kind.rawValue)", on: core, by: make, at: place)
        .flatMap { QuantizationMeasurement(parsing: $0.output) }.map { (kind: kind, figures: $0) }
    }
    let cycles = request.map {
      CycleTrace(request: $0, core: core, place: place, measured: figures)
        .cycles(by: emulator)
    }
    return .success(
      Found(
        figures: figures, quantization: quantization,
        toolchain: Profile.Toolchain(
          compiler: Self.version(of: compiler, scratch: place),
          flags: "\(Self.flags) \(core.flags) \(DeviceCore.commonFlags)",
          emulator: Self.version(of: emulator, scratch: place) + ", -icount shift=0",
          machine: core.machine), cycles: cycles))
  }

  private func run(
    _ target: String, on core: DeviceCore, by make: ExternalProgram, at place: URL
  ) -> ExternalProgram.Outcome? {
    make.run(
      [
        "-s", "-C", place.path, target, "CORE=\(core.rawValue)", "CFLAGS=\(Self.flags)",
        "PROFILE_COUNT=\(inferenceGroups)",
      ], scratch: place, timeout: Self.timeout)
  }

  private static func missing(_ name: String) -> Result<Found, Gap> {
    .failure(Gap(reason: "no \(name)"))
  }

  private static func version(of program: ExternalProgram, scratch: URL) -> String {
    let output = program.run(["--version"], scratch: scratch, timeout: 10)?.output ?? ""
    return output.split(whereSeparator: \.isNewline).first.map(String.init) ?? "unknown"
  }
}
