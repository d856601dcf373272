public import LinearAlgebra

/// Fits a shared map with regional corrections by distillation: the convex minimum of
/// Σ w CE(softmax(L/T), softmax(f(x)/T)) + λ₀ s ‖B₀‖² + λ₁ Σ_j (s_z ‖V_j‖² + ‖e_j‖²), with Σ w = 1
/// and the scales of `CorrectedRidge`.
///
/// Minimised by L-BFGS in coordinates in which the Hessian is near the identity: each block of
/// columns is multiplied by a Cholesky factor M of S/(C T²) + 2λ, with S its weighted second
/// moments.
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
  }

  /// Refines `start`.
  ///
  /// - Parameters:
  ///   - start: maps over the same design.
  ///   - design: the moments of the same rows.
  ///   - rows: what to learn from; their regions are those of the design.
  /// - Throws: `RegressionError.factorization` when the features are not finite, `.unreadable`.
  /// - Complexity: O(steps · N · n · C) and O(n³ + k · d³).
  public func refine(
    _ start: CorrectedMaps, _ design: RegionalDesign, rows: DistillationRows,
    parallelism: Parallelism = Parallelism()
  ) throws(RegressionError) -> (maps: CorrectedMaps, report: Report) {
    let coordinates: DistillationCoordinates
    do throws(LinearAlgebraError) {
      coordinates = try DistillationCoordinates(
        design, outputCount: rows.outputCount, refinement: self)
    } catch {
      throw .factorization(error)
    }
    let loss = DistillationLoss(
      rows: rows, origin: Array(design.mean.prefix(design.featureCount)),
      temperature: temperature, regionCount: design.regionCount)
    do throws(RowReadError) {
      let minimum = try LBFGS(iterationLimit: iterationLimit, tolerance: tolerance)
        .minimize(from: coordinates.point(of: start)) { point throws(RowReadError) in
          let coefficients = coordinates.coefficients(at: point)
          let value = try loss.evaluate(
            coordinates.regionMaps(coefficients), parallelism: parallelism)
          return coordinates.penalized(value, coefficients)
        }
      return (
        coordinates.maps(at: minimum.point),
        Report(losses: minimum.values, converged: minimum.converged)
      )
    } catch {
      throw .unreadable(error)
    }
  }
}

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
      var moments = Matrix<Double>(rowCount: n, columnCount: n)
      for region in design.regions {
        for row in 0..<n {
          for column in 0..<n { moments[row, column] += region[row, column] }
        }
      }
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
            design.block(of: region).own, curvature: curvature, penalties: penalties[columns])
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

  /// What a point stands for: C × columns, and a constant for each output.
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
      let own = coefficients.columns
        .block(rows: 0..<outputCount, columns: start..<start + d + 1)
        .multiplied(by: design.extended)
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
      let block = joined.multiplied(byTransposeOf: design.extended)
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
    // At the mean of all columns the constant is what the mean of the corrections adds to it.
    var constants = coefficients.constants
    for output in 0..<outputCount {
      for (column, mean) in means.enumerated() {
        constants[output] += coefficients.columns[output, design.sharedCount + column] * mean
      }
    }
    return design.maps(coefficients.columns, constants: constants, means: means)
  }
}
