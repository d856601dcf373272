extension CrossValidationTable {
  /// The front of the candidates, one for each structure. To those on it no other is better and not
  /// larger. They ascend in bytes and in score.
  ///
  /// Structures have the scores by which `SelectionRule.nearBest` compares them: the mean of several fits,
  /// and not the score of one.
  ///
  /// Of equal scores the smallest student is on the front, of equal students the first.
  ///
  /// - Parameter score: the measure in which students of more bytes have to be better.
  /// - Returns: none where the table lacks the score.
  /// - Complexity: O(c log c) for c candidates.
  public func front(by score: Score) -> [Candidate] {
    var front: [Candidate] = []
    var best = -Double.infinity
    let scored = standings(by: score).enumerated().compactMap { index, standing in
      standing.means.first.map { (index, standing.candidate, score.utility($0)) }
    }
    for (_, candidate, utility) in scored.sorted(by: {
      ($0.1.byteCount, -$0.2, $0.0) < ($1.1.byteCount, -$1.2, $1.0)
    }) where utility > best {
      front.append(candidate)
      best = utility
    }
    return front
  }

  /// The front by `score` with `candidate`, which may not be on it, in its place by size.
  public func front(by score: Score, including candidate: Candidate?) -> [Candidate] {
    var front = front(by: score)
    guard let candidate, !front.contains(candidate) else { return front }
    let place = front.firstIndex { $0.byteCount > candidate.byteCount } ?? front.count
    front.insert(candidate, at: place)
    return front
  }
}
