import LinearAlgebra
import Regression
import TestSupport
import Testing

/// Rows with a nearly linear relation, away from the origin.
struct Problem {
  let inputs: Matrix<Double>
  let targets: Matrix<Double>

  init(rows: Int, features: Int, targets: Int, seed: UInt64, mean: Double = 3) {
    var random = SeededGenerator(seed: seed, stream: 21)
    inputs = random.matrix(rows, features, mean: mean)
    var values = inputs.multiplied(byTransposeOf: random.matrix(targets, features))
    for index in values.elements.indices { values.elements[index] += 0.3 * random.normal() }
    self.targets = values
  }

  var moments: Moments { Moments(inputs: inputs, targets: targets) }
}

/// The rows less their mean.
func centred(_ matrix: Matrix<Double>) -> Matrix<Double> {
  var result = matrix
  for column in 0..<matrix.columnCount {
    let mean =
      (0..<matrix.rowCount).reduce(0) { $0 + matrix[$1, column] } / Double(matrix.rowCount)
    for row in 0..<matrix.rowCount { result[row, column] -= mean }
  }
  return result
}

@Suite struct RidgeSolverTests {
  private func zeroOffsets(_ weights: Matrix<Double>) -> AffineMap {
    AffineMap(weights: weights, offsets: Array(repeating: 0, count: weights.rowCount))
  }

  @Test(
    "the gradient vanishes: B(XᵀX + λ) − YᵀX − λ B_ref = 0",
    arguments: [0.01, 1, 1_000], [true, false])
  func gradient(lambda: Double, hasReference: Bool) throws {
    for seed in 0..<6 {
      // More rows than features, and fewer.
      let problem = Problem(
        rows: seed % 2 == 0 ? 60 : 9, features: 14, targets: 3, seed: UInt64(seed))
      var random = SeededGenerator(seed: UInt64(seed), stream: 22)
      let reference = hasReference ? zeroOffsets(random.matrix(3, 14)) : nil
      let map = try RidgeSolver(problem.moments).fit(lambda: lambda, towards: reference)
      let (x, y) = (centred(problem.inputs), centred(problem.targets))
      let gram = x.transposed.multiplied(by: x)
      let cross = y.transposed.multiplied(by: x)
      let product = map.weights.multiplied(by: gram)
      let scale = cross.elements.reduce(0) { max($0, abs($1)) }
      var steepest = 0.0
      for target in 0..<3 {
        for feature in 0..<14 {
          let pull = lambda * (reference?.weights[target, feature] ?? 0)
          let gradient =
            product[target, feature] + lambda * map.weights[target, feature]
            - cross[target, feature] - pull
          steepest = max(steepest, abs(gradient))
        }
      }
      #expect(steepest < 1e-11 * max(scale, lambda))
    }
  }

  @Test("the mean of the residuals vanishes: the intercept is not penalised")
  func intercept() throws {
    let problem = Problem(rows: 40, features: 6, targets: 2, seed: 1)
    let map = try RidgeSolver(problem.moments).fit(lambda: 1e4)
    let predictions = map.predict(problem.inputs)
    for target in 0..<2 {
      let sum = (0..<40).reduce(0) {
        $0 + predictions[$1, target] - problem.targets[$1, target]
      }
      #expect(abs(sum) < 1e-10)
    }
  }

  @Test("λ = 0 is least squares: residuals are orthogonal to the features")
  func leastSquares() throws {
    let problem = Problem(rows: 50, features: 8, targets: 2, seed: 2)
    let solver = try RidgeSolver(problem.moments)
    #expect(solver.rank == 8)
    var residuals = try solver.fit(lambda: 0).predict(problem.inputs)
    for index in residuals.elements.indices {
      residuals.elements[index] -= problem.targets.elements[index]
    }
    let products = residuals.transposed.multiplied(by: problem.inputs)
    #expect(products.elements.allSatisfy { abs($0) < 1e-10 })
  }

