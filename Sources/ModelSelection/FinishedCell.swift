public import Rows
public import Student

/// The scores of one candidate in one fold.
public struct CellScores: Sendable, Equatable, Codable {
  /// The mean squared error per row and output, against the teacher, in squared units of the
  /// outputs.
  public var mse: Double
  /// The share of validation rows with the teacher's label; nil where outputs are no logits.
  public var agreement: Double?
  /// The share of validation rows with the true label; nil without labels.
  public var accuracy: Double?
  /// The mean of F1 over the classes, 0 ... 1; nil without labels.
  public var macroF1: Double?
  /// The mean of F-beta with beta = 2 over the classes, 0 ... 1; nil without labels.
  public var macroF2: Double?
  /// The mean Kullback-Leibler divergence from the teacher to the student at the temperature of
  /// distillation, in nats; nil where outputs are no logits.
  public var divergence: Double?
}

extension CellScores: Exchangeable {
  public func write(to message: inout RankMessage) {
    message.append(values: mse, agreement, accuracy, macroF1, macroF2, divergence)
  }

  public init(from message: inout RankMessage) {
    (mse, agreement, accuracy, macroF1, macroF2, divergence) = message.values()
  }
}

/// What is fitted in every fold.
struct CellKind: Equatable {
  let structure: StudentStructure
  var isDistilled = false
  /// ν of the groups' maps in distillation; nil for none.
  var nuisance: Double?
  /// The one closed form that is fitted again in each fold; nil for all fits of the search.
  var refitted: RefittedForm?

  /// Whether folds of whole groups may share a partition.
  var sharesPartition: Bool { !isDistilled && refitted == nil }
}

/// The scores of all candidates of one structure in one fold, which a search that was interrupted
/// need not find again.
public struct FinishedCell: Sendable, Equatable, Codable {
  /// The fold, from 0.
  public let fold: Int
  /// The fitted structure.
  public let structure: StudentStructure
  /// Whether by distillation.
  public let isDistilled: Bool
  /// ν of the groups' maps in distillation; nil for none.
  public let nuisance: Double?
  /// The one closed form that was fitted again in each fold; nil for all fits of the search.
  public let refitted: RefittedForm?
  /// The scores of each strength of the search.
  public let scores: [CellScores]

  init(fold: Int, kind: CellKind, scores: [CellScores]) {
    self.fold = fold
    structure = kind.structure
    isDistilled = kind.isDistilled
    nuisance = kind.nuisance
    refitted = kind.refitted
    self.scores = scores
  }

  var kind: CellKind {
    CellKind(
      structure: structure, isDistilled: isDistilled, nuisance: nuisance, refitted: refitted)
  }
}

extension [FinishedCell] {
  /// The scores of one kind in one fold; nil when they are not there.
  func scores(fold: Int, kind: CellKind) -> [CellScores]? {
    first { $0.fold == fold && $0.kind == kind }?.scores
  }
}

extension FoldScores {
  init(_ cells: [CellScores]) {
    func all(_ path: KeyPath<CellScores, Double?>) -> [Double]? {
      let values = cells.compactMap { $0[keyPath: path] }
      return values.isEmpty ? nil : values
    }
    self.init(
      mse: cells.map(\.mse), agreement: all(\.agreement), accuracy: all(\.accuracy),
      macroF1: all(\.macroF1), macroF2: all(\.macroF2), divergence: all(\.divergence))
  }
}
