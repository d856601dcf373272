import ArgumentParser
import Tessera

struct ReportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "report",
    abstract: "Show students as one HTML page, or as a model card.",
    discussion: """
      The page needs no network and holds plots where gnuplot is installed. It shows the figures \
      of the run record beside each student. With --test it measures every student on that dump, \
      group by group and region by region.
      """)

  @Argument(
    help: "Packed students, with their run records beside them.", completion: .student)
  var students: [String]

  @Option(
    help: ArgumentHelp("A dump to measure every student on.", valueName: "dump"),
    completion: .dump)
  var test: String?

  @Option(
    name: .shortAndLong, help: ArgumentHelp("Where the page goes.", valueName: "page"),
    completion: .file(extensions: ["html"]))
  var output: String?

  @Option(
    help: ArgumentHelp(
      "Where the model card of the first student goes, as Markdown.", valueName: "file"),
    completion: .file(extensions: ["md"]))
  var card: String?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "The first features are samples of a waveform, and drawn as one; 0 for none. (default: those "
        + "that the device standardises; else all, where neighbours are alike)",
      valueName: "count"))
  var window: Int?

  @Flag(
    help: ArgumentHelp(
      "Also disturb the rows of --test in every way, as robustness does, for students of classes."))
  var disturb = false

  @Option(
    help: ArgumentHelp(
      "The sampling rate in Hz; above 100 --disturb also tries the hum of mains of 50 Hz, and above 120 "
        + "that of 60 Hz.", valueName: "hertz"))
  var rate: Double?

  @OptionGroup var dump: DumpArguments
  @OptionGroup var threading: ThreadArguments
  @OptionGroup var silence: QuietArguments

  func validate() throws {
    guard output != nil || card != nil else {
      throw ValidationError("Give --output PAGE.html, --card CARD.md, or both.")
    }
    guard output != "-", card != "-" else {
      throw ValidationError(
        "Give the page and the card a file: /dev/stdout is the standard output.")
    }
    guard window ?? 1 >= 0 else { throw ValidationError("--window takes 0 or more.") }
    guard !disturb || test != nil else {
      throw ValidationError("--disturb needs the rows of --test.")
    }
    guard !disturb || window != 0 else {
      throw ValidationError("--disturb needs a waveform, and --window 0 says that there is none.")
    }
    guard rate == nil || disturb else { throw ValidationError("--rate goes with --disturb.") }
    try RateRange.all.check(rate)
    guard !students.isEmpty else { throw ValidationError("Give at least one packed student.") }
  }

  func run() throws {
    try reportingFailures(silence) { () throws(TesseraError) in
      try rethrowing(
        FilePlace.check(
          outputs: [output, card].compactMap(\.self),
          inputs: students + students.map(StudentFile.recordPath) + [test].compactMap(\.self)),
        as: TesseraError.files)
      let files = try students.map { path throws(TesseraError) in try StudentFile.read(path) }
      for file in files where file.record == nil {
        Terminal.warning(
          file.warning ?? "\(file.path): no run record beside it; there is less to say")
      }
      let report = try StudentReport(
        files,
        test: try test.map { path throws(TesseraError) in
          try dump.read(
            path, names: files.lazy.compactMap(\.record?.classNames).first,
            expecting: files.lazy.compactMap(\.record?.teacher.outputForm).first,
            parallelism: threading.parallelism)
        },
        classNames: dump.options.classNames, windowFeatureCount: window,
        robustness: disturb ? Robustness(windowLength: window, samplingRate: rate) : nil,
        parallelism: threading.parallelism,
        progress: Progress.reporter())
      let page = output.map { path in (path: path, content: report.page()) }
      let drafts =
        [page.map { AtomicFile.Draft(path: $0.path, bytes: $0.content.bytes) }]
        + [card.map { AtomicFile.Draft(path: $0, bytes: report.card()) }]
      try rethrowing(AtomicFile.write(drafts.compactMap(\.self)), as: TesseraError.files)
      if let gap = page?.content.gap { Terminal.warning("the page has no plots: \(gap)") }
      if !silence.quiet {
        for path in [output, card].compactMap(\.self) { Terminal.print("wrote \(path)") }
      }
    }
  }
}
