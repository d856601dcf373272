internal import ActivationFormats
internal import Disturbances
internal import Files
internal import Records
internal import Rows
internal import Student

/// The rows of a dump, and the same under every standard disturbance.
struct DisturbedDump: Sendable {
  let dump: ActivationDump
  let layout: WindowLayout
  /// For each channel, the deviation that windows are standardised to afterwards; nil for none.
  let targets: [Double]?
  let kinds: [Disturbance]
  private let measurement: Robustness

  /// - Throws: `TesseraError.student` where the window is too long, `.unreadableRows`.
  /// - Complexity: O(N · n).
  init(
    _ measurement: Robustness, _ dump: ActivationDump, parallelism: Parallelism
  ) throws(TesseraError) {
    let length = measurement.windowLength
    if let length, length > dump.featureCount {
      throw .student(.windowTooLong(length: length, featureCount: dump.featureCount))
    }
    self.measurement = measurement
    self.dump = dump
    layout =
      length.map { WindowLayout(length: $0) } ?? WindowLayout(shape: dump.inputs.shape)
    let statistics = try rethrowing(
      WindowStatistics(dump.inputs, layout: layout, parallelism: parallelism),
      as: TesseraError.unreadableRows)
    targets = statistics.isStandardized ? statistics.meanDeviations : nil
    kinds = Disturbance.standard(
      channelCount: layout.channelCount, samplingRate: measurement.samplingRate)
  }

  /// The rows under one disturbance.
  func rows(_ disturbance: Disturbance) -> RewrittenRows {
    RewrittenRows(
      dump.inputs, layout: layout, disturbance: disturbance,
      samplingRate: measurement.samplingRate, seed: measurement.seed, targets: targets)
  }

  /// Writes the rows of all disturbances, one disturbance after the other.
  ///
  /// - Parameter path: an `.npy` file of float32, in the shape of the dump's inputs.
  /// - Throws: `TesseraError.unreadableRows` and `.files`; the file is complete or not there.
  /// - Complexity: O(N · n) for each disturbance; memory for some blocks of rows.
  func write(to path: String, parallelism: Parallelism) throws(TesseraError) {
    let shape = [kinds.count * dump.sampleCount] + dump.inputs.shape.dropFirst()
    let blocks = RowBlocks(rowCount: dump.sampleCount, width: dump.featureCount)
    try AtomicFile.write(to: [path], failing: TesseraError.files) { files throws(TesseraError) in
      try files[0].append(NPYWriter.header(descriptor: "<f4", shape: shape).span.bytes)
      for kind in kinds {
        let rows = rows(kind)
        try parallelism.forEachBlock(of: blocks) { range throws(TesseraError) in
          let block = try rethrowing(
            rows.matrix(of: range, as: Float.self), as: TesseraError.unreadableRows)
          return block.elements.map { $0.bitPattern.littleEndian }
        } take: { (_: Range<Int>, words: [UInt32]) throws(TesseraError) in
          try files[0].append(words.span.bytes)
        }
      }
    }
  }

  /// The answers of a teacher that saw the rows of all disturbances, disturbance by disturbance.
  ///
  /// - Parameter teacher: a dump of the rows that `write` writes.
  /// - Throws: `TesseraError.mismatchedDump`, `.otherRows`, `.nothingToCompare`, `.unreadableRows`.
  /// - Complexity: O(N · n) for each disturbance.
  func answers(
    of teacher: ActivationDump, parallelism: Parallelism
  ) throws(TesseraError) -> [[Int]] {
    let count = dump.sampleCount
    guard teacher.featureCount == dump.featureCount else {
      throw .mismatchedDump(
        path: teacher.path, what: "features", found: teacher.featureCount,
        expected: dump.featureCount)
    }
    guard teacher.sampleCount == kinds.count * count else {
      throw .otherRows(path: teacher.path)
    }
    guard let logits = TeacherLogits(teacher, head: teacher.head ?? dump.head) else {
      throw .nothingToCompare(path: teacher.path, isClassifier: true)
    }
    for (index, kind) in kinds.enumerated() {
      let seen = RowSubset(
        teacher.inputs, rows: (index * count..<(index + 1) * count).map { Int32($0) })
      let isSame = try rethrowing(
        rows(kind).isEqual(to: seen, parallelism: parallelism), as: TesseraError.unreadableRows)
      guard isSame else { throw .otherRows(path: teacher.path) }
    }
    let labels = try rethrowing(
      logits.answers(parallelism: parallelism) { (block: Matrix<Double>) in
        block.labels(isBinary: logits.columnCount == 1)
      }, as: TesseraError.unreadableRows)
    return kinds.indices.map { Array(labels[$0 * count..<($0 + 1) * count]) }
  }
}

extension RowSource {
  /// A label for each row, found block by block.
  func answers<Scalar: RowScalar>(
    parallelism: Parallelism, labels: @Sendable (Matrix<Scalar>) -> [Int]
  ) throws(RowReadError) -> [Int] {
    var found: [Int] = []
    found.reserveCapacity(rowCount)
    let blocks = RowBlocks(rowCount: rowCount, width: columnCount)
    try parallelism.forEachBlock(of: blocks) { range throws(RowReadError) in
      labels(try matrix(of: range, as: Scalar.self))
    } take: { (_: Range<Int>, part: [Int]) throws(RowReadError) in
      found += part
    }
    return found
  }

  /// Whether another source has the same numbers, as float32.
  fileprivate func isEqual(
    to other: some RowSource, parallelism: Parallelism
  ) throws(RowReadError) -> Bool {
    var isEqual = rowCount == other.rowCount
    guard isEqual else { return false }
    let blocks = RowBlocks(rowCount: rowCount, width: columnCount)
    try parallelism.forEachBlock(of: blocks) { range throws(RowReadError) in
      try matrix(of: range, as: Float.self) == other.matrix(of: range, as: Float.self)
    } take: { (_: Range<Int>, part: Bool) throws(RowReadError) in
      isEqual = isEqual && part
    }
    return isEqual
  }
}
