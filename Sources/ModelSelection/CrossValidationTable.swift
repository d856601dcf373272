/// What a sweep found: every candidate with its scores in every fold.
public struct CrossValidationTable: Sendable, Equatable, Codable {
  /// The number of folds.
  public let foldCount: Int
  /// Whether whole groups were held out.
  public let grouped: Bool
  /// Candidates in the order of k, then of λ.
  public let candidates: [Candidate]

  package init(foldCount: Int, grouped: Bool, candidates: [Candidate]) {
    self.foldCount = foldCount
    self.grouped = grouped
    self.candidates = candidates
  }

  /// The values of k that were tried, ascending.
  public var clusterCounts: [Int] { Set(candidates.map(\.clusterCount)).sorted() }
  /// The values of λ that were tried, ascending.
  public var regularizations: [Double] { Set(candidates.map(\.regularization)).sorted() }
}

/// One cell of the grid.
public struct Candidate: Sendable, Equatable, Codable {
  /// The number of regions, k.
  public let clusterCount: Int
  /// λ, in scikit-learn's unit.
  public let regularization: Double
  /// Bytes of the packed student.
  public let byteCount: Int
  /// Multiply-accumulates of one inference.
  public let multiplyAccumulates: Int
  /// Its scores, fold by fold.
  public let scores: FoldScores

  enum CodingKeys: String, CodingKey {
    case clusterCount = "k"
    case regularization = "lambda"
    case byteCount = "bytes"
    case multiplyAccumulates = "macs"
    case scores
  }

  public init(
    clusterCount: Int, regularization: Double, byteCount: Int, multiplyAccumulates: Int,
    scores: FoldScores
  ) {
    self.clusterCount = clusterCount
    self.regularization = regularization
    self.byteCount = byteCount
    self.multiplyAccumulates = multiplyAccumulates
    self.scores = scores
  }
}
