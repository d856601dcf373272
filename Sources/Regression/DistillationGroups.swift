package import LinearAlgebra
internal import Rows

/// The groups (patients, recordings) of the rows of a distillation. Each has a map A u + a of its own
/// beside the maps that all rows share, found together with them and thrown away; see
/// `GroupProducts`.
public struct DistillationGroups: Sendable {
  /// The group of each row in 0 ..< P; −1 for none.
  package let ofRow: [Int32]
  /// From an input to u, e × n.
  package let projection: AffineMap
  /// Of the weighted rows of each group, with [u, 1].
  let products: [RegionProducts]
  /// ν > 0, in the unit of the closed form.
  let penalty: Double

  /// - Parameters:
  ///   - ofRow: N values in 0 ..< P, or −1.
  ///   - projection: from an input to u, e × n.
  ///   - products: of the rows of each group, whose weights are a share of 1, with u in the place of z.
  ///   - penalty: ν > 0 of the groups' maps.
  public init(
    ofRow: [Int32], projection: AffineMap, products: [RegionProducts], penalty: Double
  ) {
    precondition(penalty > 0, "a penalty is positive")
    precondition(
      ofRow.allSatisfy { $0 >= -1 && Int($0) < products.count }, "a group for each row, or none")
    precondition(
      products.allSatisfy { $0.own.rowCount == projection.outputCount + 1 },
      "products with the components")
    self.ofRow = ofRow
    self.projection = projection
    self.products = products
    self.penalty = penalty
  }
}

/// Maps of regions and of groups as one convex problem: a row has the sum of the map of its region and
/// that of its group.
///
/// The pairs of a region and a group that occur are *cells*. The loss sees cells in the place of
/// regions. Groups are blocks of coordinates like those of `DistillationCoordinates`.
package struct GroupedCoordinates {
  private let shared: DistillationCoordinates
  private let sharedCount: Int
  private let regionCount: Int
  private let outputCount: Int
  /// From x − x̄ to u, e × n.
  private let projection: AffineMap
  private let factors: [CholeskyFactor]
  private let penalty: Double
  private let cells: [(region: Int, group: Int?)]
  /// The cell of each row.
  package let cellOfRow: [Int32]

  /// - Parameters:
  ///   - shared: the coordinates of the maps that all rows share.
  ///   - rows: with their regions.
  ///   - design: of the same rows.
  ///   - temperature: T of the distillation.
  package init(
    _ shared: DistillationCoordinates, groups: DistillationGroups, rows: DistillationRows,
    design: RegionalDesign, temperature: Double
  ) throws(LinearAlgebraError) {
    self.shared = shared
    outputCount = rows.outputCount
    sharedCount = outputCount * (design.columnCount + 1)
    regionCount = design.regionCount
    projection = groups.projection.recentred(at: Array(design.mean.prefix(design.featureCount)))
    // As strong beside the curvature of the loss as ν is beside the squared error.
    let curvature = 1 / (Double(outputCount) * temperature * temperature)
    penalty = groups.penalty * curvature / 2
    var factors: [CholeskyFactor] = []
    for products in groups.products {
      var block = SymmetricMatrix(order: products.own.rowCount)
      for row in 0..<block.order {
        for column in 0...row { block[row, column] = curvature * products.own[row, column] }
        block[row, row] += 2 * penalty
      }
      factors.append(try CholeskyFactor(block))
    }
    self.factors = factors
    (cells, cellOfRow) = Self.cells(rows.regions, groups.ofRow, regionCount: design.regionCount)
  }

  /// The pairs that occur, by group and then by region, and the pair of each row.
  private static func cells(
    _ regions: [Int32], _ groups: [Int32], regionCount: Int
  ) -> (cells: [(region: Int, group: Int?)], ofRow: [Int32]) {
    let pairs = zip(regions, groups).map { (Int($1) + 1) * regionCount + Int($0) }
    let present = Set(pairs).sorted()
    let places = Dictionary(uniqueKeysWithValues: zip(present, present.indices))
    return (
      present.map { pair in
        let group = pair / regionCount - 1
        return (pair % regionCount, group < 0 ? nil : group)
      }, pairs.map { Int32(places[$0, default: 0]) }
    )
  }

  package var cellCount: Int { cells.count }

  /// The coordinates of shared maps; those of groups begin at 0.
  package func point(of maps: CorrectedMaps) -> [Double] {
    let width = projection.outputCount + 1
    return shared.point(of: maps)
      + [Double](repeating: 0, count: factors.count * outputCount * width)
  }

  /// The shared maps at a point.
  package func maps(at point: [Double]) -> CorrectedMaps {
    shared.maps(at: Array(point.prefix(sharedCount)))
  }

  /// [A a] of each group at a point, C × (e + 1).
  private func groupMaps(at point: [Double]) -> [Matrix<Double>] {
    let size = outputCount * (projection.outputCount + 1)
    return factors.enumerated().map { group, factor in
      let start = sharedCount + group * size
      return factor.solveTransposed(
        Matrix(
          rowCount: outputCount, columnCount: projection.outputCount + 1,
          elements: Array(point[start..<start + size])))
    }
  }

  /// The penalised loss and its gradient at a point.
  ///
  /// - Parameter loss: the loss of the maps of all cells.
  package func penalized(
    at point: [Double], _ loss: ([AffineMap]) throws(RowReadError) -> DistillationLoss.Value
  ) throws(RowReadError) -> (value: Double, gradient: [Double]) {
    let coefficients = shared.coefficients(at: Array(point.prefix(sharedCount)))
    let regionMaps = shared.regionMaps(coefficients)
    let own = groupMaps(at: point)
    let ofInputs = own.map { map in
      projection.followed(
        by: AffineMap(
          weights: map.block(rows: 0..<outputCount, columns: 0..<projection.outputCount),
          offsets: (0..<outputCount).map { map[$0, projection.outputCount] }))
    }
    let value = try loss(
      cells.map { region, group in
        group.map { regionMaps[region].adding(ofInputs[$0]) } ?? regionMaps[region]
      })
    var (total, gradient) = shared.penalized(
      value.summed(over: cells.map(\.region), count: regionCount), coefficients)
    let grouped = value.summed(over: cells.map { $0.group ?? own.count }, count: own.count + 1)
    for group in own.indices {
      let slopes = grouped.gradients[group]
      // Of A: by u = W (x − x̄) + w.
      let inner = slopes.weights.multiplied(byTransposeOf: projection.weights)
      var block = own[group]
      total += penalty * block.elements.reduce(0) { $0 + $1 * $1 }
      for output in 0..<outputCount {
        let slope = slopes.offsets[output]
        for column in 0..<projection.outputCount {
          block[output, column] =
            2 * penalty * block[output, column] + inner[output, column]
            + slope * projection.offsets[column]
        }
        let last = projection.outputCount
        block[output, last] = 2 * penalty * block[output, last] + slope
      }
      gradient += factors[group].solveLower(block).elements
    }
    return (total, gradient)
  }
}

extension AffineMap {
  fileprivate func adding(_ other: AffineMap) -> AffineMap {
    var sum = self
    for index in sum.weights.elements.indices {
      sum.weights.elements[index] += other.weights.elements[index]
    }
    for index in sum.offsets.indices { sum.offsets[index] += other.offsets[index] }
    return sum
  }
}
