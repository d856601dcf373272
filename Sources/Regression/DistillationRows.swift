internal import Foundation
public import LinearAlgebra

/// What a student learns from in distillation: inputs, still in their files, and for each row its
/// region, its weight and the teacher's class probabilities.
public struct DistillationRows: Sendable {
  /// N × n.
  let inputs: any RowSource
  /// N values in 0 ..< k.
  let regions: [Int32]
  /// N × C, each row sums up to 1.
  let targets: Matrix<Float>
  /// N values that add up to 1.
  let weights: [Float]

  /// - Parameters:
  ///   - inputs: N × n.
  ///   - regions: N values in 0 ..< k.
  ///   - targets: the teacher's probabilities, N × C; see `softmax(_:temperature:)`.
  ///   - weights: N values, not negative, of which one at least is positive.
  public init(
    inputs: any RowSource, regions: [Int32], targets: Matrix<Float>, weights: [Float]
  ) {
    precondition(
      inputs.rowCount == regions.count && regions.count == targets.rowCount
        && weights.count == regions.count, "one region, target and weight for each row")
    self.inputs = inputs
    self.regions = regions
    self.targets = targets
    let total = weights.reduce(0.0) { $0 + Double($1) }
    precondition(total > 0, "rows have weight")
    self.weights = weights.map { Float(Double($0) / total) }
  }

  /// The number of classes, C.
  var outputCount: Int { targets.columnCount }

  /// The probabilities softmax(logits / T), row after row.
  ///
  /// - Parameters:
  ///   - logits: N × C.
  ///   - temperature: T > 0.
  /// - Complexity: O(N · C).
  public static func softmax(_ logits: Matrix<Double>, temperature: Double) -> Matrix<Float> {
    precondition(temperature > 0, "a temperature is positive")
    let width = logits.columnCount
    var result = Matrix<Float>(rowCount: logits.rowCount, columnCount: width)
    for row in 0..<logits.rowCount {
      let values = logits[row: row].map { $0 / temperature }
      let largest = values.max() ?? 0
      let powers = values.map { exp($0 - largest) }
      let sum = powers.reduce(0, +)
      for column in 0..<width { result[row, column] = Float(powers[column] / sum) }
    }
    return result
  }
}

