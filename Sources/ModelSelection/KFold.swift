public import ActivationFormats
internal import Rows
internal import Student

/// Splits rows into folds, whole groups at a time where there are groups.
public struct KFold: Sendable, Equatable, Codable {
  /// The most folds that a split may have.
  public static let foldLimit = 64

  /// How rows (or groups) are dealt to the folds.
  public enum Order: Sendable, Equatable, Codable {
    /// As they come: fold 0 takes the first rows, like scikit-learn's `KFold(shuffle=False)`.
    case unshuffled
    /// After a seeded permutation.
    case shuffled(seed: UInt64)
  }

  /// The number of folds, 2 ... 64.
  public var foldCount: Int
  /// The order of dealing.
  public var order: Order

  /// A split into folds.
  ///
  /// - Precondition: `foldCount` is 2 ... `foldLimit`.
  public init(foldCount: Int = 5, order: Order = .shuffled(seed: 0)) {
    precondition((2...Self.foldLimit).contains(foldCount), "2 to \(Self.foldLimit) folds")
    self.foldCount = foldCount
    self.order = order
  }

  /// The same split with another seed; nothing changes where rows are dealt as they come.
  func seeded(by seed: UInt64) -> KFold {
    var folds = self
    if case .shuffled = order { folds.order = .shuffled(seed: seed) }
    return folds
  }

  /// The fold of each of `sampleCount` rows; the first N mod folds folds have one row more.
  ///
  /// - Parameters:
  ///   - sampleCount: N.
  ///   - repeated: 0 for the split itself; every other number deals shuffled rows anew.
  /// - Throws: `ModelSelectionError.tooFewRows` for fewer rows than folds.
  /// - Complexity: O(N).
  public func split(
    sampleCount: Int, repeated: Int = 0
  ) throws(ModelSelectionError) -> Folds {
    guard sampleCount >= foldCount else {
      throw .tooFewRows(sampleCount: sampleCount, foldCount: foldCount)
    }
    let rows = dealt(sampleCount, repeated: repeated)
    var assignment = [UInt8](repeating: 0, count: sampleCount)
    var next = 0
    for fold in 0..<foldCount {
      let size = sampleCount / foldCount + (fold < sampleCount % foldCount ? 1 : 0)
      for row in rows[next..<next + size] { assignment[row] = UInt8(fold) }
      next += size
    }
    return Folds(count: foldCount, assignment: assignment, grouped: false)
  }

  /// The fold of each row such that no group is in two folds: groups in order (ascending, or
  /// shuffled), each to the fold that has the fewest rows so far, the lowest among equals.
  ///
  /// - Parameter groups: the group of each row, N values.
  /// - Throws: `ModelSelectionError.tooFewGroups` for fewer groups than folds.
  /// - Complexity: O(N log N).
  public func split(groups: [Int]) throws(ModelSelectionError) -> Folds {
    var sizes: [Int: Int] = [:]
    for group in groups { sizes[group, default: 0] += 1 }
    let names = sizes.keys.sorted()
    guard names.count >= foldCount else {
      throw .tooFewGroups(groupCount: names.count, foldCount: foldCount)
    }
    var load = [Int](repeating: 0, count: foldCount)
    var foldOfGroup: [Int: Int] = [:]
    for index in dealt(names.count) {
      let lightest = load.indices.reduce(0) { load[$1] < load[$0] ? $1 : $0 }
      foldOfGroup[names[index]] = lightest
      load[lightest] += sizes[names[index], default: 0]
    }
    return Folds(
      count: foldCount, assignment: groups.map { UInt8(foldOfGroup[$0, default: 0]) }, grouped: true
    )
  }

  /// The fold of each primary row of `set`. Groups stay whole where there are groups and
  /// `usesGroups` is true.
  ///
  /// - Throws: `ModelSelectionError.tooFewRows` and `.tooFewGroups`.
  func split(_ set: TrainingSet, usesGroups: Bool) throws(ModelSelectionError) -> Folds {
    if usesGroups, let groups = set.groups { return try split(groups: groups) }
    // A fit needs two rows.
    let count = set.primaryCount
    let largest = (count + foldCount - 1) / foldCount
    guard set.rowCount > count || count < foldCount || count - largest > 1 else {
      throw .tooFewRows(sampleCount: count, foldCount: foldCount)
    }
    return try split(sampleCount: count)
  }

  private func dealt(_ count: Int, repeated: Int = 0) -> [Int] {
    switch order {
    case .unshuffled:
      return Array(0..<count)
    case .shuffled(let seed):
      var generator = SeededGenerator(seed: seed, stream: 0x464F_4C44 + UInt64(repeated))
      return generator.permutation(of: count)
    }
  }
}

/// Which fold each row is validated in.
public struct Folds: Sendable, Equatable {
  /// The number of folds.
  public let count: Int
  /// The fold of each row of the training dump.
  public let assignment: [UInt8]
  /// Whether whole groups were dealt.
  public let grouped: Bool

  /// The rows that fold `fold` validates on, ascending.
  public func validationRows(_ fold: Int) -> [Int32] {
    assignment.indices.lazy.filter { assignment[$0] == fold }.map { Int32($0) }
  }

  /// The rows that fold `fold` trains on, ascending: the rows of the other folds, and the transfer
  /// rows that have no parent in this one.
  ///
  /// - Parameters:
  ///   - fold: 0 ..< folds.
  ///   - parents: for each transfer row, the rows that it was made from.
  public func trainingRows(_ fold: Int, parents: ParentRows) -> [Int32] {
    assignment.indices.lazy.filter { assignment[$0] != fold }.map { Int32($0) }
      + transferRows(fold, parents: parents)
  }

  /// The transfer rows that have no parent in fold `fold`, ascending.
  ///
  /// - Parameter parents: for each transfer row, the rows that it was made from.
  func transferRows(_ fold: Int, parents: ParentRows) -> [Int32] {
    parents.indices.lazy
      .filter { index in parents[index].allSatisfy { $0 < 0 || assignment[Int($0)] != fold } }
      .map { Int32(assignment.count + $0) }
  }
}
