internal import Rows

/// Cells of one fold that one rank finds together, so that they share what is made of the fold's rows.
struct CellTask {
  /// The fold, in its deal.
  let fold: Int
  /// What is fitted in it.
  let kinds: [CellKind]

  /// The tasks of some folds: one for each, or several where there are more ranks than folds.
  ///
  /// - Parameters:
  ///   - missing: what is fitted in each fold.
  ///   - rankCount: how many ranks take tasks.
  static func all(_ missing: [(fold: Int, kinds: [CellKind])], rankCount: Int) -> [CellTask] {
    let open = missing.filter { !$0.kinds.isEmpty }
    let share = max(1, rankCount / max(1, open.count))
    return open.flatMap { fold, kinds in
      (0..<min(share, kinds.count)).map { part in
        CellTask(
          fold: fold,
          kinds: stride(from: part, to: kinds.count, by: share).map { kinds[$0] })
      }
    }
  }

  /// The scores of its kinds, in their order, as ranks send them.
  struct Outcome: Exchangeable {
    /// nil where the rows of the fold have too few values for the regions.
    var scores: [[CellScores]?] = []

    init(_ scores: [[CellScores]] = []) { self.scores = scores }

    func write(to message: inout RankMessage) { scores.write(to: &message) }
    init(from message: inout RankMessage) { scores = [[CellScores]?](from: &message) }
  }
}
