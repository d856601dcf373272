internal import Foundation
package import Rows

/// The teacher's class probabilities of some rows, p = softmax(truth/T), from which all students of
/// these rows diverge.
package struct TeacherProbabilities {
  /// N × C.
  private let logarithms: Matrix<Double>
  private let values: [Double]
  private let temperature: Double

  /// - Parameters:
  ///   - truth: logits, N × C.
  ///   - temperature: T > 0.
  /// - Complexity: O(N · C).
  package init(_ truth: Matrix<Double>, temperature: Double) {
    self.temperature = temperature
    var logarithms = truth
    for row in 0..<truth.rowCount {
      let start = row * truth.columnCount
      var elements = logarithms.elements.mutableSpan
      let sum = divide(&elements, from: start, count: truth.columnCount, by: temperature)
      for column in 0..<truth.columnCount { elements[start &+ column] -= sum }
    }
    self.logarithms = logarithms
    values = logarithms.elements.map { exp($0) }
  }

  /// Σ p log(p/q) with q = softmax(outputs/T): the Kullback-Leibler divergence, at least 0 but for
  /// rounding.
  ///
  /// - Parameters:
  ///   - outputs: C logits; scaled and less the logarithm of their sum afterwards.
  ///   - row: the row.
  /// - Complexity: O(C).
  package func divergence(of outputs: inout [Double], row: Int) -> Double {
    let count = logarithms.columnCount
    precondition(outputs.count == count && row < logarithms.rowCount, "outputs of a row")
    var outputs = outputs.mutableSpan
    let (logarithms, values) = (logarithms.elements.span, values.span)
    let logarithmOfSum = divide(&outputs, from: 0, count: count, by: temperature)
    var sum = 0.0
    for index in 0..<count {
      let place = row &* count &+ index
      sum += values[place] * (logarithms[place] - (outputs[index] - logarithmOfSum))
    }
    return sum
  }
}

/// Subtracts the largest of some logits, and divides them by T.
///
/// - Returns: The logarithm of Σ exp of the result.
@inline(__always)
private func divide(
  _ logits: inout MutableSpan<Double>, from start: Int, count: Int, by temperature: Double
) -> Double {
  var largest = -Double.infinity
  for index in start..<start &+ count { largest = max(largest, logits[index]) }
  var sum = 0.0
  for index in start..<start &+ count {
    let value = (logits[index] - largest) / temperature
    logits[index] = value
    // One at least is the largest.
    sum += value == 0 ? 1 : exp(value)
  }
  return log(sum)
}
