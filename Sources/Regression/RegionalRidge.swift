internal import LinearAlgebra

/// What the maps of the regions are shrunk towards.
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

  /// - Parameter moments: the moments of each region's rows, about one origin, k ≥ 1 of them.
  /// - Throws: `RegressionError.factorization` when LAPACK refuses a Gram matrix.
  /// - Complexity: O(k · (n³ + t · n²)).
  public init(_ moments: [Moments], shrinkage: Shrinkage) throws(RegressionError) {
    precondition(!moments.isEmpty, "there is at least one region")
    var regions: [RidgeSolver?] = []
    for region in moments {
      regions.append(region.sampleCount == 0 ? nil : try RidgeSolver(region))
    }
    let hasEmptyRegion = regions.contains { $0 == nil }
    let needsGlobal = moments.count > 1 && (shrinkage == .global || hasEmptyRegion)
    if needsGlobal {
      var total = moments[0]
      for region in moments.dropFirst() { total += region }
      global = try RidgeSolver(total)
    } else {
      global = nil
    }
    self.regions = regions
    self.shrinkage = shrinkage
  }

  /// The map of each region at one λ. A region without rows takes the map of all rows.
  ///
  /// - Parameter regularization: λ ≥ 0.
  /// - Throws: `RegressionError.singular`, see `RidgeSolver.fit`.
  /// - Complexity: O(k · t · n²).
  public func maps(regularization: Double) throws(RegressionError) -> [AffineMap] {
    let common = try global?.fit(regularization: regularization)
    let reference = shrinkage == .global ? common : nil
    var maps: [AffineMap] = []
    for region in regions {
      if let region {
        maps.append(try region.fit(regularization: regularization, towards: reference))
      } else if let common {
        maps.append(common)
      }
    }
    return maps
  }
}
