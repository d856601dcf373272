import ArgumentParser
import Tessera

struct PredictCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "predict",
    abstract: "Run a packed student on inputs and write its answers as .npy.")

  @Argument(help: "A packed student.")
  var student: String

  @Argument(help: "A dump, or a file with one array of inputs.")
  var inputs: String

  @Option(name: .shortAndLong, help: ArgumentHelp("Where the answers go.", valueName: "file"))
  var output: String

  @Flag(help: "Write labels (int32) and not logits (float32).")
  var labels = false

  @Flag(help: "Write regions (int32) and not logits (float32).")
  var regions = false

  @OptionGroup var dump: DumpArguments

  func validate() throws {
    if labels && regions { throw ValidationError("--labels and --regions exclude each other.") }
  }

  func run() throws {
    try reportingFailures { () throws(TesseraError) in
      try FilePlace.check(
        outputs: [output],
        inputs: [student, StudentFile.recordPath(forStudent: student), inputs])
      let file = try StudentFile.read(student)
      let content: PredictionFile.Content = labels ? .labels : regions ? .regions : .logits
      let array: NumericArray
      do throws(ActivationFormatsError) {
        array = try ActivationDump.readInputs(
          inputs, options: dump.options, progress: Progress.reporter())
      } catch {
        throw .formats(error)
      }
      try PredictionFile.write(
        content, of: file.student, on: array, to: output, progress: Progress.reporter())
      Terminal.print(
        "wrote \(content.rawValue) of \(Format.integer(array.rowCount)) rows to \(output)")
    }
  }
}
