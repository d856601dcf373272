internal import HostRuntime
internal import Regression
internal import Rows

/// A map in real numbers beside its integers.
struct MatchedMap {
  let real: AffineMap
  let integers: IntegerMap
  /// Real units per quantum of each input; 0 for one whose quanta are always 0.
  let inputSteps: [Double]

  /// The map less its integers when its outputs count in `outputSteps`, see `AffineMap.residual`.
  func residual(outputSteps: [Double]) -> AffineMap {
    real.residual(
      weights: integers.weights, biases: integers.biases,
      scales: outputSteps.enumerated().map { $1 * integers.factor($0) }, steps: inputSteps)
  }

  /// The errors of the outputs before they are rounded.
  ///
  /// - Parameter z: the errors of z before its own rounding; nil for a map of the inputs.
  func errors(outputSteps: [Double], seeing z: ErrorTerms? = nil) -> ErrorTerms {
    let residual = residual(outputSteps: outputSteps)
    guard let z else { return ErrorTerms(of: real, residual: residual) }
    return ErrorTerms(of: real, residual: residual, seeing: z)
  }

  /// What an output of 0 quanta stands for, when outputs are counted from the middle of a range: the
  /// weights tell the worth of a quantum, and the bias the rest. 0 for a row of integers that are 0.
  func outputOrigin(of row: Int) -> Double {
    let factor = integers.factor(row)
    var fit = LeastSquares()
    fit.add(real, integers.weights, row: row, factor: factor, steps: inputSteps)
    guard fit.scale > 0 else { return 0 }
    return real.offsets[row] - fit.scale * factor * Double(integers.biases[row])
  }

  /// The worth of a quantum of each output, when all of `maps` are requantised to one grid; 0 for
  /// one that is always 0.
  static func outputSteps(of maps: [MatchedMap]) -> [Double] {
    (0..<maps[0].integers.rowCount).map { row in
      var fit = LeastSquares()
      for map in maps {
        let (integers, factor) = (map.integers, map.integers.factor(row))
        fit.add(map.real, integers.weights, row: row, factor: factor, steps: map.inputSteps)
        fit.add(map.real.offsets[row], factor * Double(integers.biases[row]))
      }
      return max(0, fit.scale)
    }
  }
}

/// The g for which g × integers is nearest to real values.
struct LeastSquares {
  private var product = 0.0
  private var square = 0.0

  /// 0 when all integers are 0.
  var scale: Double { square > 0 ? product / square : 0 }

  mutating func add(_ real: Double, _ integer: Double) {
    product += real * integer
    square += integer * integer
  }

  /// Adds the weights of a row: w h against `factor` · ŵ.
  mutating func add<Weight: BinaryInteger>(
    _ map: AffineMap, _ weights: [Weight], row: Int, factor: Double, steps: [Double]
  ) {
    for (column, step) in steps.enumerated() {
      add(
        map.weights[row, column] * step,
        factor * Double(weights[row * map.featureCount + column]))
    }
  }
}

extension IntegerMap {
  /// The requantisation of a row as a real factor.
  fileprivate func factor(_ row: Int) -> Double {
    Double(multipliers[row])
      * Double(sign: .plus, exponent: -Int(shifts[row]), significand: 1)
  }
}
