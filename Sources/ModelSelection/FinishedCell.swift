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

/// What is fitted in every fold.
struct CellKind: Equatable {
  let structure: StudentStructure
  var isDistilled = false
  /// ν of the groups' maps in distillation; nil for none.
  var nuisance: Double?
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
  /// The scores of each strength of the search.
  public let scores: [CellScores]

  init(
    fold: Int, structure: StudentStructure, isDistilled: Bool = false, nuisance: Double? = nil,
    scores: [CellScores]
  ) {
    self.fold = fold
    self.structure = structure
    self.isDistilled = isDistilled
    self.nuisance = nuisance
    self.scores = scores
  }
}

extension [FinishedCell] {
  /// The scores of one structure in one fold; nil when they are not there.
  func scores(
    fold: Int, structure: StudentStructure, isDistilled: Bool = false, nuisance: Double? = nil
  ) -> [CellScores]? {
    first {
      $0.fold == fold && $0.structure == structure && $0.isDistilled == isDistilled
        && $0.nuisance == nuisance
    }?.scores
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
