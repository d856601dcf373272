import ArgumentParser
import Reports
import Tessera

struct SweepCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "sweep", abstract: "Cross-validate numbers of regions and ridge strengths.")

  @Argument(help: "The training dump.", completion: .dump)
  var train: String

  @OptionGroup var sweep: SweepArguments
  @OptionGroup var stability: StabilityArguments
  @OptionGroup var counts: FrontEndArguments
  @OptionGroup var operating: OperatingArguments
  @OptionGroup var dump: DumpArguments
  @OptionGroup var output: OutputArguments

  @Option(
    help: ArgumentHelp("Also write the table as CSV.", valueName: "file"),
    completion: .file(extensions: ["csv"]))
  var csv: String?

  func validate() throws {
    try stability.check(beside: sweep)
    try operating.check(beside: sweep)
    try counts.check(beside: sweep)
  }

  func run() throws {
    try reportingFailures(output) { () throws(TesseraError) in
      try output.check(inputs: [train] + sweep.transfer, others: [csv, sweep.resume])
      let training = try dump.read(train, parallelism: sweep.parallelism)
      let transfer = try dump.readCompanions(
        sweep.transfer, of: training, parallelism: sweep.parallelism)
      let memory = dump.options.limits.memoryBudget
      var work = sweep.sweep(
        of: training, memory: memory, seedCount: stability.seedCount)
      work.operatingPoint = operating.request(beside: sweep)
      let signals = try counts.training(
        training, transfer: transfer, sweep: work, parallelism: sweep.parallelism)
      work.features = signals?.features
      let (inputs, others) = (signals?.train ?? training, signals?.transfer ?? transfer)
      let plan = try work.plan(inputs, transfer: others, parallelism: sweep.parallelism)
      guard sweep.announce(plan, memory: memory, isQuiet: output.quiet) else { return }
      let result = try work.run(
        inputs, transfer: others, journal: sweep.resume, parallelism: sweep.parallelism,
        progress: Progress.reporter())
      let record = SweepRecord(result)
      if let frontEnd = signals?.frontEnd { FrontEndTable(frontEnd).show() }
      SweepTable(record, of: result).show()
      if let stability = record.stability { StabilityTable(stability).show() }
      if let point = record.operatingPoint {
        let table = OperatingTable(point, classNames: training.classNames)
        table.show()
        table.warn()
      }
      for caution in result.cautions {
        Terminal.warning(CautionText(caution, classNames: training.classNames).text)
      }
      if let note = result.spanNote, !output.quiet { Terminal.note(note) }
      try output.write(
        record, with: csv.map { [AtomicFile.Draft(path: $0, bytes: Array(record.csv.utf8))] } ?? [])
    }
  }
}

/// The cross-validation table on the terminal.
struct SweepTable {
  private let record: SweepRecord
  private let result: Sweep.Result

  init(_ record: SweepRecord, of result: Sweep.Result) {
    self.record = record
    self.result = result
  }

  func show() {
    if let verdict = record.verdict {
      for line in VerdictText(verdict, budget: result.budget).lines {
        Terminal.print(line, .red)
      }
    }
    var table = TextTable(
      [
        "student", "lambda", "bytes", "MACs", "MSE", "±", "agreement", "±", "accuracy", "±", "",
      ], leading: 1)
    for row in shown {
      table.add(
        [
          row.title, Format.lambda(row.lambda), Format.integer(row.bytes),
          Format.integer(row.macs),
          Format.score(row.mse), Format.score(row.mseStandardError), Format.score(row.agreement),
          Format.score(row.agreementStandardError), Format.score(row.accuracy),
          Format.score(row.accuracyStandardError),
          row == record.selection ? "<" : row.onFront ? "*" : " ",
        ], style: row == record.selection ? .green : nil)
    }
    table.show()
    showCurves()
    let folds = record.grouped ? "folds of whole groups" : "folds"
    Terminal.print(
      "chosen: \(record.selection.title), "
        + "lambda = \(Format.lambda(record.selection.lambda)) ("
        + "\(record.rule.rawValue) by \(record.score.rawValue), \(record.folds) \(folds); "
        + "± is one standard error, * the front of bytes and score; the teacher was trained on "
        + "these rows)")
    SweepTable.warn(about: record.edges)
  }

  /// The score over λ, a line for each structure.
  private func showCurves() {
    let curves = result.table.curves(by: record.score)
    guard !curves.isEmpty else { return }
    let name = record.score.rawValue
    let hint = record.score.utility(1) < 0 ? ", less is better" : ""
    var table = TextTable(
      ["CV \(name) over lambda\(hint)", "", "from", "to", "best \(name)", "at"], leading: 2)
    for curve in curves {
      let lambdas = curve.candidates.map { Format.lambda($0.lambda) }
      let isChosen = curve.candidates.contains(result.selection.chosen)
      table.add(
        [
          curve.candidates[0].title, SparkLine(curve.values).text, lambdas[0],
          lambdas[lambdas.count - 1], Format.score(curve.values[curve.best]), lambdas[curve.best],
        ], style: isChosen ? .green : nil)
    }
    Terminal.print("")
    table.show()
    Terminal.print("")
  }

  /// All rows of a grid; of a search over structures the best of each structure, fitted alike.
  private var shown: [SweepRecord.Row] {
    guard record.rows.contains(where: { $0.correctionLambda != nil }) else { return record.rows }
    return record.rows.filter { row in
      row == record.selection || row.onFront || row == record.best(like: row)
    }
  }

  static func warn(about edges: [Selection.Edge]) {
    for edge in edges {
      Terminal.warning(
        "the choice lies at the grid's \(edge.rawValue); a wider --\(edge.option) may do better")
    }
  }
}

extension Selection.Edge {
  fileprivate var option: String {
    switch self {
    case .smallestK, .largestK: "k"
    case .smallestLambda, .largestLambda: "lambda"
    }
  }
}
