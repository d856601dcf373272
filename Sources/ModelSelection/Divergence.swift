internal import Foundation

/// Σ p log(p/q) with p = softmax(truth/T) and q = softmax(outputs/T): the Kullback-Leibler
/// divergence, at least 0 but for rounding.
///
/// - Parameters:
///   - outputs: C logits.
///   - truth: C logits.
///   - temperature: T > 0.
/// - Complexity: O(C).
func divergence(
  of outputs: ArraySlice<Double>, from truth: ArraySlice<Double>, temperature: Double
) -> Double {
  let (p, q) = (LogSoftmax(truth, temperature), LogSoftmax(outputs, temperature))
  var sum = 0.0
  for (value, other) in zip(truth, outputs) {
    let (first, second) = (p.logarithm(of: value), q.logarithm(of: other))
    sum += exp(first) * (first - second)
  }
  return sum
}

/// The logarithms of softmax(values/T).
private struct LogSoftmax {
  private let temperature: Double
  private let largest: Double
  private let logarithmOfSum: Double

  init(_ values: ArraySlice<Double>, _ temperature: Double) {
    self.temperature = temperature
    let largest = values.max() ?? 0
    self.largest = largest
    logarithmOfSum = log(values.reduce(0) { $0 + exp(($1 - largest) / temperature) })
  }

  func logarithm(of value: Double) -> Double {
    (value - largest) / temperature - logarithmOfSum
  }
}
