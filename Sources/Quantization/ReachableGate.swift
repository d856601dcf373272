internal import HostRuntime
internal import PackedFormat

/// The integers of a gate, and the regions that they can take.
///
/// A writer makes the scores of a region that no vector reaches smaller than all others. Region 0, whose
/// score is 0, has no row. Where it is such a region, all other scores lie above 0, and count from
/// another region here.
struct ReachableGate {
  /// k − 1.
  let rowCount: Int
  /// (k − 1) × d, row after row, less those of `origin`.
  let weights: [Int16]
  /// k − 1 values, less that of `origin`.
  let biases: [Int64]
  /// Whether any vector takes each region, k values. Some that none takes may count.
  let isReachable: [Bool]
  /// The lowest of these.
  let origin: Int

  /// - Parameters:
  ///   - student: the integers; nil comes of one without a gate.
  ///   - isPlain: whether every region counts, as in students of one int8 scale.
  /// - Complexity: O(k · d).
  init?(_ student: QuantizedStudent, isPlain: Bool) {
    guard let gate = student.gate else { return nil }
    let (rowCount, width) = (gate.rowCount, gate.columnCount)
    var isReachable = [Bool](repeating: true, count: rowCount + 1)
    if !isPlain {
      let largest = Int64(student.header.largestComponent)
      for row in 0..<rowCount {
        let sum = gate.weights[row * width..<(row + 1) * width].reduce(0) {
          $0 + Int64(abs(Int($1)))
        }
        let bias = Int64(gate.biases[row])
        // Scores are compared with the 0 of region 0.
        if bias + largest * sum < 0 { isReachable[row + 1] = false }
        if bias - largest * sum > 0 { isReachable[0] = false }
      }
    }
    let origin = isReachable.firstIndex(of: true) ?? 0
    var base = [Int8](repeating: 0, count: width)
    if origin > 0 { base = Array(gate.weights[(origin - 1) * width..<origin * width]) }
    let bias = origin > 0 ? Int64(gate.biases[origin - 1]) : 0
    self.rowCount = rowCount
    weights = gate.weights.enumerated().map { Int16($1) - Int16(base[$0 % width]) }
    biases = gate.biases.map { Int64($0) - bias }
    self.isReachable = isReachable
    self.origin = origin
  }
}
