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
  /// The inputs are not shared: they would take memory while the next fit finds its moments. Changed
  /// copies are in the regions that they would be answered in.
  ///
  /// - Parameters:
  ///   - regions: of the rows as they are, N values.
  ///   - gate: what finds the regions of changed copies.
  ///   - origin: n values.
  ///   - parallelism: how many threads; changes the time and never the result.
  /// - Throws: `StudentError.unreadable`.
  /// - Complexity: O(N · n), and for each copy O(N · (n · d + k · d)).
  func learning(
    in regions: [Int32], of gate: RegionGate, from origin: [Float], parallelism: Parallelism
  ) throws(StudentError) -> DistillationRows {
    let count = 1 + rows.set.copyCount
    var all = regions
    for copy in 0..<count - 1 {
      all += try rethrowing(
        gate.regions(
          of: RowSubset(rows.set.changedInputs(copy: copy), rows: rows.rows),
          parallelism: parallelism), as: StudentError.unreadable)
    }
    return DistillationRows(
      inputs: try inputs(from: origin, parallelism), regions: all,
      targets: Matrix(
        rowCount: targets.rowCount * count, columnCount: targets.columnCount,
        elements: targets.elements.repeated(count)), weights: weights(count))
  }

  /// The weights of the rows as they are, and of their copies.
  private func weights(_ count: Int) -> [Float] {
    guard let share = rows.set.changes?.withstanding.share else { return weights }
    let copied = Float(share / Double(count - 1))
    return (0..<count).flatMap { copy in
      weights.map { $0 * (copy == 0 ? Float(1 - share) : copied) }
    }
  }

  private func inputs(
    from origin: [Float], _ parallelism: Parallelism
  ) throws(StudentError) -> DistillationInputs {
    let source = rows.inputsWithCopies
    let bytes = source.rowCount * source.columnCount * MemoryLayout<Float>.size
    guard bytes <= Self.heldByteLimit * (1 + rows.set.copyCount) else { return .stored(source) }
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
  /// The inputs, followed by their changed copies.
  fileprivate var inputsWithCopies: any RowSource {
    let own = RowSubset(set.inputs, rows: rows)
    guard set.copyCount > 0 else { return own }
    return StackedRows(
      [own] + (0..<set.copyCount).map { RowSubset(set.changedInputs(copy: $0), rows: rows) })
  }

  /// The targets with the true labels mixed in.
  fileprivate func mixed(_ targets: Matrix<Float>, _ distillation: Distillation) -> Matrix<Float> {
    guard distillation.labelShare > 0, let labels = set.labels else { return targets }
    var result = targets
    let share = Float(distillation.labelShare)
    for row in 0..<primaryCount where labels[Int(rows[row])] != ActivationDump.noLabel {
      for column in 0..<targets.columnCount { result[row, column] *= 1 - share }
      result[row, Int(labels[Int(rows[row])])] += share
    }
    return result
  }

  func argmax<Scalar: Comparable>(_ values: ArraySlice<Scalar>) -> Int {
    let best = values.indices.reduce(values.startIndex) { values[$1] > values[$0] ? $1 : $0 }
    return best - values.startIndex
  }
}

extension TrainingSet {
  /// The changed copies of each row that distillation reads; 0 where nothing is withstood.
  var copyCount: Int { changes?.withstanding.copyCount ?? 0 }
}

extension Array {
  /// The elements so many times, one time after the other.
  func repeated(_ count: Int) -> [Element] {
    count == 1 ? self : Array(repeatElement(self, count: count).joined())
  }
}
