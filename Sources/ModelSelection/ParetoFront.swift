extension CrossValidationTable {
  /// The front of the candidates, one for each structure and way of fitting. To those on it no
  /// other is better and not larger. They ascend in bytes and in score.
  ///
  /// Of equal scores the smallest student is on the front, of equal students the first.
  ///
  /// - Parameter score: the measure in which students of more bytes have to be better.
  /// - Returns: none where the table lacks the score.
  /// - Complexity: O(c log c) for c candidates.
  public func front(by score: Score) -> [Candidate] {
    var front: [Candidate] = []
    var best = -Double.infinity
    let scored = representatives(by: score).enumerated().compactMap { index, candidate in
      candidate.scores.mean(score).map { (index, candidate, score.utility($0)) }
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
