import ArgumentParser
import Reports
import Tessera

struct CompressCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "compress",
    abstract: "Sweep, select, fit, quantise and pack a student.",
    discussion: "The run record is written beside the student: s.tessera and s.json.")

  @Argument(help: "The training dump.", completion: .dump)
  var train: String

  @Option(
    help: ArgumentHelp("A dump to measure the student on at the end.", valueName: "dump"),
    completion: .dump)
  var test: String?

  @Option(
    name: .shortAndLong, help: ArgumentHelp("Where the student goes.", valueName: "student"),
    completion: .student)
  var output: String

  @OptionGroup var sweep: SweepArguments
  @OptionGroup var stability: StabilityArguments
  @OptionGroup var operating: OperatingArguments

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Refuse a student that disagrees with the teacher on more validation rows: 1% or 0.01.",
      valueName: "share"), transform: Share.reading)
  var maxDrop: Share?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Keep this share of the inputs, those that the student needs most: 50% or 0.5, above 0% and at "
        + "most 100%.",
      valueName: "share"), transform: Share.reading)
  var keepInputs: Share?

  @Flag(help: "Write the student although int8 loses more than half a point of agreement.")
  var force = false

  @Flag(help: "Let the student learn on the device from the labels of its user.")
  var adaptive = false

  @Option(
    help: ArgumentHelp(
      "Also write a student for each point of the front of bytes and score into this folder.",
      valueName: "folder"), completion: .directory)
  var pareto: String?

  @OptionGroup var quantization: QuantizationArguments
  @OptionGroup var counts: FrontEndArguments
  @OptionGroup var stream: StreamArguments
  @OptionGroup var limits: LimitArguments
  @OptionGroup var dump: DumpArguments
  @OptionGroup var json: OutputArguments

  func validate() throws {
    try stability.check(beside: sweep)
    try operating.check(beside: sweep)
    try counts.check(beside: sweep)
    guard keepInputs?.value ?? 1 > 0 else {
      throw ValidationError("--keep-inputs takes a share above 0%.")
    }
    guard keepInputs == nil || !counts.isNeeded else {
      throw ValidationError("--keep-inputs does not go with --front-end: name a smaller one.")
    }
    guard keepInputs == nil || sweep.withstanding.changes == nil else {
      throw ValidationError("--keep-inputs does not go with --withstand.")
    }
    guard quantization.standardize == nil || !counts.isNeeded else {
      throw ValidationError("--standardize does not go with --front-end, which does that itself.")
    }
    guard stream.beats == nil || !counts.isNeeded else {
      throw ValidationError("--beats does not go with --front-end.")
    }
    guard keepInputs == nil || sweep.structureSearch != nil else {
      throw ValidationError(
        "--keep-inputs goes with the default and thorough searches: leave --search published, --k, "
          + "--lambda, --shrink and other heads out.")
    }
  }

  func run() throws {
    try reportingFailures(json) { () throws(TesseraError) in
      try checkDestinations()
      let training = try dump.read(train, parallelism: sweep.parallelism)
      let memory = dump.options.limits.memoryBudget
      var compression = Compression(
        sweep: sweep.sweep(of: training, memory: memory, seedCount: stability.seedCount),
        quantizer: quantization.quantizer(counts.converter), inputs: quantization.forms.choice,
        keptShare: keepInputs?.value, maximumDrop: maxDrop?.value, acceptsInt8Loss: force)
      compression.stream = try stream.stream(count: training.featureCount)
      compression.limits = limits.rates
      compression.isAdaptive = adaptive
      compression.sweep.operatingPoint = operating.request(beside: sweep)
      let transfer = try dump.readCompanions(
        sweep.transfer, of: training, parallelism: sweep.parallelism)
      let signals = try counts.training(
        training, transfer: transfer, sweep: compression.sweep, parallelism: sweep.parallelism)
      let plan = try compression.plan(
        training, transfer: transfer, signals: signals, parallelism: sweep.parallelism)
      guard sweep.announce(plan, memory: memory, isQuiet: json.quiet) else { return }
      let test = try dump.readCompanions(
        [test].compactMap(\.self), of: training, parallelism: sweep.parallelism
      ).first
      let command = ["tessera"] + CommandLine.arguments.dropFirst()
      guard let pareto else {
        let result = try compression.run(
          training, transfer: transfer, test: test, signals: signals, command: command,
          journal: sweep.resume, parallelism: sweep.parallelism, progress: Progress.reporter())
        try result.write(to: output, recordCopy: copy)
        return try show(result, FrontTable(result.record))
      }
      let (result, front) = try compression.runFront(
        training, transfer: transfer, test: test, signals: signals, command: command,
        journal: sweep.resume, parallelism: sweep.parallelism, progress: Progress.reporter())
      try FrontFolder(front).write(
        to: pareto, with: result.drafts(to: output, recordCopy: copy))
      try show(result, FrontTable(result.record, students: front.map(\.record)))
      if !json.quiet { Terminal.print("wrote \(front.count) students to \(pareto)") }
    }
  }

  private func show(_ result: Compression.Result, _ front: FrontTable) throws(TesseraError) {
    let record = result.record
    let table = StudentTable(record)
    let verdict = record.verdict.map { VerdictText($0, budget: record.selection.budget) }
    let point = record.operatingPoint.map { OperatingTable($0, classNames: record.classNames) }
    if !json.quiet {
      for line in verdict?.lines ?? [] { Terminal.print(line, .red) }
      table.show(path: output)
      front.show()
      if let frontEnd = record.frontEnd { FrontEndTable(frontEnd).show() }
      if let stability = record.stability { StabilityTable(stability).show() }
      point?.show()
      if let withstanding = record.withstanding {
        Terminal.print("fitted to withstand: \(WithstandingText(withstanding).changes)")
      }
      if let limits = record.limits { LimitTable(limits, test: record.test?.verdicts).show() }
    } else if let verdict {
      Terminal.warning(verdict.finding)
    }
    table.warn()
    point?.warn()
    warnOfKeptInputs(result)
    for caution in result.cautions {
      Terminal.warning(CautionText(caution, classNames: record.classNames).text)
    }
    let names = FeatureNames(record.featureNames)
    for column in result.columns { Terminal.warning(ColumnText(column, names: names).text) }
    if let note = result.spanNote, !json.quiet { Terminal.note(note) }
    if json.holdsResults { try json.write(record) }
  }

  /// Warns where more inputs are kept than the share.
  private func warnOfKeptInputs(_ result: Compression.Result) {
    let header = result.student.header
    guard let share = keepInputs?.value,
      Double(header.inputCount) >= share * Double(header.windowCount) + 1
    else { return }
    Terminal.warning(
      "the student keeps \(Format.integer(header.inputCount)) of "
        + "\(Format.integer(header.windowCount)) inputs, more than that share: it has "
        + "\(Format.integer(header.componentCount)) components, which need as many")
  }

  /// Where a further copy of the run record goes; the one beside the student is written anyway.
  private var copy: String? {
    json.file == StudentFile.recordPath(forStudent: output) ? nil : json.file
  }

  /// Finds out before the work whether its results can be written.
  private func checkDestinations() throws(TesseraError) {
    try StudentFile.checkDestination(output)
    let results = [output, StudentFile.recordPath(forStudent: output), copy, sweep.resume]
    let sources = [train, test] + sweep.transfer
    try rethrowing(
      FilePlace.check(outputs: results.compactMap(\.self), inputs: sources.compactMap(\.self)),
      as: TesseraError.files)
  }
}

