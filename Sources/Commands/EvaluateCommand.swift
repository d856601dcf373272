import ArgumentParser
import Reports
import Tessera

struct EvaluateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "evaluate", abstract: "Measure a packed student on a dump.")

  @Argument(help: "A packed student.", completion: .student)
  var student: String

  @Argument(help: "A dump of the same teacher.", completion: .dump)
  var data: String

  @OptionGroup var dump: DumpArguments
  @OptionGroup var threading: ThreadArguments
  @OptionGroup var output: OutputArguments

  func run() throws {
    try reportingFailures(output) { () throws(TesseraError) in
      try output.check(inputs: [student, StudentFile.recordPath(forStudent: student), data])
      let file = try StudentFile.read(student)
      let record = try EvaluationRecord(
        file,
        on: dump.read(
          data, names: file.record?.classNames, expecting: file.record?.teacher.outputForm,
          parallelism: threading.parallelism),
        parallelism: threading.parallelism, progress: Progress.reporter())
      if let warning = file.warning { Terminal.warning(warning) }
      if record.certificateMatches == false {
        Terminal.warning(
          "the bound on int8 in the run record is not that of its student and float student")
      }
      show(record)
      try output.write(record)
      try rethrowing(record.test.certificate?.accept(), as: TesseraError.records)
    }
  }

  private func show(_ record: EvaluationRecord) {
    Terminal.print(summary(of: record), .bold)
    var table = TextTable(["", "teacher", "float student", "int8 student"], leading: 1)
    let report = ReportTable(record.test)
    report.addRows(to: &table)
    table.show()
    if let count = record.test.int8Disagreements {
      Terminal.print(
        "int8 and float give different labels on \(Format.integer(count)) of "
          + "\(Format.integer(record.test.rows)) rows")
    }
    report.showCertificate()
    report.showRadius()
    if let verdicts = record.test.verdicts {
      VerdictTable(verdicts, classNames: record.classNames).show()
    }
    report.showClasses(names: record.classNames)
    report.showConfusion(names: record.classNames)
  }

  /// One line that states how good it is.
  private func summary(of record: EvaluationRecord) -> String {
    let test = record.test
    var parts = ["student \(Format.bytes(record.student.bytes))"]
    if let accuracy = test.accuracy {
      let teacher = test.teacherAccuracy.map { " (teacher \(Format.score($0, 3)))" } ?? ""
      parts.append("accuracy \(Format.score(accuracy, 3))\(teacher)")
    }
    if let agreement = test.agreement {
      parts.append("agreement with the teacher \(Format.score(agreement, 3))")
    } else {
      parts += ReportTable(test).regression
    }
    return parts.joined(separator: ", ") + " on \(Format.integer(test.rows)) rows"
  }
}

/// A test report on the terminal.
struct ReportTable {
  private let report: TestReport

  init(_ report: TestReport) { self.report = report }

  /// Rows for the columns teacher, float student, int8 student.
  func addRows(to table: inout TextTable) {
    if let accuracy = report.accuracy {
      table.add([
        "accuracy", Format.score(report.teacherAccuracy), Format.score(report.float?.accuracy),
        Format.score(accuracy),
      ])
    }
    if let agreement = report.agreement {
      table.add([
        "agreement", "1.0000", Format.score(report.float?.agreement), Format.score(agreement),
      ])
    }
    let float = report.float
    let teacher = report.teacherConfusion.map {
      ClassificationReport(ConfusionMatrix(counts: $0), beta: 2)
    }
    let others = [
      ("macro F1", teacher?.macro.f1, float?.macroF1, report.macroF1),
      ("weighted F1", teacher?.weighted.f1, float?.weightedF1, report.weightedF1),
      ("weighted F2", teacher?.weighted.fBeta, nil, report.weightedF2),
      (
        "weighted precision", teacher?.weighted.precision, float?.weightedPrecision,
        report.weightedPrecision
      ),
      (
        "weighted sensitivity", teacher?.weighted.sensitivity, float?.weightedSensitivity,
        report.weightedSensitivity
      ),
    ]
    for (name, teacher, float, int8) in others {
      if let int8 {
        table.add([name, Format.score(teacher), Format.score(float), Format.score(int8)])
      }
    }
    if let r2 = report.r2 {
      table.add(["R2", "1", Format.score(report.float?.r2), Format.score(r2)])
    }
    addOutputs(to: &table)
    table.add(["RMSE", "0", Format.score(report.float?.rmse), Format.score(report.rmse)])
  }

  /// The most outputs that have a row of their own: those of the lowest R².
  private static let outputLimit = 12

  private func addOutputs(to table: inout TextTable) {
    guard let int8 = report.r2ByOutput else { return }
    Self.addOutputs(int8: int8, float: report.float?.r2ByOutput, place: "", to: &table)
  }

  /// R² of each target.
  ///
  /// - Parameter place: the rows, for the titles.
  static func addOutputs(
    int8: [Double], float: [Double]?, place: String, to table: inout TextTable
  ) {
    let worst = int8.indices.sorted { (int8[$0], $0) < (int8[$1], $1) }.prefix(outputLimit)
    for output in worst.sorted() {
      table.add([
        "R2 of target \(output)\(place)", "1", Format.score(float?[output]),
        Format.score(int8[output]),
      ])
    }
  }

  /// How near the outputs are to the targets of a regression.
  var regression: [String] {
    let targets = report.targetDeviation.map {
      " where the targets deviate by \(Format.score($0))"
    }
    return (report.r2.map { ["R2 \(Format.score($0, 3))"] } ?? [])
      + ["RMSE \(Format.score(report.rmse))\(targets ?? "")"]
  }

  /// How int8 keeps to its bound.
  func showCertificate() {
    guard let check = report.certificate else { return }
    let rows = Format.integer(check.rows)
    var line =
      check.violations == 0
      ? "int8 within its bound on all \(rows) rows"
      : "int8 beyond its bound on \(Format.integer(check.violations)) of \(rows) rows"
    line += " (\(Format.integer(check.rowsOutside)) outside the calibrated range)"
    if let share = check.certifiedShare {
      line += "; the label of \(Format.percent(share)) cannot change under it"
    }
    Terminal.print(line)
  }

  /// How far inputs may move before a label can change.
  func showRadius() {
    if let radius = report.radius { Terminal.print(RadiusText(radius).title) }
  }

  func showClasses(names: [String]?) {
    guard let sensitivity = report.sensitivity, let precision = report.precision,
      let f1 = report.f1, let support = report.support
    else { return }
    Terminal.print("")
    var table = TextTable(["class", "rows", "sensitivity", "precision", "F1"], leading: 1)
    for index in support.indices {
      table.add([
        name(index, names), Format.integer(support[index]), Format.score(sensitivity[index]),
        Format.score(precision[index]), Format.score(f1[index]),
      ])
    }
    table.show()
  }

  func showConfusion(names: [String]?) {
    guard let confusion = report.confusion else { return }
    Terminal.print("")
    let titles = confusion.indices.map { name($0, names) }
    var table = TextTable(["true \\ student"] + titles, leading: 1)
    for (index, row) in confusion.enumerated() {
      table.add([titles[index]] + row.map(Format.integer))
    }
    table.show()
  }

  private func name(_ index: Int, _ names: [String]?) -> String {
    guard let names, names.indices.contains(index) else { return "\(index)" }
    return names[index]
  }
}
