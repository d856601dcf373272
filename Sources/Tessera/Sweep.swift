public import ActivationFormats
public import HostRuntime
public import ModelSelection
public import Records
public import Rows
public import Student

/// A cross-validated sweep over k and λ with a choice at the end: the verb `sweep`.
public struct Sweep: Sendable, Equatable {
  /// The search; nil takes `StudentSearch.standard` where the student gives logits, and the
  /// published grid otherwise.
  public var search: Search?
  /// The head; nil takes the default for the dump (`TrainingSet`).
  public var head: HeadKind?
  /// The measure that compares candidates; nil takes agreement for structures and the squared error
  /// for a grid.
  public var score: Score?
  /// How one is chosen; nil takes near the best for structures and the best of a grid.
  public var rule: SelectionRule?
  /// The most bytes of the packed student; nil for no limit.
  public var budget: Int?
  /// Structures whose equations take more bytes are not tried; nil for no limit.
  public var memory: Int?
  /// The seeds that are tried, 1 ... 20: that of the search, which chooses, and those after it, which
  /// show what the seed changes. The seed after the largest is 0.
  public var seedCount: Int
  /// What made the features that dumps have as their inputs; nil where these are what a device reads.
  public var features: ProgramFeatures?
  /// Where the student shall decide; nil for its outputs as they are fitted.
  public var operatingPoint: OperatingRequest?
  /// The share of the inputs that students will be on, whose bytes count then; nil for all.
  var keptShare: Double?

  /// The changes of windows that students withstand; nil for none.
  var withstanding: Withstanding? {
    guard case .structures(let search) = search else { return nil }
    return search.withstanding
  }

  /// A sweep; each nil takes the value that suits the dump.
  public init(
    search: Search? = nil, head: HeadKind? = nil, score: Score? = nil,
    rule: SelectionRule? = nil, budget: Int? = nil, memory: Int? = nil, seedCount: Int = 1,
    operatingPoint: OperatingRequest? = nil
  ) {
    self.search = search
    self.head = head
    self.score = score
    self.rule = rule
    self.budget = budget
    self.memory = memory
    self.seedCount = seedCount
    self.operatingPoint = operatingPoint
  }

  /// The result of a sweep.
  public struct Result: Sendable {
    /// Every candidate.
    public let table: CrossValidationTable
    /// The one that was chosen, and why.
    public let selection: Selection
    /// The search that was run.
    public let search: Search
    /// The most bytes that were allowed; nil for no limit.
    public let budget: Int?
    /// The rows that were swept over.
    public let trainingSet: TrainingSet
    /// That no student within the budget follows the teacher, and why; nil where one does.
    public let verdict: Verdict?
    /// What the seed changes; nil where one is tried.
    public let stability: Stability?
    /// Where the chosen student decides; nil where its outputs are not moved.
    public let operatingPoint: OperatingPoint?
    /// What a person should know of the rows before they trust the figures.
    public let cautions: [TrainingCaution]

    /// How much of the inputs' variance a student can see; nil where it is all.
    public var spanNote: String? { trainingSet.spanNote }
  }

