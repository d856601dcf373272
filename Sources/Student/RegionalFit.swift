public import Clustering
public import Regression
public import Rows

/// How distillation refines the maps of a student.
public struct Distillation: Sendable, Hashable {
  /// T, above 0.
  public var temperature: Double
  /// The share of the true label in the target of a labelled row, 0 ... 1; the rest is the
  /// teacher's.
  public var labelShare: Double
  /// b in 0 ... 1: a row weighs (share of its class)^−b among the rows of its half. With 1 all classes
  /// weigh alike. The class is the true label, and the teacher's where there is none.
  public var balance: Double

  /// A distillation; the default learns the teacher alone, every row alike.
  ///
  /// - Precondition: `temperature` is above 0, `labelShare` and `balance` in 0 ... 1.
  public init(temperature: Double = 2, labelShare: Double = 0, balance: Double = 0) {
    precondition(temperature > 0, "a temperature is positive")
    precondition((0...1).contains(labelShare), "a share lies in 0 ... 1")
    precondition((0...1).contains(balance), "a balance lies in 0 ... 1")
    self.temperature = temperature
    self.labelShare = labelShare
    self.balance = balance
  }
}

extension Distillation: Codable {
  private enum CodingKeys: String, CodingKey {
    case temperature
    case labelShare
    case balance
    /// Whether the balance is 1, where it is 0 or 1.
    case isBalanced
  }

  public init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    let isBalanced = try values.decodeIfPresent(Bool.self, forKey: .isBalanced) ?? false
    let temperature = try values.decode(Double.self, forKey: .temperature)
    let labelShare = try values.decode(Double.self, forKey: .labelShare)
    let balance =
      try values.decodeIfPresent(Double.self, forKey: .balance) ?? (isBalanced ? 1 : 0)
    guard temperature > 0, (0...1).contains(labelShare), (0...1).contains(balance) else {
      throw DecodingError.dataCorruptedError(
        forKey: .temperature, in: values, debugDescription: "no parameters of distillation")
    }
    self.init(temperature: temperature, labelShare: labelShare, balance: balance)
  }

  public func encode(to encoder: any Encoder) throws {
    var values = encoder.container(keyedBy: CodingKeys.self)
    try values.encode(temperature, forKey: .temperature)
    try values.encode(labelShare, forKey: .labelShare)
    if balance == 0 || balance == 1 {
      try values.encode(balance == 1, forKey: .isBalanced)
    } else {
      try values.encode(balance, forKey: .balance)
    }
  }
}

/// Rows in their regions, ready to fit maps of any strength.
public struct RegionalFit: Sendable {
  /// The structure that is fitted.
  public let structure: StudentStructure
  /// The regions, of the inputs or of their components.
  public let partition: Partition
  /// From an input to the vector that the regions read, d × n; nil for the input itself.
  public var projection: AffineMap? { rows.axes(structure.componentCount) }
  private let rows: FittingRows
  private let regions: [Int32]
  private let design: RegionalDesign
  private let ridge: CorrectedRidge

  init(
    structure: StudentStructure, rows: FittingRows, partition: Partition, regions: [Int32],
    design: RegionalDesign
  ) {
    self.structure = structure
    self.rows = rows
    self.partition = partition
    self.regions = regions
    self.design = design
    ridge = CorrectedRidge(design)
  }

  /// The closed form.
  ///
  /// - Parameter penalties: the strengths.
  /// - Throws: `StudentError.regression` when the equations are singular.
  /// - Complexity: see `CorrectedRidge.fit`.
  public func maps(_ penalties: Penalties) throws(StudentError) -> CorrectedMaps {
    try rethrowing(
      ridge.fit(
        sharedPenalty: penalties.shared,
        correctionPenalty: structure.correctionPenalty(penalties)),
      as: StudentError.regression)
  }

  /// Maps that are refined by distillation, for each of `path`, each from the one before it.
  ///
  /// - Parameters:
  ///   - path: the strengths, the first one first. With a penalty of groups' maps the rows have
  ///     groups.
  ///   - distillation: its parameters.
  ///   - start: where the first begins; nil for the closed form.
  ///   - parallelism: how many threads; changes the time and never the result.
  ///   - progress: called with the number of passes over the rows that are done, and their largest
  ///     possible number.
  /// - Throws: `StudentError.noLogits` where the teacher gave none, and `.unreadable`.
  /// - Complexity: see `CrossEntropyRefinement.refine`.
  public func refinedMaps(
    along path: [Penalties], distillation: Distillation = Distillation(),
    from start: CorrectedMaps? = nil, parallelism: Parallelism,
    progress: ((_ done: Int, _ total: Int) -> Void)? = nil
  ) throws(StudentError) -> [(maps: CorrectedMaps, report: CrossEntropyRefinement.Report)] {
    let lessons = try Lessons(rows, distillation: distillation, parallelism: parallelism)
    return try refinedMaps(
      along: path, lessons: lessons, from: start, parallelism: parallelism, progress: progress)
  }

