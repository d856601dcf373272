/// The scores of one (fold, k, λ).
public struct CellScores: Sendable, Equatable, Codable {
  public var mse: Double
  public var agreement: Double?
  public var accuracy: Double?
}

/// The scores of one (fold, k), which a sweep that was interrupted need not find again.
public struct FinishedCell: Sendable, Equatable, Codable {
  /// The fold, from 0.
  public let fold: Int
  /// The number of regions, k.
  public let clusterCount: Int
  /// The scores for each λ of the grid.
  public let scores: [CellScores]
}

extension FoldScores {
  init(_ cells: [CellScores]) {
    let agreement = cells.compactMap(\.agreement)
    let accuracy = cells.compactMap(\.accuracy)
    self.init(
      mse: cells.map(\.mse), agreement: agreement.isEmpty ? nil : agreement,
      accuracy: accuracy.isEmpty ? nil : accuracy)
  }
}
