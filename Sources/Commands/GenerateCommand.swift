import ArgumentParser
import Tessera

struct GenerateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "generate",
    abstract: "Write a student as a folder of C source with its runtime and its proof.",
    discussion:
      "In the folder, 'make test' proves it on this computer and 'make qemu' on a Cortex-M.")

  @Argument(help: "A packed student.", completion: .student)
  var student: String

  @Option(
    name: .shortAndLong, help: ArgumentHelp("The folder.", valueName: "dir"),
    completion: .directory)
  var output: String

  @Option(
    help: ArgumentHelp(
      "A dump, or a file with one array: its rows are the proof inputs. (default: random inputs)",
      valueName: "dump"), completion: .dump)
  var inputs: String?

  @Option(help: "The number of proof inputs, 32 to 4096.")
  var vectors = ProofVectors.minimumCount

  @Option(
    help: "What the student is called in C: a-z, 0-9 and _, at most 16 characters.",
    transform: FirmwareName.init(argument:))
  var name: FirmwareName = .standard

  @Option(help: "Fixes random proof inputs.")
  var seed: UInt64 = 0

  @Flag(help: "Write into a folder that holds other files.")
  var force = false

  @OptionGroup var dump: DumpArguments
  @OptionGroup var report: OutputArguments

  func validate() throws {
    guard (ProofVectors.minimumCount...ProofVectors.maximumCount).contains(vectors) else {
      throw ValidationError(
        "--vectors takes \(ProofVectors.minimumCount) to \(ProofVectors.maximumCount).")
    }
  }

  func run() throws {
    try reportingFailures(report) { () throws(TesseraError) in
      try report.check(
        inputs: [student, StudentFile.recordPath(forStudent: student)]
          + [inputs].compactMap(\.self))
      let file = try StudentFile.read(student)
      if let warning = file.warning { Terminal.warning(warning) }
      let folder = try FirmwareFolder(
        file, name: name, inputs: try readInputs(), classNames: dump.options.classNames,
        vectorCount: vectors, seed: seed)
      try folder.write(to: output, force: force)
      let record = FirmwareRecord(folder, at: output)
      if !report.quiet { show(record) }
      try report.write(record)
    }
  }

  private func show(_ record: FirmwareRecord) {
    Terminal.print(
      "wrote \(record.files.count) files to \(output): \(name).c "
        + "(\(Format.bytes(record.student.bytes))), the runtime, a self-test with "
        + record.vectors.source)
    Terminal.print(
      "prove it: make -C \(output) test    and on a Cortex-M4: make -C \(output) qemu")
  }

  private func readInputs() throws(TesseraError) -> NumericArray? {
    guard let inputs else { return nil }
    return try rethrowing(
      ActivationDump.readInputs(inputs, options: dump.options, parallelism: .allCores),
      as: TesseraError.formats)
  }
}

extension FirmwareName {
  /// The argument as a name; ArgumentParser reports why it is none, and one like it.
  init(argument: String) throws {
    do throws(Objection) {
      try self.init(argument)
    } catch {
      throw ValidationError("\(error.description): use --name \(FirmwareName(like: argument))")
    }
  }
}