/// A finished student on the terminal: did it work, and the figures.
struct StudentTable {
  private let record: RunRecord

  init(_ record: RunRecord) { self.record = record }

  func show(path: String) {
    Terminal.print(summary, .bold)
    let packed = record.inputs?.bits ?? 8 == 8 ? "int8 student" : "packed student"
    var table = TextTable(["", "teacher", "float student", packed], leading: 1)
    table.add([
      "size", record.teacher.byteCount.map(Format.bytes) ?? "-",
      Format.bytes(record.student.floatByteCount), Format.bytes(record.student.bytes),
    ])
    table.add([
      "MACs", record.teacher.macs.map(Format.integer) ?? "-", Format.integer(record.student.macs),
      Format.integer(record.student.macs),
    ])
    if let test = record.test {
      ReportTable(test).addRows(to: &table)
    } else if let targets = record.targets {
      ReportTable.addOutputs(
        int8: targets.int8, float: targets.float, place: ", training rows", to: &table)
    }
    table.show()
    if let test = record.test, let count = test.int8Disagreements {
      Terminal.print(
        "int8 and float give different labels on \(Format.integer(count)) of \(Format.integer(test.rows)) rows"
      )
    }
    record.test.map { ReportTable($0).showCertificate() }
    Terminal.print(
      "chosen: \(record.selection.title), "
        + "lambda = \(Format.lambda(record.selection.lambda)), "
        + "head \(record.student.head.rawValue); "
        + (record.selection.agreement.map {
          "agreement \(Format.score($0)) in cross-validation, "
        } ?? "") + ranges)
    Terminal.print("rule: \(record.selection.ruleTitle)\(curve ?? "")")
    Terminal.print("wrote \(path) and \(StudentFile.recordPath(forStudent: path))")
  }

