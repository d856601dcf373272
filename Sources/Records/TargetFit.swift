internal import Evaluation

/// How well the targets of a regression are followed on the calibration rows.
public struct TargetFit: Sendable, Equatable, Codable {
  /// The root of the mean squared deviation of the targets from their means, over all rows and
  /// targets, in units of the targets.
  public let deviation: Double
  /// R² of the float student for each target, C values, at most 1.
  public let float: [Double]
  /// R² of the integers likewise.
  public let int8: [Double]
  /// The targets that differ between rows, ascending.
  private let varied: [Int]

  /// - Parameters:
  ///   - truth: the targets, N × C values, row-major.
  ///   - float: the float student's outputs, likewise.
  ///   - int8: the integers' outputs, likewise.
  ///   - outputCount: C.
  /// - Returns: nil for fewer than two rows.
  package init?(truth: [Double], float: [Double], int8: [Double], outputCount: Int) {
    var (floatSums, int8Sums) = (
      RegressionSums(outputCount: outputCount), RegressionSums(outputCount: outputCount)
    )
    floatSums.add(truth: truth, predictions: float)
    int8Sums.add(truth: truth, predictions: int8)
    guard let deviation = floatSums.deviation, let float = floatSums.determinations,
      let int8 = int8Sums.determinations
    else { return nil }
    (self.deviation, self.float, self.int8) = (deviation, float, int8)
    let areVaried = floatSums.areVaried
    varied = areVaried.indices.filter { areVaried[$0] }
  }

  /// The R² that the integers may lose of a target.
  package static let largestLoss = 0.02

  /// The target of which the integers lose most, the first of equal ones; nil where all targets are
  /// constant.
  package var worst: (target: Int, loss: Double)? {
    varied.reduce(nil) { worst, target in
      let loss = float[target] - int8[target]
      return loss > worst?.loss ?? -.infinity ? (target, loss) : worst
    }
  }

  /// The targets of which the integers lose more than `largestLoss`, ascending.
  package var lost: [Int] { varied.filter { float[$0] - int8[$0] > Self.largestLoss } }

  /// Whether this can be what a run found for a student of `outputCount` outputs, C.
  func isSound(outputCount: Int) -> Bool {
    (0...1e150).contains(deviation) && varied.allSatisfy { (0..<outputCount).contains($0) }
      && [float, int8].allSatisfy { values in
        values.count == outputCount && values.allSatisfy { (-1e150...1).contains($0) }
      }
  }

  private enum CodingKeys: String, CodingKey {
    case deviation, float, int8, varied
  }
}
