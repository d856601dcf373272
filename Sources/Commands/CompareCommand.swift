import ArgumentParser
import Tessera

struct CompareCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "compare",
    abstract: "Put a student, pruned and quantised, on one table.",
    discussion: """
      The search chooses a student and how many inputs it needs, by cross-validation on the \
      training dumps. Every form of the student is measured on the test dump. With --output the \
      packed student on these inputs is written, with its run record.
      """)

  @Argument(help: "The training dump.", completion: .dump)
  var train: String

  @Option(
    help: ArgumentHelp("The dump that all forms are measured on.", valueName: "dump"),
    completion: .dump)
  var test: String

  @Option(
    name: .customLong("output"),
    help: ArgumentHelp(
      "Where the packed student on the inputs that it needs goes.", valueName: "student"),
    completion: .student)
  var student: String?

  @OptionGroup var sweep: SweepArguments
  @OptionGroup var forms: InputFormArguments
  @OptionGroup var dump: DumpArguments
  @OptionGroup var output: OutputArguments

  func validate() throws {
    guard sweep.structureSearch != nil else {
      throw ValidationError(
        "compare takes the default or the thorough search: leave --search published, --k, --lambda, "
          + "--shrink and other heads out.")
    }
    guard sweep.withstanding.changes == nil else {
      throw ValidationError("compare leaves inputs out, which does not go with --withstand.")
    }
    guard sweep.score?.goal == nil || sweep.score?.measure != nil else {
      throw ValidationError(
        "--score f1 and f2 move outputs, for sweep and compress. compare takes a score of candidates."
      )
    }
  }

  func run() throws {
    try reportingFailures(output) { () throws(TesseraError) in
      if let student { try StudentFile.checkDestination(student) }
      try output.check(
        inputs: [train, test] + sweep.transfer,
        others: [sweep.resume, student, student.map(StudentFile.recordPath)])
      let training = try dump.read(train, parallelism: sweep.parallelism)
      let comparison = Comparison(
        search: sweep.structureSearch ?? .standard, score: sweep.score?.measure ?? .agreement,
        rule: sweep.rule ?? .nearBest, budget: sweep.budget?.bytes, inputs: forms.choice,
        memory: dump.options.limits.memoryBudget)
      let others = try dump.readCompanions(
        sweep.transfer + [test], of: training, parallelism: sweep.parallelism)
      let plan = try comparison.sweep.plan(
        training, transfer: Array(others.dropLast()),
        pruning: comparison.pruning.shares.count + 1, parallelism: sweep.parallelism)
      guard
        sweep.announce(
          plan, memory: dump.options.limits.memoryBudget, isQuiet: output.quiet)
      else { return }
      let result = try comparison.run(
        training, transfer: Array(others.dropLast()), test: others[others.count - 1],
        makesStudent: student != nil,
        command: ["tessera"] + CommandLine.arguments.dropFirst(), journal: sweep.resume,
        parallelism: sweep.parallelism, progress: Progress.reporter())
      let drafts = try student.flatMap { path throws(TesseraError) in
        try result.student?.drafts(to: path)
      }
      ComparisonTable(result.record).show()
      if let note = result.spanNote, !output.quiet { Terminal.note(note) }
      try output.write(result.record, with: drafts ?? [])
      if let student, !output.quiet {
        Terminal.print("wrote \(student) and \(StudentFile.recordPath(forStudent: student))")
      }
      for column in result.student?.columns ?? [] {
        Terminal.warning(ColumnText(column, names: FeatureNames(training.featureNames)).text)
      }
    }
  }
}

/// A comparison on the terminal.
struct ComparisonTable {
  private let record: ComparisonRecord

  init(_ record: ComparisonRecord) { self.record = record }

  func show() {
    var table = TextTable(
      ["", "inputs", "accuracy", "agreement", "macro F1", "bytes", "MACs"], leading: 1)
    for row in record.rows {
      table.add([
        row.variant.rawValue, Format.integer(row.inputs), Format.score(row.accuracy),
        Format.score(row.agreement), Format.score(row.macroF1),
        row.bytes.map(Format.integer) ?? "-", row.macs.map(Format.integer) ?? "-",
      ])
    }
    table.show()
    Terminal.print("")
    showPruning()
    for note in notes { Terminal.print(note) }
  }

  /// The numbers of inputs that were tried.
  private func showPruning() {
    var table = TextTable(["inputs", "bytes", "CV agreement", "±", "CV divergence", ""])
    for point in record.pruning {
      table.add(
        [
          Format.integer(point.inputs), Format.integer(point.bytes), Format.score(point.agreement),
          Format.score(point.agreementStandardError), Format.score(point.divergence),
          point.chosen ? "<" : " ",
        ], style: point.chosen ? .green : nil)
    }
    table.show()
  }

  private var notes: [String] {
    let folds = record.grouped ? "folds of whole groups" : "folds"
    let isPruned = record.keptInputs.count < record.rows[0].inputs
    let isLeast = record.keptInputs.count == record.pruning.last?.inputs
    return [
      "student: \(record.student.title), lambda = \(Format.lambda(record.student.lambda))"
        + "; \(record.folds) \(folds)",
      "teacher, KD alone and + pruning are float32: 4 bytes a parameter; the others are packed "
        + "students, whole files",
      isPruned
        ? "a pruned student holds the list of the \(record.keptInputs.count) inputs that it reads"
          + (isLeast ? "; fewer were not tried" : "")
        : "no smaller number of inputs is as good and takes fewer bytes: all are kept",
      "int16 inputs: the packed student of all inputs with 16 bits for each and for the projection",
    ]
  }
}
