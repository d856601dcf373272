import Regression
import Rows
import TestSupport
import Testing

/// ridge.json.
private struct RidgeFixture: Decodable {
  let problems: [RidgeProblem]
}

/// One problem of ridge.json.
struct RidgeProblem: Decodable, Sendable, CustomTestStringConvertible {
  struct Fit: Decodable, Sendable {
    let lambda: Double
    let coefficients: [[Double]]
    let intercept: [Double]
    let predictions: [[Double]]
  }

  let name: String
  let inputs: [[Double]]
  let targets: [[Double]]
  let newInputs: [[Double]]
  let fits: [Fit]

  enum CodingKeys: String, CodingKey {
    case name, fits
    case inputs = "x"
    case targets = "y"
    case newInputs = "x_new"
  }

  var testDescription: String { name }

  /// Features whose scales differ by 10⁶ make XᵀX lose six more digits than X: an
  /// eigendecomposition of XᵀX, in NumPy too, differs from scikit-learn's SVD of X by up to 1e-9.
  var tolerance: Double { name == "badly scaled features" ? 1e-8 : 1e-9 }

  static func all() throws -> [RidgeProblem] {
    try scikitLearnFixture("ridge.json", as: RidgeFixture.self).problems
  }
}

@Suite struct RidgeFixtureTests {
  @Test("weights, intercepts and predictions are scikit-learn's", arguments: try RidgeProblem.all())
  func scikitLearn(problem: RidgeProblem) throws {
    let solver = try RidgeSolver(
      Moments(inputs: Matrix(rows: problem.inputs), targets: Matrix(rows: problem.targets)))
    for fit in problem.fits {
      let map = try solver.fit(lambda: fit.lambda)
      for (output, coefficients) in fit.coefficients.enumerated() {
        #expect(areClose(Array(map.weights[row: output]), coefficients, problem.tolerance))
        #expect(isClose(map.offsets[output], fit.intercept[output], problem.tolerance))
      }
      let predictions = map.predict(Matrix(rows: problem.newInputs))
      #expect(relativeDifference(predictions, Matrix(rows: fit.predictions)) < problem.tolerance)
    }
  }
}

/// ridge_cv.json.
private struct CrossValidationFixture: Decodable {
  struct Result: Decodable {
    let lambda: Double
    let foldErrors: [Double]

    enum CodingKeys: String, CodingKey {
      case lambda
      case foldErrors = "fold_errors"
    }
  }

  let x: [[Double]]
  let y: [[Double]]
  let foldCount: Int
  let results: [Result]

  enum CodingKeys: String, CodingKey {
    case x, y, results
    case foldCount = "fold_count"
  }
}

@Suite struct CrossValidationFixtureTests {
  @Test("fold errors from sums of moments are those of scikit-learn's folds of rows")
  func foldErrors() throws {
    let fixture = try scikitLearnFixture("ridge_cv.json", as: CrossValidationFixture.self)
    let (inputs, targets) = (Matrix(rows: fixture.x), Matrix(rows: fixture.y))
    var start = 0
    for fold in 0..<fixture.foldCount {
      let size = inputs.rowCount / 5 + (fold < inputs.rowCount % 5 ? 1 : 0)
      let held = Array(start..<start + size)
      let kept = (0..<inputs.rowCount).filter { !held.contains($0) }
      start += size
      let training = Moments(
        inputs: inputs.gathering(rows: kept), targets: targets.gathering(rows: kept))
      let validation = Moments(
        inputs: inputs.gathering(rows: held), targets: targets.gathering(rows: held)
      ).squaredErrorEvaluator()
      let solver = try RidgeSolver(training)
      for result in fixture.results {
        let map = try solver.fit(lambda: result.lambda)
        let error = validation.squaredError(of: map) / Double(size * targets.columnCount)
        #expect(abs(error - result.foldErrors[fold]) <= 1e-9 * result.foldErrors[fold])
      }
    }
  }
}
