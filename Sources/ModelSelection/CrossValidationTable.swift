/// The result of a sweep: every candidate with its scores in every fold.
public struct CrossValidationTable: Sendable, Equatable, Codable {
  /// The number of folds.
  public let foldCount: Int
  /// Whether whole groups were held out.
  public let grouped: Bool
  /// Candidates in the order of the search: of k, then of λ, in a grid.
  public let candidates: [Candidate]

  package init(foldCount: Int, grouped: Bool, candidates: [Candidate]) {
    self.foldCount = foldCount
    self.grouped = grouped
    self.candidates = candidates
  }

  /// Whether all candidates are of the published form: a grid of k and λ.
  public var isGrid: Bool { candidates.allSatisfy { $0.correctionLambda == nil } }
  /// The values of k that were tried, ascending.
  public var regionCounts: [Int] { Set(candidates.map(\.regionCount)).sorted() }
  /// The values of λ that were tried, ascending.
  public var lambdas: [Double] { Set(candidates.map(\.lambda)).sorted() }
}
