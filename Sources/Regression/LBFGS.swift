/// The limited-memory quasi-Newton method for smooth convex functions (Liu and Nocedal 1989,
/// Mathematical Programming 45), with a line search that never lets the function rise.
package struct LBFGS: Sendable, Equatable {
  /// The most steps.
  package var iterationLimit: Int
  /// Stops when a step promises to lower the function by less than this share of its value.
  package var tolerance: Double

  /// The pairs of steps and changes of gradient that are kept.
  private static let memory = 12
  /// The share of the promised decrease that a step must reach (Armijo).
  private static let sufficientDecrease = 1e-4
  private static let halvingLimit = 30

  package init(iterationLimit: Int, tolerance: Double) {
    self.iterationLimit = iterationLimit
    self.tolerance = tolerance
  }

  package struct Minimum: Sendable {
    package var point: [Double]
    /// The function at the start and after each step; it never rises.
    package var values: [Double]
    /// Whether it stopped because it had converged.
    package var converged: Bool
  }

  /// Minimises `function`, which gives a value and a gradient.
  ///
  /// - Complexity: O(steps · dimension), and one or a few evaluations for each step.
  package func minimize<Failure: Error>(
    from start: [Double],
    _ function: ([Double]) throws(Failure) -> (value: Double, gradient: [Double])
  ) throws(Failure) -> Minimum {
    var point = start
    var (value, gradient) = try function(point)
    var result = Minimum(point: point, values: [value], converged: false)
    var pairs: [Pair] = []
    while result.values.count <= iterationLimit {
      let direction = Self.direction(gradient, pairs)
      let slope = dot(gradient, direction)
      guard -slope > tolerance * max(abs(value), .leastNormalMagnitude) else {
        result.converged = true
        break
      }
      var length = 1.0
      var next = value
      var nextPoint = point
      var nextGradient = gradient
      var accepted = false
      for _ in 0..<Self.halvingLimit {
        for index in point.indices { nextPoint[index] = point[index] + length * direction[index] }
        (next, nextGradient) = try function(nextPoint)
        if next <= value + Self.sufficientDecrease * length * slope {
          accepted = true
          break
        }
        length /= 2
      }
      // No shorter step helps: the value is exact to rounding.
      guard accepted else {
        result.converged = true
        break
      }
      let step = zip(nextPoint, point).map { $0 - $1 }
      let change = zip(nextGradient, gradient).map { $0 - $1 }
      let pair = Pair(step: step, change: change)
      if pair.product > 1e-14 * pair.square {
        pairs.append(pair)
        if pairs.count > Self.memory { pairs.removeFirst() }
      }
      (point, value, gradient) = (nextPoint, next, nextGradient)
      result.point = point
      result.values.append(value)
    }
    return result
  }

  /// −H gradient by the two-loop recursion.
  private static func direction(_ gradient: [Double], _ pairs: [Pair]) -> [Double] {
    var direction = gradient.map { -$0 }
    var factors: [Double] = []
    for pair in pairs.reversed() {
      let factor = dot(pair.step, direction) / pair.product
      factors.append(factor)
      for index in direction.indices { direction[index] -= factor * pair.change[index] }
    }
    if let pair = pairs.last {
      let scale = pair.product / pair.square
      for index in direction.indices { direction[index] *= scale }
    }
    for (pair, factor) in zip(pairs, factors.reversed()) {
      let correction = factor - dot(pair.change, direction) / pair.product
      for index in direction.indices { direction[index] += correction * pair.step[index] }
    }
    return direction
  }
}

/// A step, its change of the gradient, and their products for later steps.
private struct Pair {
  let step: [Double]
  let change: [Double]
  /// step · change.
  let product: Double
  /// change · change.
  let square: Double

  init(step: [Double], change: [Double]) {
    self.step = step
    self.change = change
    product = dot(step, change)
    square = dot(change, change)
  }
}

private func dot(_ a: [Double], _ b: [Double]) -> Double {
  var sum = 0.0
  for index in a.indices { sum += a[index] * b[index] }
  return sum
}