  /// Sweeps over a training dump and its transfer sets.
  ///
  /// - Parameters:
  ///   - dump: the training dump.
  ///   - transfer: further inputs with the same teacher's outputs.
  ///   - path: where finished cells are kept, for a sweep that may be interrupted. Cells that it
  ///     already holds are not computed again. They are of one seed.
  ///   - parallelism: how many threads; changes the time and never the result.
  ///   - progress: called with how far the pass has come; nil for none.
  /// - Throws: `TesseraError.student`, `.selection` or `.formats`; `.noOperatingPoint` and
  ///   `.unknownClass` where there is no such operating point; `.unreadableRows` when a dump can
  ///   no longer be read, `.outOfMemory` where there is less memory than a sweep takes at least. With a
  ///   journal, `.foreignJournal` when it is of another sweep, `.cannotRead` when it cannot be read,
  ///   `.files` and `.records` when it cannot be written.
  /// - Precondition: `seedCount` is 1 ... 20, and 1 with a journal.
  /// - Complexity: for each seed see `GridSearch.run`, and one fit where there are several. Where no
  ///   student follows the teacher, one fit and O(r² s²) for r ≤ 256 rows of s ≤ 128 samples beside.
  public func run(
    _ dump: ActivationDump, transfer: [ActivationDump] = [], journal path: String? = nil,
    parallelism: Parallelism,
    progress: ProgressHandler? = nil
  ) throws(TesseraError) -> Result {
    precondition((1...Stability.seedCounts.upperBound).contains(seedCount), "1 to 20 seeds")
    precondition(path == nil || seedCount == 1, "a journal has cells of one seed")
    let report = progress.map { report in
      { @Sendable (done: Int, total: Int) in
        report(ProgressReport("sweep", done: done, total: total, unit: .cells))
      }
    }
    report?(0, 1)
    do {
      let parallelism = parallelism.sharing([dump] + transfer)
      let plan = try plan(dump, transfer: transfer, parallelism: parallelism)
      let search = plan.search
      let goal = try operatingPoint?.resolved(on: dump, plan.set)
      let set = try plan.set.spanned(parallelism: parallelism) ?? plan.set
      let journal = try path.map { path throws(TesseraError) in
        try SweepJournal(
          at: path, of: search, over: [dump] + transfer, training: set,
          parallelism: parallelism)
      }
      let seeds = SeedPasses(count: seedCount, report: report)
      let choice = try choice(
        of: search, on: set, journal: journal, parallelism: parallelism, progress: seeds[0])
      try journal?.check()
      let stability = try Stability(
        of: self, beside: choice, by: search, on: set, parallelism: parallelism, progress: seeds)
      let (selection, point) = try decided(
        choice, by: goal, of: search, on: set, parallelism: parallelism, progress: progress)
      report?(1, 1)
      let answers = try TeacherAnswers(set, parallelism: parallelism)
      return Result(
        table: choice.table, selection: selection, search: search, budget: budget,
        trainingSet: set,
        verdict: try Verdict(
          choice.table, of: search, budget: budget, on: set, answers: answers,
          parallelism: parallelism), stability: stability, operatingPoint: point,
        cautions: TrainingCaution.all(of: set, answers))
    } catch {
      throw TesseraError(error)
    }
  }

  /// The choice, and where it decides; nil for outputs as they are fitted.
  private func decided(
    _ choice: Choice, by goal: OperatingRequest.Resolved?, of search: Search, on set: TrainingSet,
    parallelism: Parallelism, progress: ProgressHandler?
  ) throws -> (Selection, OperatingPoint?) {
    guard let goal else { return (choice.selection, nil) }
    guard goal.comparison == nil || choice.table.isGrid else {
      let decision = try DecisionChoice(
        choice, by: goal, of: search, on: set, budget: budget, keeping: keptShare,
        parallelism: parallelism, progress: progress)
      return (decision.selection, decision.point)
    }
    let point = try goal.point(
      of: choice.selection.chosen, by: search, on: set, keeping: keptShare,
      parallelism: parallelism, progress: progress)
    return (choice.selection, point)
  }

  /// Every candidate of a search, and the choice among them.
  struct Choice {
    let table: CrossValidationTable
    let selection: Selection
  }

  /// Runs one search and chooses.
  ///
  /// - Parameters:
  ///   - search: as it was planned for `set`.
  ///   - journal: of this search; nil for none.
  func choice(
    of search: Search, on set: TrainingSet, journal: SweepJournal? = nil,
    parallelism: Parallelism, progress: CellProgress?
  ) throws -> Choice {
    let isGrid = if case .grid = search { true } else { false }
    let score = score ?? (isGrid ? .mse : .agreement)
    let table = try search.run(
      on: set, score: score, budget: budget, keptShare: keptShare,
      finishedCells: journal?.cells ?? [], parallelism: parallelism,
      finished: { journal?.append($0) }, progress: progress)
    let selection = try (rule ?? (isGrid ? .best : .nearBest))
      .select(
        from: table, score: score, budget: budget,
        oneAnswer: TeacherAnswers(set, parallelism: parallelism)?.oneAnswer(by: score))
    return Choice(table: table, selection: selection)
  }
}

extension SweepRecord {
  /// The record of a sweep.
  ///
  /// - Parameter result: of `Sweep.run`.
  /// - Complexity: O(candidates²).
  public init(_ result: Sweep.Result) {
    self.init(
      result.table, choice: result.selection, verdict: result.verdict,
      stability: result.stability, operatingPoint: result.operatingPoint)
  }
}
