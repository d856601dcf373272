import Regression
import Rows

/// How far the outputs of one affine map in int8 can lie from the real ones.
///
/// With x = s(x̂ + ε), |ε| ≤ 1/2, a row scale S and ŵ = w s / S + δ, b̂ = d / S + δ', |δ| ≤ 1/2,
///
///     y / S = Σ (w s / S)(x̂ + ε) + d / S        acc = Σ ŵ x̂ + b̂
///     |S acc − y| ≤ Σ |w| E + S (‖x̂‖₁ + 1) / 2      with E the error of each input: s / 2 here
///
/// and requantisation to steps of g adds half a step, and 2⁻³¹ of the value for its factor.
struct ErrorBound {
  let map: AffineMap
  /// Real units per quantum of each input.
  let inputScales: [Double]

  /// S of each row.
  var rowScales: [Double] {
    (0..<map.outputCount).map { row in
      let largest = zip(map.weights[row: row], inputScales).reduce(0) { max($0, abs($1.0 * $1.1)) }
      return max(largest / 127, abs(map.offsets[row]) / 0x1p30)
    }
  }

  func bounds(inputErrors: [Double], quantaSum: Double, steps: [Double]) -> [Double] {
    rowScales.enumerated().map { row, scale in
      let carried = zip(map.weights[row: row], inputErrors).reduce(0) { $0 + abs($1.0) * $1.1 }
      let weights = scale * (quantaSum + 1) / 2
      let accumulator = scale * (127 * quantaSum + 0x1p30)
      return carried + weights + steps[row] / 2 + accumulator * 0x1p-31
    }
  }

  /// The steps of the map's results in int8: the range over 127, or 4.00001 × the coarsest row.
  static func grid(_ ranges: [Double], of bounds: [ErrorBound]) -> [Double] {
    let scales = bounds.map(\.rowScales)
    return ranges.indices.map { index in
      max(ranges[index] / 127, 4.000_01 * scales.reduce(0) { max($0, $1[index]) })
    }
  }
}
