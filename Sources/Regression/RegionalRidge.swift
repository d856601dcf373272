public import Rows

/// The map that the maps of the regions are shrunk towards.
public enum Shrinkage: String, Sendable, CaseIterable, Codable {
  /// The ridge map of all rows together, at the same λ.
  case global
  /// Zero: the published form.
  case zero
}

/// One ridge regression per region, for every regularisation from one factorisation each.
public struct RegionalRidge: Sendable {
  private let regions: [RidgeSolver?]
  private let global: RidgeSolver?
  private let shrinkage: Shrinkage

  /// - Parameters:
  ///   - moments: the moments of each region's rows, about one origin, k ≥ 1 of them.
  ///   - global: the solver for all rows together, when it is known already.
  ///   - shrinkage: the map that the regions are shrunk towards.
  ///   - parallelism: how many threads; changes the time and never the result.
  /// - Throws: `RegressionError.factorization` when LAPACK refuses a Gram matrix.
  /// - Complexity: O(k · (n³ + t · n²)).
  public init(
    _ moments: [Moments], global: RidgeSolver? = nil, shrinkage: Shrinkage,
    parallelism: Parallelism
  ) throws(RegressionError) {
    precondition(!moments.isEmpty, "there is at least one region")
    let hasEmptyRegion = moments.contains { $0.sampleCount == 0 }
    let needsGlobal = moments.count > 1 && (shrinkage == .global || hasEmptyRegion)
    let all =
      needsGlobal && global == nil
      ? [moments.dropFirst().reduce(into: moments[0]) { $0 += $1 }] : []
    let problems = (moments + all).map { $0.sampleCount == 0 ? nil : Optional($0) }
    let solvers = try parallelism.map(problems.count) { index throws(RegressionError) in
      try problems[index].map { problem throws(RegressionError) in try RidgeSolver(problem) }
    }
    regions = Array(solvers.prefix(moments.count))
    self.global = needsGlobal ? global ?? solvers.last ?? nil : nil
    self.shrinkage = shrinkage
  }

  /// The map of each region at one λ. A region without rows takes the map of all rows.
  ///
  /// - Parameter lambda: λ ≥ 0.
  /// - Throws: `RegressionError.singular`, see `RidgeSolver.fit`.
  /// - Complexity: O(k · t · n²).
  public func maps(lambda: Double) throws(RegressionError) -> [AffineMap] {
    let common = try global?.fit(lambda: lambda)
    let reference = shrinkage == .global ? common : nil
    var maps: [AffineMap] = []
    for region in regions {
      if let region {
        maps.append(try region.fit(lambda: lambda, towards: reference))
      } else if let common {
        maps.append(common)
      }
    }
    return maps
  }
}
