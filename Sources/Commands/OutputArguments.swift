import ArgumentParser
import Tessera

/// What a run reports, and where.
struct OutputArguments: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Write the figures as JSON, too; with - to the standard output, which gets nothing else.",
      valueName: "file"), completion: .file(extensions: ["json"]))
  var json: String?

  @OptionGroup var silence: QuietArguments

  var quiet: Bool { silence.quiet }

  /// The file that the figures go to; nil for none and for the standard output.
  var file: String? { json == "-" ? nil : json }

  /// Whether the standard output belongs to a document.
  var holdsResults: Bool { json == "-" }

  /// Finds out before the work whether the file can be written, and other results with it.
  func check(inputs: [String], others: [String?] = []) throws(TesseraError) {
    try rethrowing(
      FilePlace.check(outputs: ([file] + others).compactMap(\.self), inputs: inputs),
      as: TesseraError.files)
  }

  /// Writes the figures, and other files with them: all or none.
  func write(
    _ value: some Encodable, with drafts: [AtomicFile.Draft] = []
  ) throws(TesseraError) {
    guard let json else { return try rethrowing(AtomicFile.write(drafts), as: TesseraError.files) }
    let document = try rethrowing(JSONDocument.encode(value), as: TesseraError.records)
    let figures = holdsResults ? [] : [AtomicFile.Draft(path: json, bytes: document)]
    try rethrowing(AtomicFile.write(figures + drafts), as: TesseraError.files)
    if holdsResults { Terminal.print(document: document) }
  }
}

/// Whether a run reports its work.
struct QuietArguments: ParsableArguments {
  @Flag(
    name: .shortAndLong,
    help: "Show no progress and name no written files. Warnings and errors are still shown.")
  var quiet = false
}

/// How many threads a run may use.
struct ThreadArguments: ParsableArguments {
  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Threads; changes the time only. (default: all cores)", valueName: "count"))
  var threads: Int?

  func validate() throws {
    guard threads ?? 1 >= 1 else { throw ValidationError("--threads takes at least 1.") }
  }

  var parallelism: Parallelism {
    Parallelism(threadCount: threads).on(CommandLineTool.ranks)
  }
}

extension CompletionKind {
  /// A dump in a file; a directory is offered with every file.
  static var dump: CompletionKind { .file(extensions: ["npz", "safetensors", "csv", "npy"]) }
  static var student: CompletionKind { .file(extensions: ["tessera"]) }
}
