public import Clustering
internal import Regression
public import Rows
public import Student

/// A cross-validated search over structures of students.
///
/// The closed form screens every structure; the best are refined by distillation inside the folds
/// and compete again. Everything is fitted again in each fold.
public struct StudentSearch: Sendable, Equatable, Codable {
  /// The structures that are tried, in order.
  public var structures: [StudentStructure]
  /// The strengths of the closed form.
  public var penalties: [Penalties]
  /// The factors by which corrections are scaled.
  public var correctionScales: [Double]
  /// The exponent b of the weights of classes in the closed form: a row weighs (share of its
  /// class)^−b. nil leaves it to `grouped`, and weighs all rows alike where there are no groups.
  public var balance: Double?
  /// What is tried besides where folds hold out whole groups; nil for nothing.
  public var grouped: GroupTrials?
  /// The strengths of distillation, each from the result of the one before it.
  public var distilledPenalties: [Penalties]
  /// How finalists are refined.
  public var distillation: Distillation
  /// The most structures that are refined, beside one that beats them in closed form.
  public var finalistCount: Int
  /// How rows are dealt to folds.
  public var folds: KFold
  /// Whether groups are kept whole when the training dump has them.
  public var usesGroups: Bool
  /// How often rows without groups are dealt to folds at most, 1 ... 5; nil for once. They are dealt
  /// again until the difference between the best two structures is known no better, and many rows
  /// are dealt once.
  public var repeatLimit: Int?
  /// The starts of each k-means. Of several starts most seeds reach the same regions.
  public var restartCount: Int
  /// The seed of each k-means.
  public var seed: UInt64
  /// The changes of windows that students are fitted to withstand; nil for none.
  public var withstanding: Withstanding?

  /// The search of some seconds.
  public static let standard = StudentSearch(
    structures: [
      .regional(regionCount: 1), .regional(regionCount: 2), .regional(regionCount: 3),
    ]
      + [4, 8].flatMap { d in [2, 4, 8].map { .corrected(regionCount: $0, componentCount: d) } }
      + [3, 4].flatMap { d in [4, 8].map { .projected(regionCount: $0, componentCount: d) } },
    penalties: [
      Penalties(shared: 1e-2, corrections: 3e-2), Penalties(shared: 1e-3, corrections: 3e-3),
      Penalties(shared: 1e-4, corrections: 3e-4),
    ],
    distilledPenalties: [
      Penalties(shared: 3e-3, corrections: 1e-2), Penalties(shared: 1e-3, corrections: 3e-3),
      Penalties(shared: 3e-4, corrections: 1e-3), Penalties(shared: 1e-4, corrections: 3e-4),
    ], finalistCount: 3)

  /// The search of some minutes: more structures and strengths, and more finalists.
  public static let thorough = StudentSearch(
    structures: (1...5).map { .regional(regionCount: $0) }
      + [2, 4, 6, 8].flatMap { d in
        [2, 3, 4, 6, 8, 12].map { .corrected(regionCount: $0, componentCount: d) }
      }
      + [2, 3, 4, 6, 8].flatMap { d in
        [2, 4, 6, 8, 12].map { .projected(regionCount: $0, componentCount: d) }
      },
    penalties: standard.penalties, distilledPenalties: standard.distilledPenalties,
    finalistCount: 12)

  init(
    structures: [StudentStructure], penalties: [Penalties],
    correctionScales: [Double] = [0.25, 0.375, 0.5, 0.75, 1],
    balance: Double? = nil, grouped: GroupTrials? = GroupTrials(),
    distilledPenalties: [Penalties], distillation: Distillation = Distillation(),
    finalistCount: Int, folds: KFold = KFold(), usesGroups: Bool = true,
    repeatLimit: Int? = 5, restartCount: Int = 5, seed: UInt64 = 0
  ) {
    precondition(!structures.isEmpty && !penalties.isEmpty, "a search has a candidate")
    self.structures = structures
    self.penalties = penalties
    self.correctionScales = correctionScales
    self.balance = balance
    self.grouped = grouped
    self.distilledPenalties = distilledPenalties
    self.distillation = distillation
    self.finalistCount = finalistCount
    self.folds = folds
    self.usesGroups = usesGroups
    self.repeatLimit = repeatLimit
    self.restartCount = restartCount
    self.seed = seed
  }
}

extension StudentSearch {
  /// The same search for inputs on a common scale: without regions of inputs, whose centroids would
  /// be nearest on that scale only.
  public var onCommonScale: StudentSearch {
    var search = self
    search.keepOneMapOfInputs()
    return search
  }

