public import HostRuntime
internal import PackedFormat
internal import Regression
public import Rows
internal import Student

/// How the integers and the float student compare on some rows, against their bound.
public struct QuantizationCheck: Sendable, Equatable {
  /// The number of rows, N.
  public private(set) var rowCount = 0
  /// Rows that are not in the calibrated range; for these the bound allows for the loss from
  /// limiting.
  public private(set) var outsideCount = 0
  /// Rows that break the bound: of an output, or of the region that was taken. There are none,
  /// unless student and model do not belong together.
  public private(set) var violationCount = 0
  /// Rows whose label cannot change under the bound: in every region that the integers may take the
  /// float student has the same label, by a margin that exceeds the bound. The integers give that
  /// label.
  public private(set) var certifiedCount = 0
  /// The largest |int8 − float| of each output, C values in units of the outputs. It counts rows in
  /// the range, in the region that the integers took.
  public private(set) var largestErrors: [Double]
  /// The largest share of its bound that such an error is, C values in 0 ... 1.
  public private(set) var largestShares: [Double]

  /// No rows, of a student with `outputCount` outputs, C.
  public init(outputCount: Int) {
    largestErrors = Array(repeating: 0, count: outputCount)
    largestShares = largestErrors
  }

  /// Adds the counts of `other`, of further rows of the same student.
  public mutating func add(_ other: QuantizationCheck) {
    rowCount += other.rowCount
    outsideCount += other.outsideCount
    violationCount += other.violationCount
    certifiedCount += other.certifiedCount
    for index in largestErrors.indices {
      largestErrors[index] = max(largestErrors[index], other.largestErrors[index])
      largestShares[index] = max(largestShares[index], other.largestShares[index])
    }
  }

  fileprivate mutating func count(_ row: CheckedRow) {
    rowCount += 1
    if row.isOutside { outsideCount += 1 }
    if row.isViolated { violationCount += 1 }
    if row.isCertified { certifiedCount += 1 }
  }

  /// Notes the error of an output in the calibrated range.
  fileprivate mutating func note(_ error: Double, of output: Int, bound: Double) {
    largestErrors[output] = max(largestErrors[output], error)
    if bound > 0 { largestShares[output] = max(largestShares[output], error / bound) }
  }
}

/// The results for one row so far.
private struct CheckedRow {
  var excess: RangeExcess
  var isOutside: Bool
  var isViolated = false
  var isCertified = true
  /// The float student's label in the regions seen so far.
  var label: Int?
}

extension QuantizationBound {
  /// Compares the integers' answers for rows with the float student.
  ///
  /// - Parameters:
  ///   - inputs: N × w as a student takes them, finite.
  ///   - prediction: the packed student's for these rows.
  ///   - parallelism: how many threads; changes the time and never the result.
  /// - Complexity: O(N) inferences of the float student, and those of further regions for rows near
  ///   a border.
  public func check(
    _ inputs: Matrix<Float>, prediction: PackedStudent.Prediction,
    parallelism: Parallelism
  ) -> QuantizationCheck {
    precondition(inputs.columnCount == student.header.windowCount, "inputs of another width")
    precondition(prediction.regions.count == inputs.rowCount, "a prediction of other rows")
    // Wide rows in smaller blocks, which are held in double precision.
    let blockRowCount = min(1_024, max(64, (1 << 21) / max(1, inputs.columnCount)))
    let parts = parallelism.map((inputs.rowCount + blockRowCount - 1) / blockRowCount) { block in
      let start = block * blockRowCount
      return check(
        rows: start..<min(start + blockRowCount, inputs.rowCount), of: inputs, prediction)
    }
    return parts.reduce(into: QuantizationCheck(outputCount: model.outputCount)) { $0.add($1) }
  }

  private var model: PiecewiseLinearModel { aligned.model }

