internal import Foundation
public import Rows

/// The inputs of distillation, N × n, which every pass takes less an origin.
public enum DistillationInputs: Sendable {
  /// Read in every pass.
  case stored(any RowSource)
  /// In memory, less `origin` already.
  case held(RowBlock, origin: [Float])

  var rowCount: Int {
    switch self {
    case .stored(let source): source.rowCount
    case .held(let block, _): block.rowCount
    }
  }

  /// Brings `rows`, less `origin`, into `block`.
  ///
  /// - Returns: Where the first of them is in `block`.
  func bring(
    _ rows: Range<Int>, less origin: [Float], into block: inout RowBlock
  ) throws(RowReadError) -> Int {
    switch self {
    case .stored(let source):
      try block.read(rows, of: source, from: origin)
      return 0
    case .held(let all, let own):
      precondition(
        own.elementsEqual(origin) { $0.bitPattern == $1.bitPattern },
        "inputs that are held less another origin")
      block = all
      return rows.lowerBound
    }
  }
}

/// The rows of a distillation: inputs, and for each row its region, its weight and the teacher's
/// class probabilities.
public struct DistillationRows: Sendable {
  /// N × n.
  let inputs: DistillationInputs
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
    inputs: DistillationInputs, regions: [Int32], targets: Matrix<Float>, weights: [Float]
  ) {
    precondition(
      inputs.rowCount == regions.count && regions.count == targets.rowCount
        && weights.count == regions.count, "one region, target and weight for each row")
    self.inputs = inputs
    self.regions = regions
    self.targets = targets
    let tree = ReductionTree(rowCount: weights.count, leafRowCount: 4_096)
    let total = Parallelism.serial.reduce(over: tree) { leaf in
      weights[tree[leaf]].reduce(0.0) { $0 + Double($1) }
    } join: {
      $0 += $1
    }
    precondition(total > 0, "rows have weight")
    self.weights = weights.map { Float(Double($0) / total) }
  }

  private init(_ rows: DistillationRows, regions: [Int32]) {
    (inputs, targets, weights) = (rows.inputs, rows.targets, rows.weights)
    self.regions = regions
  }

  /// The same rows in other regions.
  package func inRegions(_ regions: [Int32]) -> DistillationRows {
    precondition(regions.count == self.regions.count, "one region for each row")
    return DistillationRows(self, regions: regions)
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
