internal import PackedFormat

/// The half-spaces of a student, and the distances of a row to them.
struct RadiusCertifier: Sendable {
  /// What is known of a row.
  struct Row {
    /// Numbers that were rounded to the quanta.
    let positions: [Double]
    let quanta: [Int16]
    let z: [Int16]
    let region: Int
    /// The first C are the student's.
    let outputs: [Int32]
  }

  let positions: InputPositions
  private let header: PackedHeader
  private let projection: AffineRows?
  /// By region and output.
  private let outputs: [[MarginFunction]]
  /// leads[j][i]: of region j over region i.
  private let leads: [[MarginFunction]]
  /// Roundings of an output: of a region's map, and of a shared one.
  private let outputRoundings: Double
  private let changing: Range<Int>

  /// Weights of the second half-space beside 1 for the first, times the ratio of their norms.
  private static let mixtures: [Double] = [0, 0.1, 0.2, 0.35, 0.5, 0.7, 0.85, 1, 1.2, 1.5, 2, 3, 6]

  /// The most outputs of a student whose radii are certified.
  private static let mostOutputs = 100

  /// - Returns: nil with a head, with more than 100 outputs, and where outputs are no logits.
  init?(_ student: PackedStudent, changing: Range<Int>?) {
    let numbers = QuantizedStudent(
      bytes: student.bytes, header: student.header, layout: student.layout)
    let header = student.header
    self.header = header
    guard numbers.head == nil, header.flags.contains(.logits),
      header.outputCount <= Self.mostOutputs
    else { return nil }
    positions = InputPositions(numbers)
    let rows = numbers.projection.map { AffineRows($0) }
    projection = rows
    outputs = (0..<header.regionCount).map { region in
      (0..<header.outputCount).map { numbers.output($0, region: region, projection: rows) }
    }
    leads = (0..<header.regionCount).map { region in
      (0..<header.regionCount).map { numbers.lead(of: region, over: $0, projection: rows) }
    }
    outputRoundings = numbers.sharedMap == nil ? 1 : 2
    self.changing = changing ?? 0..<header.inputCount
  }

  /// The radii of a row, Euclidean and of the largest change.
  func radii(of row: Row) -> Radius {
    let state = RowState(row, positions.quantaPerUnit, header, projection)
    guard let linear = linearRadius(of: state) else { return .zero }
    var best = linear
    for other in rivals(of: row) {
      let change = change(to: other, in: row.region, of: state, row)
      best.lower(to: distance(of: state, change, nil))
    }
    for region in 0..<header.regionCount where region != row.region {
      lower(&best, entering: region, of: state, row)
    }
    return best
  }

  /// Lowers the radius to what a label that changes in another region takes.
  private func lower(
    _ best: inout Radius, entering region: Int, of state: RowState, _ row: Row
  ) {
    let entry = entry(to: region, from: row.region, of: state)
    guard !best.isWithin(distance(of: state, entry, nil)) else { return }
    let others = (0..<header.regionCount).filter { $0 != region && $0 != row.region }
    for rival in rivals(of: row) {
      let change = change(to: rival, in: region, of: state, row)
      var found = distance(of: state, change, entry)
      for other in others where !best.isWithin(found) {
        let further = self.entry(to: region, from: other, of: state)
        found.raise(to: distance(of: state, change, further))
      }
      best.lower(to: found)
    }
  }

  /// The radius within which no component of z is limited, so that all maps are affine; nil where one
  /// is limited already.
  private func linearRadius(of state: RowState) -> Radius? {
    guard let projection else { return .infinite }
    var radius = Radius.infinite
    let limit = Double(header.largestComponent) + 0.5
    for (weights, position) in zip(projection.weights, state.zPositions) {
      guard abs(position) < limit else { return nil }
      for sign in [1.0, -1] {
        let space = HalfSpace(
          weights: weights, sign: sign, distance: limit - sign * position)
        radius.lower(to: distance(of: state, space, nil))
      }
    }
    return radius
  }

  /// The labels that a row does not have.
  private func rivals(of row: Row) -> [Int] {
    let label = label(of: row)
    return header.isBinary ? [0] : (0..<header.outputCount).filter { $0 != label }
  }

  private func label(of row: Row) -> Int {
    var label = 0
    for output in 0..<header.outputCount where row.outputs[output] > row.outputs[label] {
      label = output
    }
    return label
  }

  /// What a rival takes to win in a region.
  private func change(
    to rival: Int, in region: Int, of state: RowState, _ row: Row
  ) -> HalfSpace {
    let rounding = 0.5 * outputRoundings
    if header.isBinary {
      let function = outputs[region][0]
      return row.outputs[0] > 0
        ? function.falls(to: rounding, of: state) : function.rises(to: 1 - rounding, of: state)
    }
    let label = label(of: row)
    // The integers differ by up to twice the roundings from what is rounded. Ties go to the lower index.
    let bound = 2 * rounding - (label < rival ? 1 : 0)
    return outputs[region][label].minus(outputs[region][rival]).falls(to: bound, of: state)
  }

