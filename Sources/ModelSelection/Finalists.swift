internal import Student

/// The structures that are worth refining: the best of each form and size.
struct Finalists {
  let count: Int

  /// - Parameters:
  ///   - candidates: closed-form candidates.
  ///   - score: what they are compared by.
  /// - Returns: at most `count` structures.
  /// - Throws: `ModelSelectionError.scoreNotAvailable`.
  func structures(
    of candidates: [Candidate], score: Score
  ) throws(ModelSelectionError) -> [StudentStructure] {
    var best: [(structure: StudentStructure, utility: Double)] = []
    for candidate in candidates {
      guard let mean = candidate.scores.mean(score) else { throw .scoreNotAvailable(score) }
      let utility = score.utility(mean)
      if let index = best.firstIndex(where: { $0.structure == candidate.structure }) {
        best[index].utility = max(best[index].utility, utility)
      } else {
        best.append((candidate.structure, utility))
      }
    }
    let order = best.indices.sorted {
      (-best[$0].utility, $0) < (-best[$1].utility, $1)
    }
    return order.prefix(count).map { best[$0].structure }
  }
}
