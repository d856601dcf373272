internal import Rows

/// y = B₀x + b₀ + V_j z + e_j with z = projection(x): one map of all rows, and a correction for
/// each region.
public struct CorrectedMaps: Sendable, Equatable {
  /// z as a function of x, d × n.
  public var projection: AffineMap
  /// B₀ and b₀, t × n; zero weights where there is no shared map.
  public var shared: AffineMap
  /// V_j and e_j for each of k regions, t × d. Their weighted mean over the training rows is 0.
  public var corrections: [AffineMap]

  /// Maps that chain.
  ///
  /// - Precondition: k ≥ 1 corrections, all t × d; `projection` is d × n and `shared` is t × n.
  public init(projection: AffineMap, shared: AffineMap, corrections: [AffineMap]) {
    precondition(!corrections.isEmpty, "there is at least one region")
    precondition(
      corrections.allSatisfy {
        $0.featureCount == projection.outputCount && $0.outputCount == shared.outputCount
      } && shared.featureCount == projection.featureCount, "maps that do not chain")
    self.projection = projection
    self.shared = shared
    self.corrections = corrections
  }

  /// The same maps with corrections of `factor` times the size.
  public func scalingCorrections(by factor: Double) -> CorrectedMaps {
    var result = self
    result.corrections = corrections.map { map in
      AffineMap(
        weights: Matrix(
          rowCount: map.outputCount, columnCount: map.featureCount,
          elements: map.weights.elements.map { $0 * factor }),
        offsets: map.offsets.map { $0 * factor })
    }
    return result
  }

  /// For each region, the one map of x that shared map and correction are together, t × n.
  ///
  /// - Complexity: O(k · t · d · n).
  public var regionMaps: [AffineMap] {
    corrections.map { correction in
      var map = projection.followed(by: correction)
      for index in map.weights.elements.indices {
        map.weights.elements[index] += shared.weights.elements[index]
      }
      for index in map.offsets.indices { map.offsets[index] += shared.offsets[index] }
      return map
    }
  }

  /// The corrections with the shared offset added: the maps of z where there is no shared map.
  public var offsetCorrections: [AffineMap] {
    corrections.map { correction in
      AffineMap(
        weights: correction.weights,
        offsets: zip(correction.offsets, shared.offsets).map { $0 + $1 })
    }
  }
}