  /// The same search for thousands of inputs: without several maps of all of them, whose equations
  /// are many times as large.
  public var ofManyInputs: StudentSearch {
    var search = self
    search.keepOneMapOfInputs()
    return search
  }

  private mutating func keepOneMapOfInputs() {
    structures.removeAll { $0.form == .regional && $0.regionCount > 1 }
    if structures.isEmpty { structures = [.regional(regionCount: 1)] }
  }

  /// The same search for fewer rows than inputs: with stronger penalties, because weak ones fit
  /// every row, and without several maps of all inputs, each of still fewer rows.
  public var ofFewRows: StudentSearch {
    var search = self
    search.keepOneMapOfInputs()
    search.penalties = Self.adding([1, 0.1], to: penalties)
    search.distilledPenalties = Self.adding([0.03], to: distilledPenalties)
    return search
  }

  private static func adding(_ strengths: [Double], to known: [Penalties]) -> [Penalties] {
    let largest = known.map(\.shared).max() ?? 0
    return strengths.filter { $0 > largest }
      .map { Penalties(shared: $0, corrections: 3 * $0) } + known
  }

  /// The fits that are scored in one cell, in order.
  ///
  /// - Parameters:
  ///   - kind: a structure in closed form or by distillation.
  ///   - isGrouped: whether folds of whole groups share a partition.
  func fits(of kind: CellKind, isGrouped: Bool) -> [MapFit] {
    if let refitted = kind.refitted { return [refitted.fit] }
    let scales = kind.structure.hasSharedTerm ? correctionScales : [1]
    if kind.isDistilled {
      return distillationPath(nuisance: kind.nuisance).flatMap { penalties in
        scales.map { .distilled(penalties, correctionScale: $0) }
      }
    }
    return balances(isGrouped: isGrouped).flatMap { balance in
      penalties(isGrouped: isGrouped).flatMap { penalties in
        scales.map { .penalized(penalties, correctionScale: $0, balance: balance) }
      }
    }
  }

  /// The strengths of distillation, each from the result of the one before it.
  ///
  /// - Parameter nuisance: ν of the groups' maps; nil for none.
  func distillationPath(nuisance: Double?) -> [Penalties] {
    distilledPenalties.map {
      Penalties(shared: $0.shared, corrections: $0.corrections, nuisance: nuisance)
    }
  }

  /// The exponents of the weights of classes that the closed form is tried with.
  func balances(isGrouped: Bool) -> [Double] {
    if let balance { return [balance] }
    return isGrouped ? grouped?.balances ?? [0] : [0]
  }

  /// The strengths of the closed form: with groups, each without maps of groups and with them.
  func penalties(isGrouped: Bool) -> [Penalties] {
    guard isGrouped else { return penalties }
    return penalties.flatMap { penalties in
      [penalties]
        + (grouped?.nuisances ?? []).map {
          Penalties(shared: penalties.shared, corrections: penalties.corrections, nuisance: $0)
        }
    }
  }

  /// The k-means of `structure`, in folds and for the final fit.
  public func clustering(of structure: StudentStructure) -> KMeans {
    KMeans(regionCount: structure.regionCount, restartCount: restartCount, seed: seed)
  }

  /// The most components that a structure asks for.
  var componentCount: Int { structures.compactMap(\.componentCount).max() ?? 0 }

