/// How far real-valued predictions are from the truth, averaged over outputs.
///
/// The averages are scikit-learn's `multioutput="uniform_average"`: every output counts the same.
/// The one choice is in `rootMeanSquaredError`; see there.
public struct RegressionReport: Sendable, Equatable, Codable {
  /// The mean square of the N × C errors; 0 or more.
  public let meanSquaredError: Double
  /// The root of `meanSquaredError`, over all N × C errors together.
  public let rootMeanSquaredError: Double
  /// The mean of each output's own root mean squared error, as in scikit-learn's
  /// `root_mean_squared_error`. Never above `rootMeanSquaredError`, and equal to it when there is
  /// one output.
  public let outputRootMeanSquaredError: Double
  /// The mean absolute value of the N × C errors; 0 or more.
  public let meanAbsoluteError: Double
  /// R², the mean of 1 − (squared errors / squared deviations from the mean) of each output; at
  /// most 1, and 0 for the mean itself. An output that is constant in truth scores 1 if it is
  /// predicted exactly and 0 otherwise, as in scikit-learn. `nil` for one row, which has no spread.
  public let r2: Double?

  /// Scores `predictions` against `truth`.
  ///
  /// - Parameters:
  ///   - truth: N × C values, row-major.
  ///   - predictions: N × C values, row-major.
  ///   - outputCount: The number of outputs C; at least 1.
  /// - Precondition: Both arrays hold the same number of values: a positive multiple of C.
  /// - Complexity: O(N × C) time, O(C) space.
  public init(truth: [Double], predictions: [Double], outputCount: Int) {
    precondition(
      truth.count == predictions.count,
      "\(truth.count) true values do not pair with \(predictions.count) predictions")
    precondition(outputCount > 0, "regression needs at least one output")
    precondition(
      !truth.isEmpty && truth.count.isMultiple(of: outputCount),
      "\(truth.count) values are not rows of \(outputCount)")
    let rows = Double(truth.count / outputCount)
    let outputs = Double(outputCount)
    var squares = [Double](repeating: 0, count: outputCount)
    var magnitudes = squares
    for index in truth.indices {
      let error = predictions[index] - truth[index]
      squares[index % outputCount] += error * error
      magnitudes[index % outputCount] += error.magnitude
    }
    meanSquaredError = squares.reduce(0, +) / rows / outputs
    rootMeanSquaredError = meanSquaredError.squareRoot()
    outputRootMeanSquaredError =
      squares.reduce(0) { $0 + ($1 / rows).squareRoot() } / outputs
    meanAbsoluteError = magnitudes.reduce(0, +) / rows / outputs
    if truth.count > outputCount {
      let spreads = squaredDeviations(of: truth, columnCount: outputCount)
      r2 = zip(squares, spreads).reduce(0) { $0 + determination($1.0, of: $1.1) } / outputs
    } else {
      r2 = nil
    }
  }

  enum CodingKeys: String, CodingKey {
    case meanSquaredError = "mean_squared_error"
    case rootMeanSquaredError = "root_mean_squared_error"
    case outputRootMeanSquaredError = "output_root_mean_squared_error"
    case meanAbsoluteError = "mean_absolute_error"
    case r2
  }
}

/// 1 − error / spread of one output; 1 or 0 where the spread is 0.
private func determination(_ error: Double, of spread: Double) -> Double {
  if spread == 0 { return error == 0 ? 1 : 0 }
  return 1 - error / spread
}

/// The sum of squared deviations of each column from its mean.
///
/// Values are taken relative to the first row, so that a constant column has no spread at all. The
/// rounding of its mean does not matter.
private func squaredDeviations(of values: [Double], columnCount: Int) -> [Double] {
  var means = [Double](repeating: 0, count: columnCount)
  for index in values.indices {
    means[index % columnCount] += values[index] - values[index % columnCount]
  }
  let rows = Double(values.count / columnCount)
  for column in means.indices { means[column] /= rows }
  var sums = [Double](repeating: 0, count: columnCount)
  for index in values.indices {
    let column = index % columnCount
    let deviation = values[index] - values[column] - means[column]
    sums[column] += deviation * deviation
  }
  return sums
}
