internal import ActivationFormats
internal import Regression
public import Rows

/// The part of distillation that depends on rows and not on regions. All students of these rows
/// share it.
public struct Lessons: Sendable {
  /// How they are learned.
  public let distillation: Distillation
  private let rows: FittingRows
  /// The teacher's probabilities, N × C.
  private let targets: Matrix<Float>
  /// N values that add up to 1.
  let weights: [Float]

  /// - Parameters:
  ///   - rows: the rows to learn from.
  ///   - distillation: how.
  ///   - parallelism: how many threads; changes the time and never the result.
  /// - Throws: `StudentError.noLogits` where the teacher gave none, and `.unreadable`.
  /// - Complexity: O(N · C), and the work of the teacher's head; holds 4 (C + 1) bytes for each
  ///   row.
  public init(
    _ rows: FittingRows, distillation: Distillation, parallelism: Parallelism
  ) throws(StudentError) {
    guard let logits = rows.set.logits else { throw .noLogits(path: "the training dump") }
    let source = RowSubset(logits, rows: rows.rows)
    let width = logits.columnCount
    var targets: [Float] = []
    targets.reserveCapacity(source.rowCount * width)
    do throws(RowReadError) {
      try parallelism.forEachBlockOverRanks(of: RowBlocks(rowCount: source.rowCount, width: width))
      {
        (range) throws(RowReadError) in
        DistillationRows.softmax(
          try source.matrix(of: range, as: Double.self), temperature: distillation.temperature)
      } take: { (_: Range<Int>, part: Matrix<Float>) throws(RowReadError) in
        targets.append(contentsOf: part.elements)
      }
    } catch {
      throw .unreadable(error)
    }
    let taught = Matrix(rowCount: source.rowCount, columnCount: width, elements: targets)
    self.rows = rows
    self.distillation = distillation
    weights = try rethrowing(
      rows.weights(balance: distillation.balance), as: StudentError.unreadable
    ).map { Float($0) }
    self.targets = rows.mixed(taught, distillation)
  }

  /// The lessons of rows in their regions, with the inputs less `origin`.
  ///
  /// The inputs are not shared: they would take memory while the next fit finds its moments.
  ///
  /// - Parameters:
  ///   - regions: of the rows, N values.
  ///   - origin: n values.
  ///   - parallelism: how many threads; changes the time and never the result.
  /// - Throws: `StudentError.unreadable`.
  /// - Complexity: O(N · n).
  func learning(
    in regions: [Int32], from origin: [Float], parallelism: Parallelism
  ) throws(StudentError) -> DistillationRows {
    DistillationRows(
      inputs: try inputs(from: origin, parallelism), regions: regions, targets: targets,
      weights: weights)
  }

  private func inputs(
    from origin: [Float], _ parallelism: Parallelism
  ) throws(StudentError) -> DistillationInputs {
    let source = RowSubset(rows.set.inputs, rows: rows.rows)
    let bytes = source.rowCount * source.columnCount * MemoryLayout<Float>.size
    guard bytes <= Self.heldByteLimit else { return .stored(source) }
    var block = RowBlock(columnCount: source.columnCount)
    try rethrowing(
      block.read(
        0..<source.rowCount, of: source, from: origin, parallelism: parallelism),
      as: StudentError.unreadable)
    return .held(block, origin: origin)
  }

  /// The most bytes of inputs that are held in memory for the passes of distillation; more are read
  /// from their files in every pass.
  private static var heldByteLimit: Int { 64 << 20 }
}

extension FittingRows {
  /// The targets with the true labels mixed in.
  fileprivate func mixed(_ targets: Matrix<Float>, _ distillation: Distillation) -> Matrix<Float> {
    guard distillation.labelShare > 0 else { return targets }
    var result = targets
    let share = Float(distillation.labelShare)
    for row in 0..<ownCount {
      guard let label = set.label(ofRow: Int(rows[row])) else { continue }
      for column in 0..<targets.columnCount { result[row, column] *= 1 - share }
      result[row, label] += share
    }
    return result
  }

  func argmax<Scalar: Comparable>(_ values: ArraySlice<Scalar>) -> Int {
    let best = values.indices.reduce(values.startIndex) { values[$1] > values[$0] ? $1 : $0 }
    return best - values.startIndex
  }
}
