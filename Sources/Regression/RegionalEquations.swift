internal import LinearAlgebra

/// The normal equations of a shared map with regional corrections, over the columns [x − x̄, and for
/// each region j: 1_j z, 1_j; 1].
///
/// They are sums over rows. So the equations of some rows are those of all rows less those of the
/// others, and a fold that leaves rows out reads no row again.
public struct RegionalEquations: Sendable {
  /// Of order Q + 1; the constant is the last column.
  private(set) var gram: SymmetricMatrix
  /// Of y − ȳ with the columns, t × (Q + 1).
  private(set) var cross: Matrix<Double>

  /// - Parameters:
  ///   - total: the products of the rows with z = x − x̄.
  ///   - regions: their products in each region.
  ///   - hasSharedMap: whether there is a map of x beside the corrections.
  /// - Complexity: O((n + k d)²).
  public init(total: RegionProducts, regions: [RegionProducts], hasSharedMap: Bool) {
    precondition(!regions.isEmpty, "there is at least one region")
    let n = total.own.rowCount - 1
    let shared = hasSharedMap ? n : 0
    let width = regions[0].own.rowCount
    let last = shared + regions.count * width
    let t = total.targets.rowCount
    gram = SymmetricMatrix(order: last + 1)
    cross = Matrix(rowCount: t, columnCount: last + 1)
    for row in 0..<shared {
      for column in 0...row { gram[row, column] = total.own[row, column] }
      gram[last, row] = total.own[n, row]
      for target in 0..<t { cross[target, row] = total.targets[target, row] }
    }
    for (region, products) in regions.enumerated() {
      let start = shared + region * width
      for row in 0..<width {
        for column in 0...row { gram[start + row, start + column] = products.own[row, column] }
        for column in 0..<shared { gram[start + row, column] = products.inputs[row, column] }
        gram[last, start + row] = products.own[width - 1, row]
        for target in 0..<t { cross[target, start + row] = products.targets[target, row] }
      }
    }
    gram[last, last] = total.own[n, n]
    for target in 0..<t { cross[target, last] = total.targets[target, n] }
  }

  /// What the maps of a group explain of these equations, to be subtracted from them: the Schur
  /// complement of its block.
  ///
  /// - Parameters:
  ///   - group: the products of its rows.
  ///   - penalty: ν > 0 of its map.
  /// - Throws: `RegressionError.factorization` when its inputs are not finite.
  /// - Complexity: O(e³ + (n + k d)² · e) for e components.
  public init(complementOf group: GroupProducts, penalty: Double) throws(RegressionError) {
    precondition(penalty > 0, "a penalty is positive")
    let width = group.own.rowCount
    var block = SymmetricMatrix(order: width)
    for row in 0..<width {
      for column in 0...row { block[row, column] = group.own[row, column] }
      block[row, row] += penalty
    }
    let factor = try rethrowing(CholeskyFactor(block), as: RegressionError.factorization)
    let columns = factor.solveLower(group.columns.transposed)
    cross = factor.solveLower(group.targets).multiplied(byTransposeOf: columns)
    let products = columns.multiplied(byTransposeOf: columns)
    gram = SymmetricMatrix(order: products.rowCount)
    for row in 0..<products.rowCount {
      for column in 0...row { gram[row, column] = products[row, column] }
    }
  }

  /// Adds the equations of other rows.
  public static func += (left: inout RegionalEquations, right: RegionalEquations) {
    left.gram += right.gram
    for index in left.cross.elements.indices {
      left.cross.elements[index] += right.cross.elements[index]
    }
  }

  /// Subtracts the equations of some of the rows.
  public static func -= (left: inout RegionalEquations, right: RegionalEquations) {
    left.gram -= right.gram
    for index in left.cross.elements.indices {
      left.cross.elements[index] -= right.cross.elements[index]
    }
  }

  /// The weighted mean of the columns from `start` on, without the constant.
  func means(from start: Int) -> [Double] {
    let last = gram.order - 1
    let weight = max(gram[last, last], .leastNormalMagnitude)
    return (start..<last).map { gram[last, $0] / weight }
  }

  /// The coefficients of least penalised error, t × (Q + 1).
  ///
  /// - Parameter penalties: of the columns without the constant, Q values.
  func solve(penalties: [Double]) throws(RegressionError) -> Matrix<Double> {
    precondition(penalties.count == gram.order - 1, "a penalty for each column")
    var system = gram
    for (index, penalty) in penalties.enumerated() { system[index, index] += penalty }
    return try rethrowing(
      CholeskyFactor(system).solve(cross), as: RegressionError.factorization)
  }
}

/// The products of one group's rows that its nuisance map takes part in: y = A u + a for e components
/// u of the inputs, which this group's rows have beside the maps that all rows share.
///
/// A patient's own differences no longer bend the shared maps. The group's map is thrown away. It is
/// the random-effects model of statistics as a regulariser (Laird and Ware 1982, Biometrics 38(4)).
public struct GroupProducts: Sendable {
  /// With [u, 1], (e + 1)².
  let own: Matrix<Double>
  /// With the columns of `RegionalEquations`, (e + 1) × (Q + 1).
  let columns: Matrix<Double>
  /// Of y − ȳ, t × (e + 1).
  let targets: Matrix<Double>

  /// - Parameters:
  ///   - regions: the products of the group's rows in each region, with u in the place of z.
  ///   - hasSharedMap: whether there is a map of x beside the corrections.
  ///   - correctsInputs: whether the corrections are maps of x − x̄; otherwise they are maps of u.
  /// - Complexity: O(k · (n + e) · e).
  public init(_ regions: [RegionProducts], hasSharedMap: Bool, correctsInputs: Bool) {
    precondition(!regions.isEmpty, "there is at least one region")
    let width = regions[0].own.rowCount
    let n = regions[0].inputs.columnCount - 1
    let shared = hasSharedMap ? n : 0
    let step = correctsInputs ? n + 1 : width
    let last = shared + regions.count * step
    var own = Matrix<Double>(rowCount: width, columnCount: width)
    var columns = Matrix<Double>(rowCount: width, columnCount: last + 1)
    var targets = Matrix<Double>(
      rowCount: regions[0].targets.rowCount, columnCount: width)
    for (region, products) in regions.enumerated() {
      let corrections = correctsInputs ? products.inputs : products.own
      let start = shared + region * step
      for row in 0..<width {
        for column in 0..<width { own[row, column] += products.own[row, column] }
        for column in 0..<shared { columns[row, column] += products.inputs[row, column] }
        for column in 0..<step { columns[row, start + column] = corrections[row, column] }
        columns[row, last] += products.own[row, width - 1]
      }
      for index in targets.elements.indices {
        targets.elements[index] += products.targets.elements[index]
      }
    }
    self.own = own
    self.columns = columns
    self.targets = targets
  }
}