  /// Maps that are refined by distillation, as by the function above.
  ///
  /// - Parameters:
  ///   - path: the strengths, the first one first.
  ///   - lessons: of the rows of this fit.
  ///   - start: where the first begins; nil for the closed form.
  ///   - parallelism: how many threads; changes the time and never the result.
  ///   - progress: called with the number of passes over the rows that are done, and their largest
  ///     possible number.
  /// - Throws: `StudentError.unreadable` and `.regression`.
  /// - Complexity: see `CrossEntropyRefinement.refine`.
  public func refinedMaps(
    along path: [Penalties], lessons: Lessons, from start: CorrectedMaps? = nil,
    parallelism: Parallelism, progress: ((_ done: Int, _ total: Int) -> Void)? = nil
  ) throws(StudentError) -> [(maps: CorrectedMaps, report: CrossEntropyRefinement.Report)] {
    guard let first = path.first else { return [] }
    let origin = design.mean.prefix(rows.set.coordinateCount).map { Float($0) }
    let learning = try lessons.learning(in: regions, from: origin, parallelism: parallelism)
    var results: [(maps: CorrectedMaps, report: CrossEntropyRefinement.Report)] = []
    var current: CorrectedMaps
    if let start { current = start } else { current = try maps(first) }
    for (index, penalties) in path.enumerated() {
      let refinement = CrossEntropyRefinement(
        temperature: lessons.distillation.temperature, sharedPenalty: penalties.shared,
        correctionPenalty: structure.correctionPenalty(penalties))
      let limit = refinement.iterationLimit
      var passes = 0
      let passed = {
        passes = min(passes + 1, limit)
        progress?(index * limit + passes, path.count * limit)
      }
      let groups = try penalties.nuisance.map { nuisance throws(StudentError) in
        try rows.distillationGroups(
          of: structure, weights: lessons.weights, penalty: nuisance, about: design.mean,
          parallelism: parallelism)
      }
      let result = try rethrowing(
        refinement.refine(
          current, design, rows: learning, groups: groups, parallelism: parallelism,
          passed: passed),
        as: StudentError.regression)
      results.append(result)
      current = result.maps
    }
    return results
  }

  /// The features in the order in which these maps can do without them, least missed first.
  ///
  /// - Parameters:
  ///   - maps: of these regions.
  ///   - penalties: the strengths that they were fitted with.
  /// - Throws: `StudentError.regression` when the inputs' covariance cannot be factored.
  /// - Complexity: see `BackwardElimination`.
  public func eliminationOrder(
    of maps: CorrectedMaps, penalties: Penalties
  ) throws(StudentError) -> [Int] {
    if let span = rows.set.span {
      return try rethrowing(
        BackwardElimination.order(
          of: maps, design: design, penalty: penalties.shared, span: span),
        as: StudentError.regression)
    }
    return try rethrowing(
      BackwardElimination(maps, design: design, penalty: penalties.shared).order(),
      as: StudentError.regression)
  }

  /// The student that has these maps.
  ///
  /// - Parameter maps: of these regions.
  public func model(_ maps: CorrectedMaps) -> PiecewiseLinearModel {
    let head = rows.set.head
    switch structure.form {
    case .regional:
      return PiecewiseLinearModel(partition: partition, maps: maps.regionMaps, head: head)
    case .corrected:
      return PiecewiseLinearModel(
        projection: maps.projection, partition: partition, sharedMap: maps.shared,
        maps: maps.corrections, head: head)
    case .projected:
      return PiecewiseLinearModel(
        projection: maps.projection, partition: partition, maps: maps.offsetCorrections,
        head: head)
    }
  }
}

extension StudentStructure {
  /// The unknowns of each output without the constant: those of the shared map and of each region.
  ///
  /// - Parameter inputs: n.
  public func columnCount(inputs: Int) -> Int {
    regionCount * ((componentCount ?? inputs) + 1) + (hasSharedTerm ? inputs : 0)
  }

  /// The one map of a student with one region is penalised as a shared map is.
  func correctionPenalty(_ penalties: Penalties) -> Double {
    form == .regional && regionCount == 1 ? penalties.shared : penalties.corrections
  }
}

/// λ₀ of the shared map and λ₁ of the corrections, relative to the variances of the terms that they
/// multiply, and ν of the maps that each group of rows has while the others are fitted.
public struct Penalties: Sendable, Hashable, Codable {
  /// λ₀, above 0.
  public var shared: Double
  /// λ₁, above 0.
  public var corrections: Double
  /// ν of the groups' maps, above 0; nil where groups have none.
  public var nuisance: Double?

  /// All strengths.
  ///
  /// - Precondition: all are above 0.
  public init(shared: Double, corrections: Double, nuisance: Double? = nil) {
    precondition(shared > 0 && corrections > 0, "penalties are positive")
    precondition(nuisance.map { $0 > 0 } ?? true, "penalties are positive")
    self.shared = shared
    self.corrections = corrections
    self.nuisance = nuisance
  }
}
