internal import HostRuntime
internal import Regression
internal import Rows

/// The int8 rows of a map before its outputs have a grid: real = scale × (weights · x + bias).
struct QuantizedRows {
  let rowCount: Int
  let columnCount: Int
  var weights: [Int8] = []
  var biases: [Int32] = []
  /// Real units per unit of each row's accumulator.
  var scales: [Double] = []

  /// Quantises symmetrically, each row with a scale of its own.
  ///
  /// - Parameters:
  ///   - map: r × c over real inputs.
  ///   - inputScales: real units per quantum of each input, c values.
  ///   - largest: the largest magnitude of an input, in quanta.
  /// - Throws: `QuantizationError.scaleOutOfRange` for a weight or an offset that is not finite.
  /// - Complexity: O(r · c).
  init(_ map: AffineMap, inputScales: [Double], largest: Int = 127) throws(QuantizationError) {
    rowCount = map.outputCount
    columnCount = map.featureCount
    for row in 0..<rowCount {
      let scaled = zip(map.weights[row: row], inputScales).map { $0 * $1 }
      let heaviest = scaled.reduce(0) { max($0, abs($1)) }
      let offset = map.offsets[row]
      for value in scaled + [offset] where !value.isFinite {
        throw .scaleOutOfRange(what: "parameter", value: value)
      }
      // A row whose offset dwarfs its weights takes a coarser scale, so that the bias fits.
      var scale = max(heaviest / 127, abs(offset) / 0x1p30)
      // Below normal numbers a quotient by the scale may exceed 127. Such rows cannot move an
      // output, and a student of nothing else is refused for its output scale.
      guard scale >= Self.smallestScale else {
        scales.append(scale)
        weights.append(contentsOf: repeatElement(0, count: columnCount))
        biases.append(0)
        continue
      }
      if largest > 127 { scale = Self.scaleOfWideRow(scaled, offset: offset, from: scale) }
      scales.append(scale)
      weights.append(contentsOf: scaled.map { Int8(($0 / scale).rounded()) })
      biases.append(Int32((offset / scale).rounded()))
    }
  }

  /// The finest scale from `scale` on with which a row of 16-bit inputs does not overflow.
  private static func scaleOfWideRow(
    _ weights: [Double], offset: Double, from scale: Double
  ) -> Double {
    var scale = scale
    while true {
      let sum = weights.reduce(0) { $0 + abs(($1 / scale).rounded()) }
      let excess = (abs((offset / scale).rounded()) + 32_768 * sum) / (0x1p31 - 2)
      guard excess > 1 else { return scale }
      scale *= max(excess, 1 + 0x1p-10)
    }
  }

  /// Scales below are taken for 0.
  static let smallestScale = 0x1p-960

  /// The map whose output r counts in units of `outputScales[r]`.
  ///
  /// - Precondition: `outputScales[r]` is at least `scales[r]` × `Requantizer.coarsening`.
  func requantized(to outputScales: [Double]) -> IntegerMap {
    let requantizers = zip(scales, outputScales).map {
      Requantizer(factor: $1 > 0 ? $0 / $1 : 0)
    }
    return IntegerMap(
      rowCount: rowCount, columnCount: columnCount, weights: weights, biases: biases,
      multipliers: requantizers.map(\.multiplier), shifts: requantizers.map(\.shift))
  }
}
