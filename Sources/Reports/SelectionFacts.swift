extension StudentFacts {
  /// The search: what was tried and what was taken.
  package struct Selection: Sendable {
    /// What candidates were compared by, in words: `agreement`.
    package var score: String
    /// Whether it is the agreement with the teacher, of which the teacher itself has 1.
    package var isAgreement: Bool
    /// Whether larger scores are better.
    package var prefersLarger: Bool
    package var rule: String
    package var foldCount: Int
    /// Whether whole groups were held out.
    package var isGrouped: Bool
    /// The most bytes that were allowed; nil for no limit.
    package var budget: Int?
    /// All students that were tried, of every strength.
    package var candidateCount: Int
    /// Whether the rule did not choose this student: it is a point of the front.
    package var isFrontPoint: Bool
    /// Every structure and way of fitting, at the strength that stands for it.
    package var candidates: [Candidate]
    /// Scores over λ, one curve for each structure that the page shows.
    package var curves: [Curve]
    /// λ of the choice.
    package var regularization: Double
    /// 1 − cross-validated agreement with the teacher.
    package var drop: Double?
    /// The ends of the grid at which the choice lies.
    package var edges: [String]

    package init(
      score: String, isAgreement: Bool, prefersLarger: Bool, rule: String, foldCount: Int,
      isGrouped: Bool,
      budget: Int?, candidateCount: Int, isFrontPoint: Bool, candidates: [Candidate],
      curves: [Curve], regularization: Double,
      drop: Double?, edges: [String]
    ) {
      self.score = score
      self.isAgreement = isAgreement
      self.prefersLarger = prefersLarger
      self.rule = rule
      self.foldCount = foldCount
      self.isGrouped = isGrouped
      self.budget = budget
      self.candidateCount = candidateCount
      self.isFrontPoint = isFrontPoint
      self.candidates = candidates
      self.curves = curves
      self.regularization = regularization
      self.drop = drop
      self.edges = edges
    }
  }

  /// A student that was tried.
  package struct Candidate: Sendable, Equatable {
    package var structure: String
    package var bytes: Int
    package var multiplyAccumulates: Int
    /// The mean over folds.
    package var score: Double
    /// Its standard error over folds.
    package var standardError: Double?
    /// The mean divergence from the teacher, which decides among equals; nil where it does not.
    package var divergence: Double?
    package var isOnFront: Bool
    package var isChosen: Bool

    package init(
      structure: String, bytes: Int, multiplyAccumulates: Int, score: Double,
      standardError: Double?, divergence: Double?, isOnFront: Bool, isChosen: Bool
    ) {
      self.structure = structure
      self.bytes = bytes
      self.multiplyAccumulates = multiplyAccumulates
      self.score = score
      self.standardError = standardError
      self.divergence = divergence
      self.isOnFront = isOnFront
      self.isChosen = isChosen
    }
  }

  /// The score of one structure over the strength of its regularisation.
  package struct Curve: Sendable, Equatable {
    /// One strength.
    package struct Point: Sendable, Equatable {
      /// λ, 0 or more.
      package var regularization: Double
      package var score: Double
      package var standardError: Double?

      package init(regularization: Double, score: Double, standardError: Double?) {
        self.regularization = regularization
        self.score = score
        self.standardError = standardError
      }
    }

    package var structure: String
    /// Ascending in λ.
    package var points: [Point]
    package var isChosen: Bool

    package init(structure: String, points: [Point], isChosen: Bool) {
      self.structure = structure
      self.points = points
      self.isChosen = isChosen
    }
  }
}