  /// Warns of figures that a person may want to check.
  func warn() {
    SweepTable.warn(about: record.selection.edges)
    if record.isTestedOnTraining {
      Terminal.warning("--test is a dump that also trained the student; its figures say little")
    }
    if let share = record.int8Disagreement, share > Int8Check.largestDisagreement {
      let form = record.inputs ?? .plain
      Terminal.warning(
        "the packed and the float student give different labels on \(Format.percent(share)) of the "
          + "training rows, and no form of inputs that was tried changes fewer; look for columns "
          + "that a few values blow up, or try another --calibration"
          + (form.bits == 8 ? ", or --inputs int16" : ""))
    }
  }

  /// The score of the choice over λ; nil where too few were tried.
  private var curve: String? {
    let score = record.selection.score
    guard let chosen = record.chosen, let curve = record.table.curve(of: chosen, by: score) else {
      return nil
    }
    let lambdas = curve.candidates.map { Format.lambda($0.lambda) }
    return "; \(score.rawValue) over lambda \(lambdas[0]) to \(lambdas[lambdas.count - 1]) "
      + "\(SparkLine(curve.values).text), best \(Format.score(curve.values[curve.best])) at "
      + lambdas[curve.best]
  }

  /// The form of the inputs, and the values that it clips.
  private var ranges: String {
    let report = record.calibration
    let form = record.inputs ?? .plain
    let inputs =
      "int\(form.bits) inputs \(form.hasScales ? "with a scale each, " : "")\(report.method) "
      + "(\(Format.percent(report.clippedShare)) clipped)"
    guard let method = report.projectionMethod, let share = report.projectionClippedShare else {
      return inputs
    }
    return inputs + ", of the projection \(method) (\(Format.percent(share)) clipped)"
  }

  /// How near the outputs were to the targets of a regression in cross-validation.
  private var regression: [String] {
    let mse = record.selection.mse
    let error = "RMSE \(Format.score(mse.squareRoot())) in cross-validation"
    guard let targets = record.targets else { return [error] }
    let deviation = " where the targets deviate by \(Format.score(targets.deviation))"
    guard targets.int8.count == 1, targets.deviation > 0 else { return [error + deviation] }
    return [
      "R2 \(Format.score(1 - mse / (targets.deviation * targets.deviation), 3))", error + deviation,
    ]
  }

  /// One line that states whether it worked.
  private var summary: String {
    var parts = ["student \(Format.bytes(record.student.bytes))"]
    if let accuracy = record.test?.accuracy {
      let teacher = record.teacher.accuracy.map { " (teacher \(Format.score($0, 3)))" } ?? ""
      parts.append("accuracy \(Format.score(accuracy, 3))\(teacher)")
    } else if let agreement = record.test?.agreement ?? record.selection.agreement {
      let source = record.test == nil ? " in cross-validation" : ""
      parts.append("agreement with the teacher \(Format.score(agreement, 3))\(source)")
    } else if let test = record.test {
      parts += ReportTable(test).regression
    } else {
      parts += regression
    }
    // A teacher that is said to be no larger than its student makes no headline.
    if let bytes = record.teacher.byteCount, bytes >= 2 * record.student.bytes {
      let ratio = Double(bytes) / Double(record.student.bytes)
      parts.append("\(Format.rounded(ratio)) times smaller than the float32 teacher")
    }
    if let macs = record.teacher.macs, macs >= 2 * record.student.macs {
      let ratio = Double(macs) / Double(record.student.macs)
      parts.append("\(Format.rounded(ratio)) times fewer MACs")
    }
    return parts.joined(separator: ", ")
  }
}
