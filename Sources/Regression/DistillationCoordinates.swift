package import LinearAlgebra

/// The coefficients of a design, and the coordinates in which they are minimised.
package struct DistillationCoordinates {
  private let design: RegionalDesign
  private let outputCount: Int
  private let penalties: [Double]
  /// The blocks of columns: the shared map's, then each region's.
  private let factors: [(columns: Range<Int>, factor: CholeskyFactor)]
  /// √(1/(C T²)): the scale of the constant.
  private let constantScale: Double

  package init(
    _ design: RegionalDesign, outputCount: Int, refinement: CrossEntropyRefinement
  ) throws(LinearAlgebraError) {
    self.design = design
    self.outputCount = outputCount
    penalties = design.penalties(
      shared: refinement.sharedPenalty, corrections: refinement.correctionPenalty)
    let curvature = 1 / (Double(outputCount) * refinement.temperature * refinement.temperature)
    constantScale = curvature.squareRoot()
    let (n, d) = (design.featureCount, design.componentCount)
    var factors: [(columns: Range<Int>, factor: CholeskyFactor)] = []
    if design.hasSharedMap {
      let moments = design.total.own.block(rows: 0..<n, columns: 0..<n)
      factors.append(
        (0..<n, try Self.factor(moments, curvature: curvature, penalties: penalties[0..<n])))
    }
    for region in 0..<design.regionCount {
      let start = design.sharedCount + region * (d + 1)
      let columns = start..<start + d + 1
      factors.append(
        (
          columns,
          try Self.factor(
            design.regions[region].own, curvature: curvature, penalties: penalties[columns])
        ))
    }
    self.factors = factors
  }

  private static func factor(
    _ moments: Matrix<Double>, curvature: Double, penalties: ArraySlice<Double>
  ) throws(LinearAlgebraError) -> CholeskyFactor {
    var block = SymmetricMatrix(order: moments.rowCount)
    for row in 0..<moments.rowCount {
      for column in 0...row { block[row, column] = curvature * moments[row, column] }
    }
    for (index, penalty) in penalties.enumerated() { block[index, index] += 2 * penalty }
    return try CholeskyFactor(block)
  }

  /// The coefficients of a point: C × columns, and a constant for each output.
  package struct Coefficients {
    var columns: Matrix<Double>
    var constants: [Double]
  }

  /// θ = M⁻ᵀ φ, block by block.
  package func coefficients(at point: [Double]) -> Coefficients {
    let raw = Matrix(
      rowCount: outputCount, columnCount: design.columnCount,
      elements: Array(point.dropLast(outputCount)))
    return Coefficients(
      columns: transformed(raw) { $0.solveTransposed($1) },
      constants: point.suffix(outputCount).map { $0 / constantScale })
  }

  /// φ = Mᵀ θ of some maps over this design.
  package func point(of maps: CorrectedMaps) -> [Double] {
    let (d, mean) = (design.componentCount, design.mean)
    var columns = Matrix<Double>(rowCount: outputCount, columnCount: design.columnCount)
    var constants = maps.shared.offsets
    for output in 0..<outputCount {
      for column in 0..<design.featureCount {
        constants[output] += maps.shared.weights[output, column] * mean[column]
        if design.hasSharedMap { columns[output, column] = maps.shared.weights[output, column] }
      }
      for region in 0..<design.regionCount {
        let start = design.sharedCount + region * (d + 1)
        for column in 0..<d {
          columns[output, start + column] = maps.corrections[region].weights[output, column]
        }
        columns[output, start + d] = maps.corrections[region].offsets[output]
      }
    }
    return transformed(columns) { $0.multiplyTransposed($1) }.elements
      + constants.map { $0 * constantScale }
  }

  private func transformed(
    _ matrix: Matrix<Double>, _ change: (CholeskyFactor, Matrix<Double>) -> Matrix<Double>
  ) -> Matrix<Double> {
    var result = matrix
    for (columns, factor) in factors {
      let block = change(factor, matrix.block(rows: 0..<matrix.rowCount, columns: columns))
      for row in 0..<matrix.rowCount {
        for (index, column) in columns.enumerated() { result[row, column] = block[row, index] }
      }
    }
    return result
  }

  /// The map of x − x̄ of each region.
  package func regionMaps(_ coefficients: Coefficients) -> [AffineMap] {
    let (n, d) = (design.featureCount, design.componentCount)
    return (0..<design.regionCount).map { region in
      let start = design.sharedCount + region * (d + 1)
      // V_j and e_j applied to [z, 1] as functions of [x − x̄, 1].
      let own = design.ofInputs(
        coefficients.columns.block(rows: 0..<outputCount, columns: start..<start + d + 1))
      var map = AffineMap(
        weights: own.block(rows: 0..<outputCount, columns: 0..<n),
        offsets: (0..<outputCount).map { coefficients.constants[$0] + own[$0, n] })
      if design.hasSharedMap {
        for output in 0..<outputCount {
          for column in 0..<n {
            map.weights[output, column] += coefficients.columns[output, column]
          }
        }
      }
      return map
    }
  }

  /// The penalised loss, and its gradient at the point behind `coefficients`.
  package func penalized(
    _ value: DistillationLoss.Value, _ coefficients: Coefficients
  ) -> (value: Double, gradient: [Double]) {
    let (n, d) = (design.featureCount, design.componentCount)
    var gradient = Matrix<Double>(rowCount: outputCount, columnCount: design.columnCount)
    var constants = [Double](repeating: 0, count: outputCount)
    for (region, own) in value.gradients.enumerated() {
      var joined = Matrix<Double>(rowCount: outputCount, columnCount: n + 1)
      for output in 0..<outputCount {
        for column in 0..<n {
          joined[output, column] = own.weights[output, column]
          if design.hasSharedMap { gradient[output, column] += own.weights[output, column] }
        }
        joined[output, n] = own.offsets[output]
        constants[output] += own.offsets[output]
      }
      let block = design.ofComponents(joined)
      let start = design.sharedCount + region * (d + 1)
      for output in 0..<outputCount {
        for column in 0...d { gradient[output, start + column] = block[output, column] }
      }
    }
    var total = value.loss
    for output in 0..<outputCount {
      for column in 0..<design.columnCount {
        let coefficient = coefficients.columns[output, column]
        total += penalties[column] * coefficient * coefficient
        gradient[output, column] += 2 * penalties[column] * coefficient
      }
    }
    return (
      total,
      transformed(gradient) { $0.solveLower($1) }.elements
        + constants.map { $0 / constantScale }
    )
  }

  /// The maps at a point, their corrections centred.
  package func maps(at point: [Double]) -> CorrectedMaps {
    let coefficients = coefficients(at: point)
    let means = design.correctionMeans
    // At the mean of all columns the mean of the corrections is added to the constant.
    var constants = coefficients.constants
    for output in 0..<outputCount {
      for (column, mean) in means.enumerated() {
        constants[output] += coefficients.columns[output, design.sharedCount + column] * mean
      }
    }
    return design.maps(coefficients.columns, constants: constants, means: means)
  }
}
