public import ActivationFormats
public import LinearAlgebra
public import ModelSelection
internal import Quantization
public import Student

/// A cross-validated sweep over k and λ with a choice at the end: the verb `sweep`.
public struct Sweep: Sendable, Equatable {
  /// The grid, the folds, the shrinkage and the seed.
  public var search: GridSearch
  /// The head; nil takes the default for the dump (`TrainingSet`).
  public var head: HeadKind?
  /// What candidates are compared by.
  public var score: Score
  /// How one is chosen.
  public var rule: SelectionRule
  /// The most bytes of the packed student; nil for no limit.
  public var budget: Int?

  public init(
    search: GridSearch = GridSearch(), head: HeadKind? = nil, score: Score = .mse,
    rule: SelectionRule = .best, budget: Int? = nil
  ) {
    self.search = search
    self.head = head
    self.score = score
    self.rule = rule
    self.budget = budget
  }

  /// What a sweep found.
  public struct Result: Sendable {
    /// Every candidate.
    public let table: CrossValidationTable
    /// The one that was chosen, and why.
    public let selection: Selection
    /// The rows that were swept over.
    public let trainingSet: TrainingSet
  }

  /// Sweeps over a training dump and its transfer sets.
  ///
  /// - Throws: `TesseraError.student`, `.selection` or `.formats`.
  /// - Complexity: see `GridSearch.run`.
  public func run(
    _ dump: ActivationDump, transfer: [ActivationDump] = [],
    parallelism: Parallelism = Parallelism(),
    progress: (@Sendable (_ done: Int, _ total: Int) -> Void)? = nil
  ) throws(TesseraError) -> Result {
    do {
      for set in transfer { try set.validateParents(trainingSampleCount: dump.sampleCount) }
      let set = try TrainingSet(dump, transfer: transfer, head: head)
      let table = try search.run(on: set, parallelism: parallelism, progress: progress)
      let selection = try rule.select(from: table, score: score, budget: budget)
      return Result(table: table, selection: selection, trainingSet: set)
    } catch {
      throw TesseraError(error)
    }
  }
}

extension TesseraError {
  /// Wraps an error of a module below.
  init(_ error: any Error) {
    switch error {
    case let error as TesseraError: self = error
    case let error as ActivationFormatsError: self = .formats(error)
    case let error as StudentError: self = .student(error)
    case let error as ModelSelectionError: self = .selection(error)
    case let error as QuantizationError: self = .quantization(error)
    case let error as RowReadError: self = .unreadableRows(error)
    default: preconditionFailure("an error that no module of Tessera throws: \(error)")
    }
  }
}
