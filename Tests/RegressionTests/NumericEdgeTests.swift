import LinearAlgebra
import Regression
import TestSupport
import Testing

/// Ridge regression where the equations are singular or badly scaled, against elimination in double
/// precision.
@Suite("Ridge regression at the edges of numbers")
struct NumericEdgeTests {
  /// Rows that are hard in one way.
  enum Hardship: String, CaseIterable, CustomTestStringConvertible {
    case duplicatedRows, constantFeatures, repeatedFeatures, unequalScales, fewRows, oneRow
    case constantTargets, farFromZero, denormals

    var testDescription: String { rawValue }

    var problem: (inputs: Matrix<Double>, targets: Matrix<Double>) {
      let rowCount = self == .oneRow ? 1 : self == .fewRows ? 3 : 40
      var random = SeededGenerator(seed: 11, stream: 60)
      var inputs = random.matrix(rowCount, 6)
      var targets = random.matrix(rowCount, 2)
      for row in 0..<rowCount {
        switch self {
        case .duplicatedRows:
          for column in 0..<6 { inputs[row, column] = inputs[row % 4, column] }
        case .constantFeatures: (inputs[row, 0], inputs[row, 5]) = (7, -1e3)
        case .repeatedFeatures: inputs[row, 3] = inputs[row, 1]
        case .unequalScales:
          inputs[row, 0] *= 1e30
          inputs[row, 4] *= 1e-30
        case .constantTargets: (targets[row, 0], targets[row, 1]) = (2.5, 0)
        case .farFromZero: for column in 0..<6 { inputs[row, column] += 1e5 }
        case .denormals: inputs[row, 2] *= 5e-324
        case .fewRows, .oneRow: break
        }
      }
      return (inputs, targets)
    }
  }

  /// The predictions of ridge regression for its own rows, by elimination of the centred equations,
  /// which are scaled to ones on their diagonal.
  private func oracle(
    _ inputs: Matrix<Double>, _ targets: Matrix<Double>, _ lambda: Double
  ) -> Matrix<Double> {
    let (x, y) = (centred(inputs), centred(targets))
    let n = x.columnCount
    var system = x.transposed.multiplied(by: x)
    for index in 0..<n { system[index, index] += lambda }
    let scales = (0..<n).map { 1 / system[$0, $0].squareRoot() }
    var right = x.transposed.multiplied(by: y)
    for row in 0..<n {
      for column in 0..<n { system[row, column] *= scales[row] * scales[column] }
      for target in 0..<y.columnCount { right[row, target] *= scales[row] }
    }
    for pivot in 0..<n {
      for row in 0..<n where row != pivot {
        let factor = system[row, pivot] / system[pivot, pivot]
        for column in 0..<n { system[row, column] -= factor * system[pivot, column] }
        for target in 0..<y.columnCount { right[row, target] -= factor * right[pivot, target] }
      }
    }
    for row in 0..<n {
      for target in 0..<y.columnCount {
        right[row, target] *= scales[row] / system[row, row]
      }
    }
    var result = x.multiplied(by: right)
    for row in 0..<result.rowCount {
      for target in 0..<y.columnCount {
        result[row, target] += targets[row, target] - y[row, target]
      }
    }
    return result
  }

  @Test(
    "predictions are those of elimination",
    arguments: Hardship.allCases, [1e-3, 1, 1e3, 1e12])
  func predictions(hardship: Hardship, lambda: Double) throws {
    let (inputs, targets) = hardship.problem
    let solver = try RidgeSolver(Moments(inputs: inputs, targets: targets))
    let map = try solver.fit(lambda: lambda)
    #expect((map.weights.elements + map.offsets).allSatisfy { $0.isFinite })
    let found = map.predict(inputs)
    let expected = oracle(inputs, targets, lambda)
    let difference = zip(found.elements, expected.elements).reduce(0) {
      max($0, ($1.0 - $1.1).magnitude)
    }
    // Targets are near 1; far from zero, offsets of 1e5 take five digits.
    #expect(difference < 1e-6, "\(difference)")
  }

  @Test("without regularisation, singular equations are an error with their rank")
  func singular() throws {
    let ranks: [(Hardship, Int)] = [
      (.duplicatedRows, 3), (.constantFeatures, 4), (.repeatedFeatures, 5), (.fewRows, 2),
      (.oneRow, 0), (.unequalScales, 1), (.denormals, 5),
    ]
    for (hardship, rank) in ranks {
      let (inputs, targets) = hardship.problem
      let solver = try RidgeSolver(Moments(inputs: inputs, targets: targets))
      #expect(
        throws: RegressionError.singular(
          rank: rank, featureCount: 6, sampleCount: inputs.rowCount), "\(hardship)"
      ) { try solver.fit(lambda: 0) }
    }
  }

  @Test("a huge λ leaves the mean, and the largest number as λ does not overflow")
  func hugeLambda() throws {
    let (inputs, targets) = Hardship.fewRows.problem
    let solver = try RidgeSolver(Moments(inputs: inputs, targets: targets))
    for lambda in [1e12, 1e100, Double.greatestFiniteMagnitude / 4] {
      let found = try solver.fit(lambda: lambda).predict(inputs)
      for target in 0..<2 {
        let mean = (0..<3).reduce(0) { $0 + targets[$1, target] } / 3
        for row in 0..<3 { #expect((found[row, target] - mean).magnitude < 1e-10) }
      }
    }
  }

  @Test("moments that overflow are an error, and no map of NaN")
  func overflow() throws {
    var (inputs, targets) = Hardship.fewRows.problem
    for index in inputs.elements.indices { inputs.elements[index] *= 1e200 }
    #expect(throws: RegressionError.factorization(.invalidValue(operation: "dsyevd"))) {
      try RidgeSolver(Moments(inputs: inputs, targets: targets))
    }
    (inputs, targets) = Hardship.fewRows.problem
    #expect(throws: Never.self) { try RidgeSolver(Moments(inputs: inputs, targets: targets)) }
  }
}
