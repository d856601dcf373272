internal import Student

/// How one candidate is chosen from a cross-validation table.
public enum SelectionRule: String, Sendable, CaseIterable, Codable {
  /// The best mean score.
  case best
  /// The best mean score, unless a smaller student is nearly as good.
  ///
  /// A student gives way to the smallest one that is within .001 of it in every split of the rows. It
  /// also gives way where one split of groups sees a loss of more than that, and the gain in the other
  /// is not larger. Where rows were dealt repeatedly, it also gives way to a smaller one of lower
  /// divergence, over which it gains within one standard error. Scores that are no shares are compared
  /// by .001 of the better one. Where no student beats one answer for all rows, that score does not
  /// tell students apart. Then the smallest within one standard error of the lowest divergence, or .001
  /// of it, wins.
  case nearBest = "near-best"
  /// The smallest student within one standard error, then the form of lowest divergence.
  ///
  /// Within each form the smallest student wins whose difference to the best of that form is within
  /// one standard error of that difference. Differences are paired per fold (Breiman et al. 1984,
  /// "Classification and Regression Trees", with paired differences), and count in the score and in
  /// the divergence. Of the forms within one standard error of the best, the one of lowest
  /// divergence wins.
  case oneStandardError = "one-standard-error"

  /// Chooses among the candidates that fit the budget.
  ///
  /// Equal scores go to the smaller student, then to the first in the table.
  ///
  /// - Parameters:
  ///   - table: the candidates.
  ///   - score: the measure that compares them.
  ///   - budget: the most bytes of the packed student; nil for no limit.
  /// - Throws: `ModelSelectionError.scoreNotAvailable` and `.budgetTooSmall`.
  /// - Complexity: O(candidates × folds).
  public func select(
    from table: CrossValidationTable, score: Score, budget: Int? = nil
  ) throws(ModelSelectionError) -> Selection {
    try select(from: table, score: score, budget: budget, oneAnswer: nil)
  }

  /// Chooses among the candidates that fit the budget, beside one answer for all rows.
  ///
  /// - Parameters:
  ///   - table: the candidates.
  ///   - score: the measure that compares them.
  ///   - budget: the most bytes of the packed student; nil for no limit.
  ///   - oneAnswer: what one answer for all rows reaches in `score`; nil where that is no share of rows.
  /// - Throws: `ModelSelectionError.scoreNotAvailable` and `.budgetTooSmall`.
  /// - Complexity: O(candidates × folds).
  package func select(
    from table: CrossValidationTable, score: Score, budget: Int?, oneAnswer: OneAnswer?
  ) throws(ModelSelectionError) -> Selection {
    let affordable = table.representatives(by: score).filter { $0.byteCount <= budget ?? .max }
    guard !affordable.isEmpty else {
      let smallest = table.candidates.min { $0.byteCount < $1.byteCount }
      throw .budgetTooSmall(
        budget: budget ?? 0, smallest: smallest?.byteCount ?? 0,
        structure: smallest?.structure.title ?? "-")
    }
    let best = try Self.best(of: affordable, score: score)
    var chosen = best
    if self == .nearBest {
      let isBlind = oneAnswer.map { !$0.isBeaten(by: best.scores.mean(score) ?? 1) } ?? false
      chosen =
        isBlind && affordable.allSatisfy { $0.scores.divergence != nil }
        ? Self.leastDivergent(affordable)
        : Self.nearBest(
          table.standings(by: score).filter { $0.candidate.byteCount <= budget ?? .max },
          score: score)
    }
    if self == .oneStandardError {
      let frugal = try affordable.grouped { $0.structure.form }.map {
        family throws(ModelSelectionError) in
        try Self.frugal(family, score: score)
      }
      chosen = try Self.best(of: frugal, score: score)
      if chosen.scores.divergence != nil {
        chosen = CrossValidationTable.lowest(
          frugal.filter { $0.isEquivalent(to: chosen, score: score) })
      }
    }
    return Selection(chosen: chosen, best: best, score: score, rule: self, table: table)
  }

  /// The smallest student that is nearly as good as the best: of equal ones the best.
  private static func nearBest(_ standings: [Standing], score: Score) -> Candidate {
    func utility(_ standing: Standing) -> Double {
      standing.means.first.map(score.utility) ?? -.infinity
    }
    func better(_ left: Standing, _ right: Standing) -> Standing {
      utility(right) > utility(left) ? right : left
    }
    let best = standings.dropFirst().reduce(standings[0], better)
    let equal = standings.filter { $0.isNearly(best, score: score) }
    let fewest = equal.map(\.candidate.byteCount).min() ?? best.candidate.byteCount
    return equal.filter { $0.candidate.byteCount == fewest }
      .reduce(nil as Standing?) { known, other in known.map { better($0, other) } ?? other }?
      .candidate ?? best.candidate
  }

