import ArgumentParser
import Tessera

struct PredictCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "predict",
    abstract: "Run a packed student on inputs and write its answers as .npy.")

  @Argument(help: "A packed student.", completion: .student)
  var student: String

  @Argument(help: "A dump, or a file with one array of inputs.", completion: .dump)
  var inputs: String

  @Option(
    name: .shortAndLong, help: ArgumentHelp("Where the answers go.", valueName: "file"),
    completion: .file(extensions: ["npy"]))
  var output: String

  @Flag(help: "Write labels (int32) and not logits (float32).")
  var labels = false

  @Flag(help: "Write regions (int32) and not logits (float32).")
  var regions = false

  @Flag(help: "Write verdicts (int32: 0 sure, 1 doubtful, 2 foreign) and not logits (float32).")
  var verdicts = false

  @Flag(
    help: """
      Write certified radii and not logits: float32, two for each row. No smaller change of its \
      inputs, in the Euclidean norm and of a single input, can change its label; 0 where that is not \
      known.
      """)
  var radii = false

  @OptionGroup var dump: DumpArguments
  @OptionGroup var threading: ThreadArguments
  @OptionGroup var report: OutputArguments

  func validate() throws {
    guard [labels, regions, verdicts, radii].count(where: { $0 }) < 2 else {
      throw ValidationError("--labels, --regions, --verdicts and --radii exclude each other.")
    }
  }

  func run() throws {
    try reportingFailures(report) { () throws(TesseraError) in
      try rethrowing(
        FilePlace.check(
          outputs: [output, report.file].compactMap(\.self),
          inputs: [student, StudentFile.recordPath(forStudent: student), inputs]),
        as: TesseraError.files)
      let file = try StudentFile.read(student)
      let content: PredictionRecord.Content =
        labels
        ? .labels : regions ? .regions : verdicts ? .verdicts : radii ? .radii : .logits
      let array = try rethrowing(
        ActivationDump.readInputs(
          inputs, options: dump.options, parallelism: threading.parallelism,
          progress: Progress.reporter()), as: TesseraError.formats)
      let record = try PredictionFile.write(
        content, of: file.student, on: array, to: output, parallelism: threading.parallelism,
        progress: Progress.reporter())
      if !report.quiet {
        Terminal.print(
          "wrote \(content.rawValue) of \(Format.integer(record.rows)) rows to \(output)")
      }
      try report.write(record)
    }
  }
}
