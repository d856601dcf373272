package import Student

/// The structures that are worth refining: the plain map, which the others have to beat, and the
/// best of each form by the closed form.
package struct Finalists {
  let count: Int

  /// - Parameters:
  ///   - candidates: closed-form candidates of a table.
  ///   - score: the measure that compares them.
  /// - Returns: at most `count` structures, by their scores: one region if it was tried, then the
  ///   best of each form, then the others.
  /// - Throws: `ModelSelectionError.scoreNotAvailable`.
  func structures(
    of candidates: [Candidate], score: Score
  ) throws(ModelSelectionError) -> [StudentStructure] {
    var best: [(candidate: Candidate, utility: Double)] = []
    for candidate in candidates {
      guard let mean = candidate.scores.mean(score) else { throw .scoreNotAvailable(score) }
      let utility = score.utility(mean)
      if let index = best.firstIndex(where: { $0.candidate.structure == candidate.structure }) {
        if utility > best[index].utility { best[index] = (candidate, utility) }
      } else {
        best.append((candidate, utility))
      }
    }
    let ranked = best.indices.sorted { (-best[$0].utility, $0) < (-best[$1].utility, $1) }
      .map { best[$0].candidate }
    let plain = StudentStructure.regional(regionCount: 1)
    var chosen = ranked.map(\.structure).filter { $0 == plain }
    var forms: [StudentStructure.Form] = []
    for candidate in ranked
    where candidate.structure != plain && !forms.contains(candidate.structure.form) {
      forms.append(candidate.structure.form)
      chosen.append(candidate.structure)
    }
    chosen += ranked.map(\.structure).filter { !chosen.contains($0) }
    return Array(chosen.prefix(count))
  }

  /// The structure that would be chosen, if it is in closed form alone: with few rows a closed form may
  /// beat refined finalists by luck, and its own refinement be the better student.
  ///
  /// - Returns: nil when the choice is among the refined ones.
  /// - Throws: `ModelSelectionError.scoreNotAvailable`.
  package static func unrefinedChoice(
    of table: CrossValidationTable, score: Score
  ) throws(ModelSelectionError) -> StudentStructure? {
    let chosen = try SelectionRule.nearBest.select(from: table, score: score).chosen.structure
    let isRefined = table.candidates.contains { $0.structure == chosen && $0.isDistilled }
    return isRefined ? nil : chosen
  }
}
