internal import Foundation

/// The teacher's class probabilities of a row, p = softmax(truth/T), from which all students of
/// that row diverge.
struct TeacherProbabilities {
  private let logarithms: [Double]
  private let values: [Double]
  private let temperature: Double

  /// - Parameters:
  ///   - truth: C logits.
  ///   - temperature: T > 0.
  /// - Complexity: O(C).
  init(_ truth: ArraySlice<Double>, temperature: Double) {
    let p = LogSoftmax(truth, temperature)
    logarithms = truth.map { p.logarithm(of: $0) }
    values = logarithms.map { exp($0) }
    self.temperature = temperature
  }

  /// Σ p log(p/q) with q = softmax(outputs/T): the Kullback-Leibler divergence, at least 0 but for
  /// rounding.
  ///
  /// - Parameter outputs: C logits.
  /// - Complexity: O(C).
  func divergence(of outputs: ArraySlice<Double>) -> Double {
    let q = LogSoftmax(outputs, temperature)
    var sum = 0.0
    for (index, other) in outputs.enumerated() {
      sum += values[index] * (logarithms[index] - q.logarithm(of: other))
    }
    return sum
  }
}

/// The logarithms of softmax(values/T).
private struct LogSoftmax {
  private let temperature: Double
  private let largest: Double
  private let logarithmOfSum: Double

  init(_ values: ArraySlice<Double>, _ temperature: Double) {
    self.temperature = temperature
    // Not `max()`, which is not specialised for a slice.
    let largest = values.reduce(-Double.infinity) { Swift.max($0, $1) }
    self.largest = largest
    logarithmOfSum = log(values.reduce(0) { $0 + exp(($1 - largest) / temperature) })
  }

  func logarithm(of value: Double) -> Double {
    (value - largest) / temperature - logarithmOfSum
  }
}
