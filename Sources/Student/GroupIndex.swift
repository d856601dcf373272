internal import ActivationFormats
internal import Regression
internal import Rows

/// The groups of rows, with those of transfer rows from their parents.
struct GroupIndex {
  /// Ascending.
  let names: [Int]
  /// The group of each row as an index into `names`; −1 for none or several.
  let groupOfRow: [Int32]
  /// All groups of each row.
  private let groupsOfRow: [[Int32]]

  init(_ rows: FittingRows) {
    let set = rows.set
    let name = { (row: Int) in set.groups?[set.source(ofRow: row)] ?? 0 }
    let names = Set(rows.rows.prefix(rows.ownCount).map { name(Int($0)) }).sorted()
    let places = Dictionary(uniqueKeysWithValues: zip(names, names.indices.map { Int32($0) }))
    let namesOfRow = rows.rows.map { row in
      guard Int(row) >= set.ownCount else { return [name(Int(row))] }
      let parents = set.parents[Int(row) - set.primaryCount].filter { $0 >= 0 }
      return Set(parents.map { name(Int($0)) }).sorted()
    }
    self.names = names
    groupsOfRow = namesOfRow.map { $0.compactMap { places[$0] } }
    groupOfRow = namesOfRow.map { $0.count == 1 ? places[$0[0]] ?? -1 : -1 }
  }

  /// For each fold the places of the rows of its groups, ascending.
  func rows(of folds: [[Int]]) -> [[Int32]] {
    folds.map { fold in
      let own = Set(fold)
      let isLeftOut = names.map { own.contains($0) }
      return groupsOfRow.indices.filter { row in groupsOfRow[row].contains { isLeftOut[Int($0)] } }
        .map { Int32($0) }
    }
  }
}

extension FittingRows {
  /// From an input to the components u that groups' maps read: those of the structure, and some where
  /// it has none; nil for the inputs themselves.
  func groupAxes(of structure: StudentStructure) -> AffineMap? {
    axes(structure.componentCount ?? min(8, componentCount))
  }

  /// The groups of these rows for a distillation.
  ///
  /// - Parameters:
  ///   - structure: whose components groups' maps read.
  ///   - weights: of the rows, N values that add up to 1.
  ///   - penalty: ν > 0.
  ///   - mean: of [x y], n + t values.
  ///   - parallelism: how many threads; changes the time and never the result.
  /// - Throws: `StudentError.unreadable`.
  /// - Complexity: O(N · n · e), one pass.
  func distillationGroups(
    of structure: StudentStructure, weights: [Float], penalty: Double, about mean: [Double],
    parallelism: Parallelism
  ) throws(StudentError) -> DistillationGroups {
    let index = GroupIndex(self)
    let projection = groupAxes(of: structure)
    let members = index.groupOfRow.indices.filter { index.groupOfRow[$0] >= 0 }
    let products = try rethrowing(
      set.products(
        of: members.map { rows[$0] }, weights: members.map { Double(weights[$0]) },
        regions: members.map { index.groupOfRow[$0] }, regionCount: index.names.count,
        projection: projection, about: mean, parallelism: parallelism),
      as: StudentError.unreadable)
    return DistillationGroups(
      ofRow: index.groupOfRow,
      projection: projection ?? .identity(about: Array(mean.prefix(set.coordinateCount))),
      products: products, penalty: penalty)
  }
}