  private func check(
    rows: Range<Int>, of inputs: Matrix<Float>, _ prediction: PackedStudent.Prediction
  ) -> QuantizationCheck {
    let windows = inputs.block(rows: rows, columns: 0..<inputs.columnCount)
    let x = aligned.inputs(of: windows)
    let z = model.projection?.predict(x) ?? x
    var states = excesses(of: x, z: z, quanta: student.windowQuanta(of: windows))
      .map { CheckedRow(excess: $0, isOutside: !$0.isEmpty) }
    let members = members(of: &states, z: z, taken: prediction.regions[rows])
    var result = QuantizationCheck(outputCount: model.outputCount)
    for (region, members) in members.enumerated() where !members.isEmpty {
      let values = mapValues(of: members, in: region, x: x, z: z)
      let outputs = model.head.apply(to: values)
      for (position, index) in members.enumerated() {
        let row = rows.lowerBound + index
        var excess = states[index].excess
        limit(&excess, values[row: position], in: region)
        let allowances = scale.allowances(for: excess, of: self.outputs[region])
        let float = Array(outputs[row: position])
        if model.isBinary {
          states[index].see(sign: float[0], bound: logits[region, 0] + allowances[0])
        } else {
          states[index].see(float) { first, second in
            difference(region, first, second) + allowances[first] + allowances[second]
          }
        }
        guard prediction.regions[row] == region else { continue }
        if !excess.isEmpty { states[index].isOutside = true }
        let int8 = prediction.logits[row * float.count..<(row + 1) * float.count]
        for (output, pair) in zip(int8, float).enumerated() {
          let error = abs(Double(pair.0) * student.outputScale - pair.1)
          let bound = logits[region, output]
          if !(error <= bound + allowances[output]) { states[index].isViolated = true }
          if excess.isEmpty { result.note(error, of: output, bound: bound) }
        }
      }
    }
    for state in states { result.count(state) }
    return result
  }

  /// The rows that each region may have for the integers, and has; k lists.
  private func members(
    of states: inout [CheckedRow], z: Matrix<Double>, taken: ArraySlice<Int>
  ) -> [[Int]] {
    var members = [[Int]](repeating: [], count: model.regionCount)
    let scores = errors.gate?.predict(z)
    for (index, taken) in taken.enumerated() {
      let possible = possibleRegions(scores.map { $0[row: index] }, states[index].excess)
      for region in possible { members[region].append(index) }
      guard !possible.contains(taken) else { continue }
      states[index].isViolated = true
      members[taken].append(index)
    }
    return members
  }

  /// The bound of the difference of two outputs.
  private func difference(_ region: Int, _ first: Int, _ second: Int) -> Double {
    differences?[region][first, second] ?? logits[region, first] + logits[region, second]
  }

  /// The regions that the integers may take, ascending.
  ///
  /// - Parameter scores: of regions 1 ..< k; nil for one region.
  private func possibleRegions(_ scores: ArraySlice<Double>?, _ excess: RangeExcess) -> [Int] {
    guard let scores, let terms = errors.scores else { return [0] }
    let scored = [0] + scores
    let allowances = scale.allowances(for: excess, of: terms)
    let regions = scored.indices.filter { errors.isReachable[$0] }
    let best = regions.dropFirst().reduce(regions[0]) { scored[$1] > scored[$0] ? $1 : $0 }
    return regions.filter { region in
      let bound = self.regions[best, region] + allowances[best] + allowances[region]
      return scored[best] - scored[region] <= bound
    }
  }

  /// The results of a region's map for some rows, `members.count` × q.
  private func mapValues(
    of members: [Int], in region: Int, x: Matrix<Double>, z: Matrix<Double>
  ) -> Matrix<Double> {
    var values = model.maps[region].predict(z.gathering(rows: members))
    guard let shared = model.sharedMap else { return values }
    let own = shared.predict(x.gathering(rows: members))
    for index in values.elements.indices { values.elements[index] += own.elements[index] }
    return values
  }

