import ModelSelection
import Regression
import Student
import TestSupport

/// A small search over rows of nine groups, with and without maps of groups and weights of classes.
enum GroupedSample {
  /// - Parameter finalists: the structures that are refined.
  static func search(finalists: Int) -> StudentSearch {
    var search = StudentSearch.standard
    search.structures = [
      .regional(regionCount: 1), .corrected(regionCount: 2, componentCount: 2),
      .projected(regionCount: 3, componentCount: 3),
    ]
    search.penalties = [Penalties(shared: 1e-3, corrections: 1e-2)]
    search.distilledPenalties = [Penalties(shared: 1e-2, corrections: 1e-2)]
    search.correctionScales = [0.5, 1]
    search.grouped = GroupTrials(nuisances: [0.1], balances: [0, 0.5])
    search.finalistCount = finalists
    search.folds = KFold(foldCount: 3, order: .shuffled(seed: 2))
    return search
  }

  /// 180 rows and 60 transfer rows, some of two parents.
  static func set(of teacher: SyntheticTeacher) throws -> TrainingSet {
    let parents = (0..<60).map { [$0 * 2, $0 % 3 == 0 ? -1 : ($0 * 7) % 180] }
    return try TrainingSet(
      teacher.dump(180, groups: (0..<180).map { $0 % 9 }),
      transfer: [teacher.dump(60, seed: 8, parents: parents)])
  }
}
