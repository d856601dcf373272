internal import Clustering
internal import Rows
internal import Student

extension Folds {
  /// Folds of one group each, by ascending group; nil for more groups than folds may be.
  ///
  /// - Complexity: O(N log N).
  static func leavingOneGroupOut(_ set: TrainingSet) -> Folds? {
    guard let groups = set.groups else { return nil }
    let names = Set(groups).sorted()
    guard names.count <= KFold.foldLimit else { return nil }
    let places = Dictionary(uniqueKeysWithValues: zip(names, names.indices))
    return Folds(
      count: names.count, assignment: groups.map { UInt8(places[$0, default: 0]) }, grouped: true)
  }

  /// The most folds of alike groups.
  static var alikeLimit: Int { 5 }

  /// Folds that leave out groups whose mean rows are alike: what a student gains on such a fold, it
  /// does not owe to a group like those that it is scored on.
  ///
  /// - Parameters:
  ///   - set: rows with groups.
  ///   - parallelism: how many threads; changes the time and never the result.
  /// - Returns: at most 5 folds; nil for fewer than 6 groups, or where their means do not differ.
  /// - Complexity: O(N · n).
  static func ofAlikeGroups(
    _ set: TrainingSet, parallelism: Parallelism
  ) throws(RowReadError) -> Folds? {
    guard let groups = set.groups else { return nil }
    let names = Set(groups).sorted()
    let count = min(alikeLimit, names.count / 3)
    guard count >= 2 else { return nil }
    let places = Dictionary(uniqueKeysWithValues: zip(names, names.indices))
    let means = try set.means(of: groups.map { places[$0, default: 0] }, count: names.count)
    // The same for every seed of a search, which is no reason to choose another student.
    let clustering = KMeans(regionCount: count, restartCount: 10)
    guard let found = try? clustering.fit(means, parallelism: parallelism) else { return nil }
    return Folds(
      count: count,
      assignment: groups.map { UInt8(found.regions[places[$0, default: 0]]) }, grouped: true)
  }
}

extension TrainingSet {
  /// The mean inputs of the primary rows of each group, P × n.
  fileprivate func means(of groups: [Int], count: Int) throws(RowReadError) -> Matrix<Float> {
    let width = coordinateCount
    var sums = Matrix<Double>(rowCount: count, columnCount: width)
    var sizes = [Double](repeating: 0, count: count)
    let blocks = RowBlocks(rowCount: primaryCount, width: width)
    for block in 0..<blocks.count {
      let range = blocks[block]
      let rows = try inputs.matrix(of: range, as: Double.self)
      for (index, row) in range.enumerated() {
        sizes[groups[row]] += 1
        for column in 0..<width { sums[groups[row], column] += rows[index, column] }
      }
    }
    for group in 0..<count {
      for column in 0..<width { sums[group, column] /= max(1, sizes[group]) }
    }
    return sums.converted(to: Float.self)
  }
}
