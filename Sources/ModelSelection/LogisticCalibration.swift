internal import Foundation

/// The probability of a class by how much its output leads the others: 1 / (1 + exp(−(slope · margin +
/// intercept))).
///
/// Two numbers are fitted by maximum likelihood, with the targets (n₊ + 1) / (n₊ + 2) and 1 / (n₋ + 2)
/// in place of 1 and 0. They keep the slope finite where a margin separates the classes. Source: J. Platt,
/// Probabilistic outputs for support vector machines, 1999; the steps are those of Lin, Lin and Weng, A
/// note on Platt's probabilistic outputs, 2007.
struct LogisticCalibration: Sendable, Equatable {
  /// By how much the logarithm of the odds grows for each unit of the margin.
  private(set) var slope: Double
  /// The logarithm of the odds at a margin of 0.
  private(set) var intercept: Double

  /// Newton steps at most; about ten are needed.
  static let stepLimit = 100
  /// The gradient for each row at which steps end.
  static let precision = 1e-10

  /// - Parameters:
  ///   - margins: N values, N at least 1.
  ///   - isMember: whether each row is of the class.
  /// - Complexity: O(N) for each step.
  init(margins: [Double], isMember: [Bool]) {
    precondition(margins.count == isMember.count && !margins.isEmpty, "an answer for each margin")
    let members = Double(isMember.count { $0 })
    let others = Double(margins.count) - members
    let (high, low) = ((members + 1) / (members + 2), 1 / (others + 2))
    let targets = isMember.map { $0 ? high : low }
    slope = 0
    intercept = log((members + 1) / (others + 1))
    var loss = self.loss(margins, targets)
    for _ in 0..<Self.stepLimit {
      guard let step = newtonStep(margins, targets) else { return }
      var length = 1.0
      var next = moved(by: step, length)
      var nextLoss = next.loss(margins, targets)
      while !(nextLoss < loss), length > 1e-8 {
        length /= 2
        next = moved(by: step, length)
        nextLoss = next.loss(margins, targets)
      }
      guard nextLoss < loss else { return }
      (self, loss) = (next, nextLoss)
    }
  }

  /// The probability at a margin.
  func probability(at margin: Double) -> Double {
    let odds = slope * margin + intercept
    return odds >= 0 ? 1 / (1 + exp(-odds)) : exp(odds) / (1 + exp(odds))
  }

  private func moved(by step: (Double, Double), _ length: Double) -> LogisticCalibration {
    var next = self
    next.slope += length * step.0
    next.intercept += length * step.1
    return next
  }

  /// The mean cross entropy; log(1 + exp(a)) − t a.
  private func loss(_ margins: [Double], _ targets: [Double]) -> Double {
    var sum = 0.0
    for (margin, target) in zip(margins, targets) {
      let odds = slope * margin + intercept
      sum += max(odds, 0) + log1p(exp(-abs(odds))) - target * odds
    }
    return sum / Double(margins.count)
  }

  /// What takes the gradient to 0 where the loss is a parabola; nil where it is as good as 0.
  private func newtonStep(_ margins: [Double], _ targets: [Double]) -> (Double, Double)? {
    var gradient = (0.0, 0.0)
    var (a, b, c) = (1e-12, 0.0, 1e-12)
    for (margin, target) in zip(margins, targets) {
      let probability = probability(at: margin)
      let weight = probability * (1 - probability)
      gradient.0 += (target - probability) * margin
      gradient.1 += target - probability
      a += weight * margin * margin
      b += weight * margin
      c += weight
    }
    guard max(abs(gradient.0), abs(gradient.1)) > Self.precision * Double(margins.count) else {
      return nil
    }
    let determinant = a * c - b * b
    guard determinant > 0 else { return nil }
    return (
      (c * gradient.0 - b * gradient.1) / determinant,
      (a * gradient.1 - b * gradient.0) / determinant
    )
  }
}