  /// The smallest student within one standard error or a thousandth of the lowest divergence.
  private static func leastDivergent(_ students: [Candidate]) -> Candidate {
    let best = CrossValidationTable.lowest(students)
    let lowest = best.scores.mean(.divergence) ?? .infinity
    let equal = students.filter {
      ($0.scores.mean(.divergence) ?? .infinity) <= lowest * (1 + Standing.tolerance)
        || $0.isEquivalent(to: best, score: .divergence)
    }
    let fewest = equal.map(\.byteCount).min() ?? best.byteCount
    return CrossValidationTable.lowest(equal.filter { $0.byteCount == fewest })
  }

  /// The smallest member of a family that is as good as its best.
  static func frugal(
    _ family: [Candidate], score: Score
  ) throws(ModelSelectionError) -> Candidate {
    let best = try Self.best(of: family, score: score)
    let equivalent = family.filter { $0.isAsGood(as: best, score: score) }
    let fewest = equivalent.map(\.byteCount).min() ?? best.byteCount
    return try Self.best(of: equivalent.filter { $0.byteCount == fewest }, score: score)
  }

  private static func best(
    of candidates: [Candidate], score: Score
  ) throws(ModelSelectionError) -> Candidate {
    var best: (candidate: Candidate, utility: Double)?
    for candidate in candidates {
      guard let mean = candidate.scores.mean(score) else { throw .scoreNotAvailable(score) }
      let utility = score.utility(mean)
      guard let current = best else {
        best = (candidate, utility)
        continue
      }
      let isSmaller = candidate.byteCount < current.candidate.byteCount
      if utility > current.utility || (utility == current.utility && isSmaller) {
        best = (candidate, utility)
      }
    }
    guard let best else { preconditionFailure("there is at least one candidate") }
    return best.candidate
  }
}

/// A candidate, and why it was chosen.
public struct Selection: Sendable, Equatable {
  /// An end of the grid at which the choice lies.
  public enum Edge: String, Sendable, CaseIterable, Codable {
    /// The fewest regions of the grid, unless that is 1.
    case smallestK = "smallest k"
    /// The most regions of the grid.
    case largestK = "largest k"
    /// The weakest ridge of the grid.
    case smallestLambda = "smallest lambda"
    /// The strongest ridge of the grid.
    case largestLambda = "largest lambda"
  }

  /// The candidate that was chosen.
  public let chosen: Candidate
  /// The candidate with the best mean score within the budget.
  public let best: Candidate
  /// The measure that compared them.
  public let score: Score
  /// The rule.
  public let rule: SelectionRule
  /// The ends of the grid at which the choice lies: a wider grid might do better. k = 1 is no
  /// such end, because there is no smaller student.
  public let edges: [Edge]

  /// The same selection with another candidate, which something else than the score chose.
  ///
  /// - Parameter candidate: of the same table, of structures.
  package func choosing(_ candidate: Candidate) -> Selection {
    Selection(chosen: candidate, best: best, score: score, rule: rule, edges: [])
  }

  private init(
    chosen: Candidate, best: Candidate, score: Score, rule: SelectionRule, edges: [Edge]
  ) {
    self.chosen = chosen
    self.best = best
    self.score = score
    self.rule = rule
    self.edges = edges
  }

  init(
    chosen: Candidate, best: Candidate, score: Score, rule: SelectionRule,
    table: CrossValidationTable
  ) {
    self.chosen = chosen
    self.best = best
    self.score = score
    self.rule = rule
    self.edges = table.isGrid ? Self.edges(of: chosen, in: table) : []
  }

  private static func edges(of chosen: Candidate, in table: CrossValidationTable) -> [Edge] {
    var edges: [Edge] = []
    let regionCounts = table.regionCounts
    if regionCounts.count > 1 {
      if chosen.regionCount == regionCounts.first, chosen.regionCount > 1 {
        edges.append(.smallestK)
      }
      if chosen.regionCount == regionCounts.last { edges.append(.largestK) }
    }
    let lambdas = table.lambdas
    if lambdas.count > 1 {
      if chosen.lambda == lambdas.first { edges.append(.smallestLambda) }
      if chosen.lambda == lambdas.last { edges.append(.largestLambda) }
    }
    return edges
  }
}
