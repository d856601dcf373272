internal import Student

/// The cross-validated score of one structure over λ.
package struct LambdaCurve: Sendable, Equatable {
  /// The best candidate at each λ, by ascending λ.
  package let candidates: [Candidate]
  /// Their mean scores.
  package let values: [Double]

  /// The place of the best, the lowest λ among equals.
  package let best: Int
}

extension CrossValidationTable {
  /// A curve for each structure and way of fitting, in the order of the table. It needs three tried
  /// values of λ with finite scores. Where other strengths vary, too, a point is the best of them.
  ///
  /// - Complexity: O(c²) for c candidates.
  package func curves(by score: Score) -> [LambdaCurve] {
    candidates.grouped { Way(structure: $0.structure, isDistilled: $0.isDistilled) }
      .compactMap { LambdaCurve($0, score: score) }
  }

  /// The curve on which a candidate lies; nil where it is too short to be one.
  package func curve(of candidate: Candidate, by score: Score) -> LambdaCurve? {
    LambdaCurve(
      candidates.filter {
        $0.structure == candidate.structure && $0.isDistilled == candidate.isDistilled
      }, score: score)
  }

  private struct Way: Hashable {
    let structure: StudentStructure
    let isDistilled: Bool
  }
}

extension LambdaCurve {
  /// Fewer points show no shape.
  private static let leastCount = 3

  fileprivate init?(_ group: [Candidate], score: Score) {
    var points: [(candidate: Candidate, value: Double)] = []
    for candidates in group.grouped(by: \.lambda) {
      let scored = candidates.compactMap { candidate in
        candidate.scores.mean(score).map { (candidate, $0) }
      }
      guard let first = scored.first else { return nil }
      points.append(
        scored.dropFirst().reduce(first) { best, other in
          score.utility(other.1) > score.utility(best.1) ? other : best
        })
    }
    guard points.count >= Self.leastCount else { return nil }
    points.sort { $0.candidate.lambda < $1.candidate.lambda }
    candidates = points.map(\.candidate)
    values = points.map(\.value)
    guard values.allSatisfy(\.isFinite) else { return nil }
    let utilities = values.map { score.utility($0) }
    best = utilities.indices.dropFirst().reduce(0) { utilities[$1] > utilities[$0] ? $1 : $0 }
  }
}