/// The cross-entropy of distillation, Σ w CE(targets, softmax(f(x)/T)), and its gradient in maps of
/// x − origin, one for each region (Hinton, Vinyals and Dean 2015, arXiv:1503.02531).
package struct DistillationLoss: Sendable {
  let rows: DistillationRows
  /// n values near the mean of the inputs.
  let origin: [Double]
  let temperature: Double
  let regionCount: Int

  package init(
    rows: DistillationRows, origin: [Double], temperature: Double, regionCount: Int
  ) {
    self.rows = rows
    self.origin = origin
    self.temperature = temperature
    self.regionCount = regionCount
  }

  /// The loss and its derivatives by the weights and offsets of the maps.
  package struct Value: Sendable {
    package var loss = 0.0
    var gradients: [AffineMap]

    init(regionCount: Int, featureCount: Int, outputCount: Int) {
      let zero = AffineMap(
        weights: Matrix(rowCount: outputCount, columnCount: featureCount),
        offsets: Array(repeating: 0, count: outputCount))
      gradients = Array(repeating: zero, count: regionCount)
    }

    static func += (left: inout Value, right: Value) {
      left.loss += right.loss
      for region in left.gradients.indices {
        for index in left.gradients[region].weights.elements.indices {
          left.gradients[region].weights.elements[index] +=
            right.gradients[region].weights.elements[index]
        }
        for index in left.gradients[region].offsets.indices {
          left.gradients[region].offsets[index] += right.gradients[region].offsets[index]
        }
      }
    }
  }

  /// - Parameter maps: C × n for each region, of x − origin.
  /// - Complexity: O(N · n · C), one pass over the rows.
  package func evaluate(
    _ maps: [AffineMap], parallelism: Parallelism
  ) throws(RowReadError) -> Value {
    let lanes = lanes
    let parts = try parallelism.map(lanes.count) { lane throws(RowReadError) in
      try evaluate(maps, over: lanes[lane])
    }
    return parts.dropFirst().reduce(into: parts[0]) { $0 += $1 }
  }

  /// A division of the rows among threads that depends on their number alone.
  private var lanes: [Range<Int>] {
    let count = rows.regions.count
    let laneCount = min(max(count / 1_024, 1), 8)
    return (0..<laneCount).map { count * $0 / laneCount..<count * ($0 + 1) / laneCount }
  }

  private func evaluate(
    _ maps: [AffineMap], over lane: Range<Int>
  ) throws(RowReadError) -> Value {
    let height = 512
    var value = Value(
      regionCount: regionCount, featureCount: origin.count, outputCount: rows.outputCount)
    var block = SortedBlock(height: height, featureCount: origin.count)
    var scores = [Double](repeating: 0, count: height * rows.outputCount)
    var residuals = Matrix<Double>(rowCount: height, columnCount: rows.outputCount)
    for start in stride(from: lane.lowerBound, to: lane.upperBound, by: height) {
      let range = start..<min(start + height, lane.upperBound)
      try block.read(range, of: rows, regionCount: regionCount, origin: origin)
      for (region, span) in block.spans.enumerated() where !span.isEmpty {
        block.rows.multiply(rows: span, byTransposeOf: maps[region].weights, into: &scores)
        for (index, place) in span.enumerated() {
          let offsets = maps[region].offsets
          for output in offsets.indices {
            scores[index * offsets.count + output] += offsets[output]
          }
          value.loss += residual(
            of: block.order[place], scores, index, into: &residuals, place,
            &value.gradients[region].offsets)
        }
        value.gradients[region].weights.addProduct(
          ofTranspose: residuals, block.rows, rows: span)
      }
    }
    return value
  }

  /// The loss of one row; its derivative by the outputs goes to row `place` of `residuals`.
  @inline(__always)
  private func residual(
    of row: Int, _ scores: [Double], _ index: Int, into residuals: inout Matrix<Double>,
    _ place: Int, _ sums: inout [Double]
  ) -> Double {
    let width = rows.outputCount
    let weight = Double(rows.weights[row])
    var largest = -Double.infinity
    for output in 0..<width { largest = max(largest, scores[index &* width &+ output]) }
    var total = 0.0
    var loss = 0.0
    for output in 0..<width {
      let value = (scores[index &* width &+ output] - largest) / temperature
      let power = exp(value)
      total += power
      loss -= Double(rows.targets.elements[row &* width &+ output]) * value
      residuals.elements[place &* width &+ output] = power
    }
    for output in 0..<width {
      let share = residuals.elements[place &* width &+ output] / total
      let target = Double(rows.targets.elements[row &* width &+ output])
      let residual = weight * (share - target) / temperature
      residuals.elements[place &* width &+ output] = residual
      sums[output] += residual
    }
    return weight * (loss + log(total))
  }
}

/// Consecutive rows, sorted by region and taken from an origin.
private struct SortedBlock {
  /// Rows in the order of their regions.
  private(set) var rows: Matrix<Double>
  /// The row of the source behind each row.
  private(set) var order: [Int] = []
  /// Where the rows of each region lie.
  private(set) var spans: [Range<Int>] = []
  private var buffer: [Double]

  init(height: Int, featureCount: Int) {
    rows = Matrix(rowCount: height, columnCount: featureCount)
    buffer = Array(repeating: 0, count: height * featureCount)
  }

  mutating func read(
    _ range: Range<Int>, of source: DistillationRows, regionCount: Int, origin: [Double]
  ) throws(RowReadError) {
    try source.inputs.read(range, into: &buffer)
    var starts = [Int](repeating: 0, count: regionCount + 1)
    for row in range { starts[Int(source.regions[row]) + 1] += 1 }
    for region in 0..<regionCount { starts[region + 1] += starts[region] }
    spans = (0..<regionCount).map { starts[$0]..<starts[$0 + 1] }
    order = Array(repeating: 0, count: range.count)
    let width = origin.count
    for row in range {
      let region = Int(source.regions[row])
      let place = starts[region]
      starts[region] += 1
      order[place] = row
      let (from, to) = ((row - range.lowerBound) * width, place * width)
      for column in 0..<width {
        rows.elements[to &+ column] = buffer[from &+ column] - origin[column]
      }
    }
  }
}
