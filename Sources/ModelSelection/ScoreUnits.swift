internal import Rows
internal import Student

/// The rows of a fold that are scored together: all of them, or each group alone where whole groups
/// are held out.
///
/// Groups and not folds are independent. So differences between candidates are paired over groups.
struct ScoreUnits: Sendable {
  /// The most units of all folds together: more groups share units.
  static let limit = 64

  /// For each fold its units, each the ascending rows of one.
  let rows: [[[Int32]]]
  /// The places of all units, fold after fold, in the order of their groups: the same order for every
  /// way of dealing as many units to folds.
  let order: [Int]

  /// - Parameters:
  ///   - folds: how rows are dealt to folds.
  ///   - groups: of each row; nil scores folds as a whole.
  /// - Complexity: O(N).
  init(_ folds: Folds, groups: [Int]?) {
    // Few groups never share: folds of several groups have the units of folds of one.
    let sharesUnits = groups.map { Set($0).count > Self.limit } ?? false
    let most = sharesUnits ? max(1, Self.limit / folds.count) : Self.limit
    let rows = (0..<folds.count).map { fold -> [[Int32]] in
      let validation = folds.validationRows(fold)
      guard let groups, folds.grouped else { return [validation] }
      let names = Set(validation.map { groups[Int($0)] }).sorted()
      let unitOfName = Dictionary(
        uniqueKeysWithValues: zip(names, names.indices.map { $0 % most }))
      var units = [[Int32]](repeating: [], count: min(most, names.count))
      for row in validation { units[unitOfName[groups[Int(row)], default: 0]].append(row) }
      return units
    }
    self.rows = rows
    let all = rows.flatMap { $0 }
    guard let groups, folds.grouped else {
      order = Array(all.indices)
      return
    }
    let names = all.map { unit in unit.reduce(Int.max) { min($0, groups[Int($1)]) } }
    order = all.indices.sorted { (names[$0], $0) < (names[$1], $1) }
  }
}

extension RowScores {
  /// The scores of each candidate on each unit, candidate after candidate.
  func scores(
    of units: [[Int32]], parallelism: Parallelism
  ) throws(RowReadError) -> [CellScores] {
    let parts = try units.map { unit throws(RowReadError) in
      try scores(of: unit, parallelism: parallelism)
    }
    guard let first = parts.first else { return [] }
    return first.indices.flatMap { candidate in parts.map { $0[candidate] } }
  }
}
