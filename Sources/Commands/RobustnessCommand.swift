import ArgumentParser
import Reports
import Tessera

struct RobustnessCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "robustness",
    abstract: "Measure a packed student on disturbed rows of a dump.",
    discussion: """
      Every row is disturbed in every way and strength of the table: a baseline that wanders, noise, \
      motion, clipping, lost samples, a window that is cut beside the beat. Labels and the teacher's \
      answers are those of the row as it was.

        tessera robustness student.tessera test.npz --window 140 --rate 360

      A teacher may answer the disturbed rows, too:

        tessera robustness student.tessera test.npz --window 140 --write-rows rows/inputs.npy
        (run the teacher over rows/inputs.npy and save rows/logits.npy)
        tessera robustness student.tessera test.npz --window 140 --teacher rows
      """)

  @Argument(help: "A packed student.", completion: .student)
  var student: String

  @Argument(help: "A dump of the same teacher.", completion: .dump)
  var data: String

  @Option(
    help: ArgumentHelp(
      "Only the first features are a waveform; the others stay as they are.", valueName: "count"))
  var window: Int?

  @Option(
    help: ArgumentHelp(
      "The sampling rate in Hz; above 100 the hum of mains of 50 Hz is tried, too, and above 120 that "
        + "of 60 Hz.", valueName: "hertz"))
  var rate: Double?

  @Option(help: "Fixes every draw: 0 or more.")
  var seed: UInt64 = 0

  @Option(
    help: ArgumentHelp(
      "Another packed student, such as a plain map, whose accuracy stands beside.",
      valueName: "student"), completion: .student)
  var beside: String?

  @Option(
    help: ArgumentHelp(
      "A dump of the rows that --write-rows writes, with the teacher's outputs.", valueName: "dump"),
    completion: .dump)
  var teacher: String?

  @Option(
    help: ArgumentHelp(
      "Also write the rows of all disturbances, for the teacher to answer.", valueName: "npy"),
    completion: .file(extensions: ["npy"]))
  var writeRows: String?

  @OptionGroup var dump: DumpArguments
  @OptionGroup var threading: ThreadArguments
  @OptionGroup var output: OutputArguments

  func validate() throws {
    if let window, window < 1 { throw ValidationError("--window needs 1 or more.") }
    if let writeRows, !writeRows.hasSuffix(".npy") {
      throw ValidationError("--write-rows takes the name of an .npy file.")
    }
    try RateRange.all.check(rate)
  }

  func run() throws {
    try reportingFailures(output) { () throws(TesseraError) in
      let sources = [student, StudentFile.recordPath(forStudent: student), data, beside, teacher]
      try output.check(inputs: sources.compactMap(\.self), others: [writeRows])
      let file = try StudentFile.read(student)
      if let warning = file.warning { Terminal.warning(warning) }
      let other = try beside.map { path throws(TesseraError) in try StudentFile.read(path) }
      let measurement = Robustness(windowLength: window, samplingRate: rate, seed: seed)
      let rows = try dump.read(
        data, names: file.record?.classNames, expecting: file.record?.teacher.outputForm,
        parallelism: threading.parallelism)
      if let writeRows {
        try measurement.writeRows(of: rows, to: writeRows, parallelism: threading.parallelism)
      }
      let answers = try dump.readCompanions(
        [teacher].compactMap(\.self), of: rows, parallelism: threading.parallelism
      ).first
      let record = try measurement.run(
        file.student, on: rows, beside: other?.student, teacher: answers,
        parallelism: threading.parallelism, progress: Progress.reporter())
      show(record)
      try output.write(record)
    }
  }

  private func show(_ record: RobustnessRecord) {
    var table = TextTable(
      ["disturbance", "strength", "accuracy", "95 %", "macro F1", "agreement", "unchanged"]
        + (record.groups == nil ? [] : ["worst group"]) + (record.beside == nil ? [] : ["beside"])
        + (record.teacher == nil ? [] : ["teacher", "agreement there"]), leading: 2)
    add("none", "", record.clean, to: &table)
    for row in record.disturbances {
      add(
        row.kind.rawValue,
        Disturbance(row.kind, row.strength).strengthText, row.figures, to: &table)
    }
    table.show()
    Terminal.print(
      "\(Format.integer(record.rows)) rows"
        + (record.groups.map { " of \(Format.integer($0)) groups" } ?? "")
        + ", windows of \(Format.integer(record.windowLength)) samples"
        + (record.channels > 1 ? " in \(record.channels) channels" : "")
        + (record.standardizes ? ", standardised again afterwards" : ""))
    if let hum = record.untriedHum { Terminal.print(hum) }
  }

  private func add(
    _ title: String, _ strength: String, _ figures: RobustnessRecord.Figures,
    to table: inout TextTable
  ) {
    let main = figures.accuracy ?? figures.agreement
    table.add(
      [
        title, strength, Format.score(figures.accuracy?.value),
        main.map { "\(Format.score($0.lower, 3)) to \(Format.score($0.upper, 3))" } ?? "",
        Format.score(figures.macroF1?.value), Format.score(figures.agreement?.value),
        Format.score(figures.unchanged.value),
      ] + (figures.leastGroup.map { [Format.score($0)] } ?? [])
        + (figures.beside.map { [Format.score($0.value)] } ?? [])
        + (figures.teacherAgreement.map {
          [Format.score(figures.teacherAccuracy?.value), Format.score($0.value)]
        } ?? []))
  }
}
