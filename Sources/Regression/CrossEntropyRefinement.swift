public import LinearAlgebra

/// Fits a shared map with regional corrections by distillation: the convex minimum of
/// Σ w CE(softmax(L/T), softmax(f(x)/T)) + λ₀ s ‖B₀‖² + λ₁ Σ_j (s_z ‖V_j‖² + ‖e_j‖²), with Σ w = 1
/// and the scales of `CorrectedRidge`.
///
/// L-BFGS finds the minimum in coordinates in which the Hessian is near the identity. Each block of
/// columns is multiplied by a Cholesky factor M of S/(C T²) + 2λ, with S its weighted second
/// moments.
///
/// With groups, each row also has the map of its group, with the penalty ν/(2 C T²) ‖[A a]‖².
public struct CrossEntropyRefinement: Sendable, Equatable {
  /// T, above 0.
  public var temperature: Double
  /// λ₀ > 0.
  public var sharedPenalty: Double
  /// λ₁ > 0.
  public var correctionPenalty: Double
  /// The most steps.
  public var iterationLimit: Int
  /// Stops when a step promises to lower the loss by less than this share of it.
  public var tolerance: Double

  /// A refinement.
  ///
  /// - Precondition: temperature and penalties are above 0.
  public init(
    temperature: Double = 2, sharedPenalty: Double = 3e-4, correctionPenalty: Double = 1e-3,
    iterationLimit: Int = 110, tolerance: Double = 1e-5
  ) {
    precondition(temperature > 0, "a temperature is positive")
    precondition(sharedPenalty > 0 && correctionPenalty > 0, "penalties are positive")
    self.temperature = temperature
    self.sharedPenalty = sharedPenalty
    self.correctionPenalty = correctionPenalty
    self.iterationLimit = iterationLimit
    self.tolerance = tolerance
  }

  /// How a refinement went.
  public struct Report: Sendable, Equatable, Codable {
    /// The penalised loss at the start and after each step; it never rises.
    public let losses: [Double]
    /// Whether it stopped because it had converged and not at the iteration limit.
    public let converged: Bool

    fileprivate init(_ minimum: LBFGS.Minimum) {
      (losses, converged) = (minimum.values, minimum.converged)
    }
  }

  /// Refines `start`.
  ///
  /// - Parameters:
  ///   - start: maps over the same design.
  ///   - design: the moments of the same rows.
  ///   - rows: the rows to learn from; their regions are those of the design.
  ///   - groups: the groups of these rows, each with a map of its own; nil for none.
  ///   - parallelism: how many threads; changes the time and never the result.
  ///   - passed: called after each pass over the rows, on this thread.
  /// - Throws: `RegressionError.factorization` when the features are not finite, `.unreadable`.
  /// - Complexity: O(steps · N · n · C) and O(n³ + k · d³).
  public func refine(
    _ start: CorrectedMaps, _ design: RegionalDesign, rows: DistillationRows,
    groups: DistillationGroups? = nil, parallelism: Parallelism, passed: (() -> Void)? = nil
  ) throws(RegressionError) -> (maps: CorrectedMaps, report: Report) {
    let coordinates = try rethrowing(
      DistillationCoordinates(design, outputCount: rows.outputCount, refinement: self),
      as: RegressionError.factorization)
    let origin = Array(design.mean.prefix(design.featureCount))
    let minimizer = LBFGS(iterationLimit: iterationLimit, tolerance: tolerance)
    if let groups {
      let grouped = try rethrowing(
        GroupedCoordinates(
          coordinates, groups: groups, rows: rows, design: design, temperature: temperature),
        as: RegressionError.factorization)
      let loss = DistillationLoss(
        rows: rows.inRegions(grouped.cellOfRow), origin: origin, temperature: temperature,
        regionCount: grouped.cellCount)
      let minimum = try rethrowing(
        minimizer.minimize(from: grouped.point(of: start)) { point throws(RowReadError) in
          defer { passed?() }
          return try grouped.penalized(at: point) { maps throws(RowReadError) in
            try loss.evaluate(maps, parallelism: parallelism)
          }
        }, as: RegressionError.unreadable)
      return (grouped.maps(at: minimum.point), Report(minimum))
    }
    let loss = DistillationLoss(
      rows: rows, origin: origin, temperature: temperature, regionCount: design.regionCount)
    let minimum = try rethrowing(
      minimizer.minimize(from: coordinates.point(of: start)) { point throws(RowReadError) in
        defer { passed?() }
        let coefficients = coordinates.coefficients(at: point)
        let value = try loss.evaluate(
          coordinates.regionMaps(coefficients), parallelism: parallelism)
        return coordinates.penalized(value, coefficients)
      }, as: RegressionError.unreadable)
    return (coordinates.maps(at: minimum.point), Report(minimum))
  }
}