  @Test("λ = 0 fits an exactly linear relation exactly, and pays no heed to the reference")
  func exactFit() throws {
    var random = SeededGenerator(seed: 3)
    let inputs = random.matrix(30, 5)
    let truth = AffineMap(weights: random.matrix(2, 5), offsets: [7, -2])
    let solver = try RidgeSolver(Moments(inputs: inputs, targets: truth.predict(inputs)))
    for reference in [nil, zeroOffsets(random.matrix(2, 5))] {
      let map = try solver.fit(lambda: 0, towards: reference)
      #expect(relativeDifference(map.weights, truth.weights) < 1e-12)
      #expect(areClose(map.offsets, truth.offsets, 1e-12))
    }
  }

  @Test("λ = 0 with dependent features is a typed error that tells the rank")
  func singular() throws {
    // n rows have rank n − 1 at most, because the mean is taken out of them.
    let few = Problem(rows: 5, features: 5, targets: 1, seed: 4)
    #expect(throws: RegressionError.singular(rank: 4, featureCount: 5, sampleCount: 5)) {
      _ = try RidgeSolver(few.moments).fit(lambda: 0)
    }
    var repeated = Problem(rows: 40, features: 4, targets: 1, seed: 5).inputs
    for row in 0..<40 { repeated[row, 3] = 2 * repeated[row, 0] - repeated[row, 1] }
    let moments = Moments(inputs: repeated, targets: Matrix(rowCount: 40, columnCount: 1))
    #expect(throws: RegressionError.singular(rank: 3, featureCount: 4, sampleCount: 40)) {
      _ = try RidgeSolver(moments).fit(lambda: 0)
    }
    #expect(
      "\(RegressionError.singular(rank: 3, featureCount: 4, sampleCount: 40))"
        .contains("40 rows of 4 features have rank 3"))
  }

  @Test("a huge λ gives the reference, or zero weights and the mean", arguments: [1e15, 1e300])
  func hugeLambda(lambda: Double) throws {
    let problem = Problem(rows: 30, features: 6, targets: 2, seed: 6)
    let solver = try RidgeSolver(problem.moments)
    var random = SeededGenerator(seed: 7)
    let reference = zeroOffsets(random.matrix(2, 6, deviation: 1e9))
    let pulled = try solver.fit(lambda: lambda, towards: reference)
    #expect(relativeDifference(pulled.weights, reference.weights) < 1e-12)
    let constant = try solver.fit(lambda: lambda)
    #expect(constant.weights.elements.allSatisfy { abs($0) < 1e-10 })
    #expect(areClose(constant.offsets, problem.moments.targetMean, 1e-9))
  }

  @Test("one row, equal rows and no rows shrink all the way: the reference through their mean")
  func degenerate() throws {
    var random = SeededGenerator(seed: 8)
    let reference = zeroOffsets(random.matrix(2, 3))
    for rows in [0, 1, 4] {
      let moments = Moments(
        inputs: Matrix(rowCount: rows, columnCount: 3, repeating: 0.3),
        targets: Matrix(rowCount: rows, columnCount: 2, repeating: 5))
      let solver = try RidgeSolver(moments)
      #expect(solver.rank == 0)
      let map = try solver.fit(lambda: 0.01, towards: reference)
      #expect(relativeDifference(map.weights, reference.weights) < 1e-12)
      if rows > 0 {
        let prediction = map.predict(Matrix(rows: [[0.3, 0.3, 0.3]]))
        #expect(areClose(prediction.elements, [5, 5], 1e-12))
      }
    }
  }

  @Test("inputs whose squares overflow are a typed error")
  func overflow() {
    let moments = Moments(
      inputs: Matrix(rows: [[1e200, 1], [-1e200, 2]]), targets: Matrix(rows: [[1], [2]]))
    #expect(throws: RegressionError.factorization(.invalidValue(operation: "dsyevd"))) {
      _ = try RidgeSolver(moments)
    }
    let error = LinearAlgebraError.invalidValue(operation: "dsyevd")
    #expect("\(RegressionError.factorization(error))" == error.description)
  }
}
