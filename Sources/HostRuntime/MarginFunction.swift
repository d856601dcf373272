internal import PackedFormat

/// What an output, or the score of a region, exceeds another one by, as an affine function of z and of
/// the quantised input, before rounding.
struct MarginFunction: Sendable {
  /// Of z, d numbers.
  let components: [Double]
  /// Of the quantised input beside z, n numbers; empty without a shared map.
  let direct: [Double]
  /// The value where both are 0.
  let constant: Double
  /// The same as a function of the quantised input, n numbers.
  let inputs: [Double]
  /// Half the sum of the magnitudes of `components` where z is rounded: what its rounding may add; 0
  /// without a projection.
  let rounding: Double

  /// - Parameter projection: nil where z is the quantised input.
  init(components: [Double], direct: [Double], constant: Double, projection: AffineRows?) {
    self.components = components
    self.direct = direct
    self.constant = constant
    guard let projection else {
      inputs = direct.isEmpty ? components : zip(components, direct).map { $0 + $1 }
      rounding = 0
      return
    }
    let width = projection.weights.first?.count ?? 0
    var sums = direct.isEmpty ? [Double](repeating: 0, count: width) : direct
    for (weight, row) in zip(components, projection.weights) {
      for index in row.indices { sums[index] += weight * row[index] }
    }
    inputs = sums
    rounding = components.reduce(0) { $0 + 0.5 * abs($1) }
  }

  private init(
    components: [Double], direct: [Double], constant: Double, inputs: [Double], rounding: Double
  ) {
    self.components = components
    self.direct = direct
    self.constant = constant
    self.inputs = inputs
    self.rounding = rounding
  }

  /// What this function exceeds another one of the same student by.
  func minus(_ other: MarginFunction) -> MarginFunction {
    func difference(_ a: [Double], _ b: [Double]) -> [Double] { zip(a, b).map { $0 - $1 } }
    let components = difference(components, other.components)
    let rounds = rounding > 0 || other.rounding > 0
    return MarginFunction(
      components: components, direct: difference(direct, other.direct),
      constant: constant - other.constant, inputs: difference(inputs, other.inputs),
      rounding: rounds ? components.reduce(0) { $0 + 0.5 * abs($1) } : 0)
  }

  /// The value at z and a quantised input.
  func value(z: [Double], input: [Double]) -> Double {
    var sum = constant
    for (weight, value) in zip(components, z) { sum += weight * value }
    for (weight, value) in zip(direct, input) { sum += weight * value }
    return sum
  }
}

/// The rows of a map before they are rounded.
struct AffineRows: Sendable {
  /// A row of numbers each.
  let weights: [[Double]]
  /// A number each.
  let constants: [Double]

  init(_ map: IntegerMap) {
    weights = (0..<map.rowCount).map { map.row($0, factor: map.factor(of: $0)) }
    constants = (0..<map.rowCount).map { map.factor(of: $0) * Double(map.biases[$0]) }
  }

  /// The rows at a quantised input, which may have zeros behind it.
  func values(at quanta: [Int16]) -> [Double] {
    zip(weights, constants).map { row, constant in
      zip(row, quanta).reduce(constant) { $0 + $1.0 * Double($1.1) }
    }
  }
}

extension QuantizedStudent {
  /// An output in a region.
  func output(_ output: Int, region: Int, projection: AffineRows?) -> MarginFunction {
    func row(_ map: IntegerMap) -> (weights: [Double], constant: Double) {
      let factor = map.factor(of: output)
      return (map.row(output, factor: factor), factor * Double(map.biases[output]))
    }
    let (own, shared) = (row(regionMaps[region]), sharedMap.map(row))
    return MarginFunction(
      components: own.weights, direct: shared?.weights ?? [],
      constant: own.constant + (shared?.constant ?? 0), projection: projection)
  }

  /// What the score of a region exceeds that of another one by.
  func lead(of region: Int, over other: Int, projection: AffineRows?) -> MarginFunction {
    func row(_ region: Int) -> (weights: [Double], bias: Double) {
      guard region > 0, let gate else {
        return (Array(repeating: 0, count: header.componentCount), 0)
      }
      let start = (region - 1) * gate.columnCount
      return (
        gate.weights[start..<start + gate.columnCount].map { Double($0) },
        Double(gate.biases[region - 1])
      )
    }
    let (a, b) = (row(region), row(other))
    return MarginFunction(
      components: zip(a.weights, b.weights).map { $0 - $1 }, direct: [], constant: a.bias - b.bias,
      projection: projection)
  }
}

extension IntegerMap {
  /// What a sum of a row is multiplied by.
  fileprivate func factor(of row: Int) -> Double {
    Double(multipliers[row]) * Double(sign: .plus, exponent: -Int(shifts[row]), significand: 1)
  }

  fileprivate func row(_ row: Int, factor: Double) -> [Double] {
    weights[row * columnCount..<(row + 1) * columnCount].map { factor * Double($0) }
  }
}
