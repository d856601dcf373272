import ArgumentParser
import Tessera

struct PersonalizeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "personalize",
    abstract: "Simulate how a packed student learns from a few labels of each patient.",
    discussion: """
      Each group of the dump is a patient whom the student meets for the first time. All rows pass, a \
      person is asked for the labels of a few, the student learns them, and all rows pass again, in the \
      integers of a device. The figures are of the rows that nobody was asked for. The student was made \
      with --adaptive.

        tessera personalize student.tessera test.npz --labels 10
      """)

  @Argument(help: "A packed student.", completion: .student)
  var student: String

  @Argument(help: "A dump with labels, and groups: one of each patient.", completion: .dump)
  var data: String

  @Option(help: "Labels of each patient: 1 to 65535.")
  var labels = 10

  @Option(help: "Which rows to ask for: margin (those of smallest margins) or random.")
  var ask = PersonalizationRecord.Asking.margin

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "The share of labels that are wrong: 10% or 0.1. (default: 0)", valueName: "share"),
    transform: Share.reading)
  var wrong: Share?

  @Option(help: "Fixes every draw: 0 or more.")
  var seed: UInt64 = 0

  @OptionGroup var dump: DumpArguments
  @OptionGroup var threading: ThreadArguments
  @OptionGroup var output: OutputArguments

  func validate() throws {
    guard 1...65_535 ~= labels else { throw ValidationError("--labels takes 1 to 65535.") }
  }

  func run() throws {
    try reportingFailures(output) { () throws(TesseraError) in
      try output.check(inputs: [student, StudentFile.recordPath(forStudent: student), data])
      let file = try StudentFile.read(student)
      if let warning = file.warning { Terminal.warning(warning) }
      let data = try dump.read(
        data, names: file.record?.classNames, expecting: file.record?.teacher.outputForm,
        parallelism: threading.parallelism)
      let record = try Personalization(
        labelCount: labels, asking: ask, wrongShare: wrong?.value ?? 0, seed: seed
      ).run(
        file.student, on: data, parallelism: threading.parallelism, progress: Progress.reporter())
      show(record, names: file.record?.classNames ?? data.classNames)
      try output.write(record)
    }
  }

  private func show(_ record: PersonalizationRecord, names: [String]?) {
    let classes = record.mean.before.sensitivity.indices
    var table = TextTable(
      ["group", "rows", "labels", "used", "accuracy", "", "macro F1", ""]
        + classes.flatMap { ["\(names?[$0] ?? String($0))", ""] }, leading: 1)
    for group in record.groups {
      table.add(
        [
          String(group.group), Format.integer(group.rows), Format.integer(group.asked),
          group.isUsed ? "yes" : "no",
        ] + columns(group.before, group.after))
    }
    table.add(["mean", "", "", ""] + columns(record.mean.before, record.mean.after))
    table.show()
    Terminal.print(
      "each figure before and after learning, of the rows that nobody was asked for; classes: "
        + "sensitivity")
    Terminal.print(
      "\(record.betterCount) groups better, \(record.worseCount) worse, the least change of accuracy "
        + "\(Format.fixed(100 * record.leastChange, 2)) points; a device saves "
        + "\(Format.bytes(record.deltaBytes))")
  }

  private func columns(
    _ before: PersonalizationRecord.Figures, _ after: PersonalizationRecord.Figures
  ) -> [String] {
    var columns = [
      Format.score(before.accuracy), Format.score(after.accuracy), Format.score(before.macroF1),
      Format.score(after.macroF1),
    ]
    for (first, second) in zip(before.sensitivity, after.sensitivity) {
      columns += [first.map { Format.score($0) } ?? "", second.map { Format.score($0) } ?? ""]
    }
    return columns
  }
}
