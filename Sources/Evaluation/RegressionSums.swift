/// The sums of a regression over rows that come block by block.
///
/// Deviations are summed about one row, the first, so that a large mean takes no digits from them.
package struct RegressionSums: Sendable, Equatable {
  private var rowCount = 0
  /// C values; empty before the first row.
  package private(set) var origins: [Double]
  private var sums: [Double]
  private var squares: [Double]
  private var squaredErrors: [Double]

  /// No rows.
  ///
  /// - Parameters:
  ///   - outputCount: C.
  ///   - origins: those of the sums that these will be added to; empty to take the first row.
  package init(outputCount: Int, origins: [Double] = []) {
    self.origins = origins
    sums = Array(repeating: 0, count: outputCount)
    squares = sums
    squaredErrors = sums
  }

  /// Adds rows.
  ///
  /// - Parameters:
  ///   - truth: N × C values, row-major.
  ///   - predictions: N × C values, row-major.
  /// - Precondition: Both have as many values, a multiple of C.
  /// - Complexity: O(N · C).
  package mutating func add(truth: [Double], predictions: [Double]) {
    let outputCount = sums.count
    precondition(
      truth.count == predictions.count && truth.count.isMultiple(of: outputCount),
      "rows of C values")
    if origins.isEmpty { origins = Array(truth.prefix(outputCount)) }
    for index in truth.indices {
      let output = index % outputCount
      let deviation = truth[index] - origins[output]
      let error = predictions[index] - truth[index]
      sums[output] += deviation
      squares[output] += deviation * deviation
      squaredErrors[output] += error * error
    }
    rowCount += truth.count / outputCount
  }

  /// Adds the sums of the rows that follow.
  ///
  /// - Precondition: both have the same origins.
  package static func += (left: inout RegressionSums, right: RegressionSums) {
    precondition(left.origins == right.origins, "sums about different rows do not add")
    left.rowCount += right.rowCount
    for output in left.sums.indices {
      left.sums[output] += right.sums[output]
      left.squares[output] += right.squares[output]
      left.squaredErrors[output] += right.squaredErrors[output]
    }
  }

  /// R², the mean over outputs of 1 − squared errors / squared deviations from the mean, as
  /// `RegressionReport` has it; nil for fewer than two rows.
  package var r2: Double? {
    determinations.map { $0.reduce(0, +) / Double($0.count) }
  }

  /// R² of each output, C values, at most 1; nil for fewer than two rows. An output that is constant
  /// in truth scores 1 or 0.
  package var determinations: [Double]? {
    guard rowCount > 1 else { return nil }
    return zip(squaredErrors, spreads).map { error, spread in
      spread == 0 ? (error == 0 ? 1 : 0) : 1 - error / spread
    }
  }

  /// Whether each output differs between rows in truth, C values.
  package var areVaried: [Bool] { spreads.map { $0 > 0 } }

  /// The root of the mean squared deviation of the truth from its mean, over all rows and outputs, in
  /// units of the outputs: what the RMSE of the mean itself would be; nil without rows.
  package var deviation: Double? {
    guard rowCount > 0 else { return nil }
    return (spreads.reduce(0, +) / Double(rowCount) / Double(sums.count)).squareRoot()
  }

  /// The sum of squared deviations from the mean of each output.
  private var spreads: [Double] {
    zip(squares, sums).map { max(0, $0 - $1 * $1 / Double(rowCount)) }
  }
}