  /// What the scores take to choose a region and not another one.
  private func entry(to region: Int, from other: Int, of state: RowState) -> HalfSpace {
    leads[region][other].rises(to: region > other ? 1 : 0, of: state)
  }

  /// A lower bound of the distance to a half-space, or to the intersection of two: of every mixture of
  /// both, and of the second alone, the bound holds.
  private func distance(of state: RowState, _ first: HalfSpace, _ second: HalfSpace?) -> Radius {
    var best = state.distance(first, second, mixture: 0, within: changing)
    guard let second else { return best }
    best.raise(to: state.distance(second, nil, mixture: 0, within: changing))
    let ratio = first.norm / max(second.norm, .leastNormalMagnitude)
    for mixture in Self.mixtures.dropFirst() {
      best.raise(to: state.distance(first, second, mixture: mixture * ratio, within: changing))
    }
    return best
  }
}

/// A radius in both norms.
struct Radius: Sendable, Equatable {
  var euclidean: Double
  var largest: Double

  static let zero = Radius(euclidean: 0, largest: 0)
  static let infinite = Radius(euclidean: .infinity, largest: .infinity)

  mutating func lower(to other: Radius) {
    euclidean = min(euclidean, other.euclidean)
    largest = min(largest, other.largest)
  }

  mutating func raise(to other: Radius) {
    euclidean = max(euclidean, other.euclidean)
    largest = max(largest, other.largest)
  }

  /// Whether it is at most another one in both norms.
  func isWithin(_ other: Radius) -> Bool {
    euclidean <= other.euclidean && largest <= other.largest
  }
}

/// A condition on the change of the quanta: Σ sign · weights · change ≥ distance.
struct HalfSpace {
  let weights: [Double]
  let sign: Double
  let distance: Double

  var norm: Double { weights.reduce(0) { $0 + $1 * $1 }.squareRoot() }
}

extension MarginFunction {
  /// What it takes to be at most `bound`.
  func falls(to bound: Double, of state: RowState) -> HalfSpace {
    HalfSpace(weights: inputs, sign: -1, distance: state.value(of: self) - rounding - bound)
  }

  /// What it takes to be at least `bound`.
  func rises(to bound: Double, of state: RowState) -> HalfSpace {
    HalfSpace(weights: inputs, sign: 1, distance: bound - state.value(of: self) - rounding)
  }
}

/// A row as half-spaces see it.
struct RowState {
  /// Quanta per unit of each input.
  private let quantaPerUnit: [Double]
  /// The change that rounding alone may add upwards, and downwards; nil where the quantum is at its limit
  /// already.
  private let upwards: [Double?]
  private let downwards: [Double?]
  /// z before it is rounded and limited; z itself without a projection.
  let zPositions: [Double]
  private let quanta: [Double]

  init(
    _ row: RadiusCertifier.Row, _ quantaPerUnit: [Double], _ header: PackedHeader,
    _ projection: AffineRows?
  ) {
    let count = header.inputCount
    let limit = Int16(header.largestFeature)
    // Floats are cut to fractions of 2⁻¹⁶ of a quantum of 8 bits and 2⁻⁸ of one of 16, and their products
    // are rounded to 24 bits.
    let slack = header.featureBits == 16 ? 0.01 : 0.001
    self.quantaPerUnit = quantaPerUnit
    quanta = row.quanta[..<count].map { Double($0) }
    func rest(_ index: Int, _ sign: Double) -> Double {
      max(0, sign * (row.positions[index] - Double(row.quanta[index])) + 0.5 + slack)
    }
    upwards = (0..<count).map { row.quanta[$0] >= limit ? nil : rest($0, 1) }
    downwards = (0..<count).map { row.quanta[$0] <= -limit ? nil : rest($0, -1) }
    zPositions =
      projection.map { $0.values(at: row.quanta) }
      ?? row.z[..<header.componentCount].map { Double($0) }
  }

  /// The value before any rounding.
  func value(of function: MarginFunction) -> Double {
    function.value(z: zPositions, input: quanta)
  }

  /// A lower bound of the change in both norms that a mixture of conditions takes.
  func distance(
    _ first: HalfSpace, _ second: HalfSpace?, mixture: Double, within changing: Range<Int>
  ) -> Radius {
    var needed = first.distance + mixture * (second?.distance ?? 0)
    var (squares, sum) = (0.0, 0.0)
    for index in changing {
      var weight = first.sign * first.weights[index]
      if let second { weight += mixture * second.sign * second.weights[index] }
      guard let rest = weight > 0 ? upwards[index] : downwards[index] else { continue }
      let magnitude = abs(weight)
      needed -= magnitude * rest
      let steepness = magnitude * quantaPerUnit[index]
      squares += steepness * steepness
      sum += steepness
    }
    guard needed > 0 else { return .zero }
    return Radius(euclidean: needed / squares.squareRoot(), largest: needed / sum)
  }
}