  /// How far rows lie outside the range of inputs and of z.
  ///
  /// - Parameter quanta: of the inputs that are standardised.
  private func excesses(
    of x: Matrix<Double>, z: Matrix<Double>, quanta: [some BinaryInteger]
  ) -> [RangeExcess] {
    let grid = aligned.grid
    let window = grid.standardizedCount
    let ends = inputEnds
    return (0..<x.rowCount).map { row in
      var excess = RangeExcess()
      let values = Array(x[row: row])
      excess.inputs = RangeExcess.beyond(
        ends,
        values.enumerated().map { column, value in
          column < window
            ? abs(value - grid.steps[column] * Double(quanta[row * window + column])) : abs(value)
        })
      excess.norm = max(0, grid.norm(values) - limits.norm)
      guard let terms = errors.projection else { return excess }
      let allowances = scale.allowances(for: excess, of: terms)
      let steps = errors.projectionSteps
      excess.projection = RangeExcess.beyond(
        steps.map { scale.largestComponent * $0 },
        steps.indices.map { component in
          steps[component] > 0
            ? abs(z[row, component]) + projectionBounds[component] + allowances[component] : 0
        })
      return excess
    }
  }

  /// The largest magnitude of each input that is not limited, n values; of a standardised one, the
  /// largest error. An input that no map sees may be anything.
  private var inputEnds: [Double] {
    let grid = aligned.grid
    let isSeen = grid.steps.contains(0) ? model.seesInputs : grid.steps.map { _ in true }
    return grid.steps.enumerated().map { column, step in
      if column < grid.standardizedCount { return scale.inputErrors[column] }
      return step > 0 || isSeen[column] ? grid.limit * step : .infinity
    }
  }

  /// Adds how far the values before a head lie outside their range.
  private func limit(_ excess: inout RangeExcess, _ values: ArraySlice<Double>, in region: Int) {
    guard model.head.layer != nil else { return }
    let steps = errors.mapSteps
    // ReLU limits from below, and an error with it; from above both students are compared at the
    // limit.
    let isLinear = model.head.kind == .linear
    let bounds = isLinear ? activationBounds[region] : []
    let allowances =
      isLinear ? scale.allowances(for: excess, of: errors.maps[region]) : []
    excess.activations = RangeExcess.beyond(
      steps.map { 127 * $0 },
      zip(values, steps).enumerated().map { index, pair in
        let (value, step) = pair
        guard step > 0 else { return 0 }
        return isLinear ? abs(value) + bounds[index] + allowances[index] : value
      })
  }
}

extension CheckedRow {
  /// Takes the float outputs in a region that the integers may take.
  ///
  /// - Parameter isWithin: by how much the difference of two outputs may be off.
  mutating func see(_ values: [Double], isWithin bound: (Int, Int) -> Double) {
    let label = values.indices.reduce(0) { values[$1] > values[$0] ? $1 : $0 }
    let isClear = values.indices.allSatisfy {
      $0 == label || values[label] - values[$0] > bound(label, $0)
    }
    see(label, isClear: isClear)
  }

  /// Takes the float output of a binary student there.
  ///
  /// - Parameter bound: by how much it may be off.
  mutating func see(sign value: Double, bound: Double) {
    see(value > 0 ? 1 : 0, isClear: abs(value) > bound)
  }

  private mutating func see(_ label: Int, isClear: Bool) {
    isCertified = isCertified && isClear && self.label ?? label == label
    self.label = label
  }
}

extension QuantizationCheck: Exchangeable {
  public func write(to message: inout RankMessage) {
    message.append(
      values: rowCount, outsideCount, violationCount, certifiedCount, largestErrors, largestShares)
  }

  public init(from message: inout RankMessage) {
    (rowCount, outsideCount, violationCount, certifiedCount, largestErrors, largestShares) =
      message.values()
  }
}
