import ArgumentParser
import Tessera

struct ExportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "export",
    abstract: "Write a student for another runtime: ONNX, JSON, or one C header.",
    discussion:
      "The ONNX graph has the device's integers for every window; --float writes the float student."
  )

  @Argument(help: "A packed student.", completion: .student)
  var student: String

  @Option(
    help: ArgumentHelp("The student as ONNX operators.", valueName: "file"),
    completion: .file(extensions: ["onnx"]))
  var onnx: String?

  @Flag(help: "The graph is the float student of the run record.")
  var float = false

  @Option(
    help: ArgumentHelp(
      "What the graph takes: float32, int16 or int32. (default: float32 where the student does)",
      valueName: "type"))
  var window: WindowElementType?

  @Flag(help: "Leave the verdict of a student with limits out of the graph.")
  var withoutVerdict = false

  @Option(
    help: ArgumentHelp("All weights as JSON.", valueName: "file"),
    completion: .file(extensions: ["json"]))
  var json: String?

  @Option(
    help: ArgumentHelp(
      "The student and its C99 runtime in one header, such as for Arduino.", valueName: "file.h"),
    completion: .file(extensions: ["h"]))
  var cHeaderOnly: String?

  @OptionGroup var silence: QuietArguments

  func validate() throws {
    guard onnx != nil || json != nil || cHeaderOnly != nil else {
      throw ValidationError(
        "Say what to write: --onnx, --json or --c-header-only, each with a file.")
    }
    guard onnx != nil || (!float && window == nil && !withoutVerdict) else {
      throw ValidationError("--float, --window and --without-verdict go with --onnx.")
    }
    guard !float || (window ?? .float32) == .float32 else {
      throw ValidationError("--float takes windows of float32. Leave --window out.")
    }
  }

  func run() throws {
    try reportingFailures(silence) { () throws(TesseraError) in
      let request = request
      try rethrowing(
        FilePlace.check(
          outputs: request.paths,
          inputs: [student, StudentFile.recordPath(forStudent: student)]),
        as: TesseraError.files)
      let file = try StudentFile.read(student)
      if let warning = file.warning { Terminal.warning(warning) }
      let export = try StudentExport(file, request)
      try export.write()
      guard !silence.quiet else { return }
      for draft in export.drafts {
        Terminal.print("wrote \(draft.path) (\(Format.bytes(draft.bytes.count)))")
      }
    }
  }

  private var request: StudentExport.Request {
    var request = StudentExport.Request()
    (request.onnx, request.weights, request.header) = (onnx, json, cHeaderOnly)
    (request.isFloat, request.window, request.hasVerdict) = (float, window, !withoutVerdict)
    return request
  }
}