  /// Scores every structure in every fold. Scores the finalists again, refined by distillation, and so
  /// what is chosen in their place.
  ///
  /// - Parameters:
  ///   - set: the training rows, with a folded head or none; without logits nothing is distilled.
  ///   - score: the measure that chooses finalists.
  ///   - budget: the most bytes of a packed student. Larger structures are no candidates. They are not
  ///     tried, but for the sake of the deals where rows are dealt repeatedly.
  ///   - keptShare: the share of the inputs that students will be on, whose bytes count then; nil for
  ///     all.
  ///   - finishedCells: cells of the same search on the same rows, which are used unchanged. Cells
  ///     with impossible scores are computed again.
  ///   - parallelism: changes the time and nothing else.
  ///   - finished: called with each cell that was computed.
  ///   - progress: called with the cells done and all of them, from any thread.
  /// - Throws: `ModelSelectionError`.
  /// - Complexity: per fold and structure one k-means, O(N · (n + q)²) and O((n + k d)³); per fold
  ///   and finalist some ten to hundred passes of O(N · n · C).
  public func run(
    on set: TrainingSet, score: Score, budget: Int? = nil, keptShare: Double? = nil,
    finishedCells: [FinishedCell] = [],
    parallelism: Parallelism, finished: ((FinishedCell) -> Void)? = nil,
    progress: (@Sendable (_ done: Int, _ total: Int) -> Void)? = nil
  ) throws(ModelSelectionError) -> CrossValidationTable {
    let folds = try folds.split(set, usesGroups: usesGroups)
    let affordable = try affordable(set, keeping: keptShare, within: budget)
    let splits = try groupedSplits(set, folds, parallelism: parallelism)
    let deals = try RepeatedFolds.splits(set, by: self.folds, own: folds, limit: repeatLimit ?? 1)
    // How often few rows are dealt is for all structures to say. Otherwise a budget that the best student
    // meets could change the deals, and so its strength.
    let structures =
      try deals.count > 1
      ? self.affordable(set, keeping: keptShare, within: nil) : affordable
    let dealtCount = folds.count * deals.count
    let screenedCount = splits.map { $0.reduce(0) { $0 + $1.count } } ?? dealtCount
    let total =
      screenedCount * structures.count
      + dealtCount * (set.logits == nil ? 0 : min(finalistCount, structures.count))
      + (splits == nil || set.logits == nil
        ? 0 : dealtCount * ((finalistCount == 0 ? 0 : 1) + min(finalistCount, structures.count)))
    var work = CellWork(
      search: self, set: set, folds: deals, splits: splits, known: finishedCells,
      keptShare: keptShare, parallelism: parallelism
    ) { cell, count in
      finished?(cell)
      progress?(min(count, total), total)
    }
    var candidates = try work.screened(structures, score: score)
      .filter { affordable.contains($0.structure) }
    func table(_ candidates: [Candidate]) -> CrossValidationTable {
      CrossValidationTable(
        foldCount: splits?[0].count ?? folds.count, grouped: folds.grouped,
        candidates: candidates)
    }
    guard set.logits != nil else { return table(candidates) }
    var kinds = try finalists(among: candidates, score: score, isGrouped: splits != nil)
    while !kinds.isEmpty {
      let structures = splits == nil ? [] : kinds.filter { $0.nuisance == nil }.map(\.structure)
      let found = try work.refitted(
        candidates.refittedKinds(of: structures, score: score) + kinds)
      candidates =
        candidates.attaching(found.filter { !$0.isDistilled }) + found.filter(\.isDistilled)
      // Over groups a closed form and its refinement have folds of different kinds; see `GroupedChoice`.
      let other =
        try splits == nil
        ? Finalists.unrefinedChoice(of: table(candidates), score: score) : nil
      kinds = [other].compactMap(\.self).map { CellKind(structure: $0, isDistilled: true) }
    }
    return table(candidates)
  }

  /// What is refined: the finalists. Where there are groups, the best of them is also refined with the
  /// maps of groups that serve it in closed form.
  private func finalists(
    among candidates: [Candidate], score: Score, isGrouped: Bool
  ) throws(ModelSelectionError) -> [CellKind] {
    let structures = try Finalists(count: finalistCount)
      .structures(of: candidates, score: score)
    let plain = structures.map { CellKind(structure: $0, isDistilled: true) }
    guard isGrouped else { return plain }
    func utility(_ structure: StudentStructure) -> Double {
      candidates.filter { $0.structure == structure }
        .compactMap { $0.scores.mean(score).map(score.utility) }.max() ?? -.infinity
    }
    let best = structures.dropFirst().reduce(structures.first) { best, other in
      best.map { utility(other) > utility($0) ? other : $0 }
    }
    return plain
      + [best].compactMap(\.self).compactMap { structure in
        let own = candidates.filter { $0.structure == structure }
        return GroupedChoice(score: score).representative(of: own).nuisance.map {
          CellKind(structure: structure, isDistilled: true, nuisance: $0)
        }
      }
  }

  /// The structures that the inputs have components for and that fit the budget.
  ///
  /// - Throws: `ModelSelectionError.budgetTooSmall` when there is none.
  func affordable(
    _ set: TrainingSet, keeping share: Double?, within budget: Int?
  ) throws(ModelSelectionError) -> [StudentStructure] {
    let possible = structures.filter { $0.componentCount ?? 1 <= set.coordinateCount }
    var sizes: [Int] = []
    for structure in possible {
      sizes.append(try structure.packedSize(for: set, keeping: share).bytes)
    }
    let affordable = zip(possible, sizes).filter { $0.1 <= budget ?? .max }.map(\.0)
    guard !affordable.isEmpty else {
      let least = sizes.min() ?? 0
      throw .budgetTooSmall(
        budget: budget ?? 0, smallest: least,
        structure: sizes.firstIndex(of: least).map { possible[$0].title } ?? "-")
    }
    return affordable
  }
}
