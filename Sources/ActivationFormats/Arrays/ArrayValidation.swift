import Rows
import Synchronization

/// The findings of a pass over all values of an array.
struct ValueScan: Exchangeable {
  /// The least and the largest finite value; nil when there is none.
  var minimum: Double?
  var maximum: Double?
  var nonFiniteCount = 0

  mutating func insert(_ value: Double) {
    guard value.isFinite else {
      nonFiniteCount += 1
      return
    }
    minimum = Swift.min(minimum ?? value, value)
    maximum = Swift.max(maximum ?? value, value)
  }

  mutating func merge(_ other: ValueScan) {
    nonFiniteCount += other.nonFiniteCount
    guard let least = other.minimum, let largest = other.maximum else { return }
    minimum = Swift.min(minimum ?? least, least)
    maximum = Swift.max(maximum ?? largest, largest)
  }
}

extension ValueScan {
  func write(to message: inout RankMessage) {
    message.append(values: minimum, maximum, nonFiniteCount)
  }

  init(from message: inout RankMessage) {
    (minimum, maximum, nonFiniteCount) = message.values()
  }
}

/// Values of some rows that are not finite: how many, and where the first is.
private struct NonFinite: Exchangeable {
  let count: Int
  let row: Int
  let column: Int

  init(count: Int, row: Int, column: Int) {
    (self.count, self.row, self.column) = (count, row, column)
  }

  func write(to message: inout RankMessage) { message.append(values: count, row, column) }
  init(from message: inout RankMessage) { (count, row, column) = message.values() }
}

extension NumericArray {
  /// How many rows to decode at a time: about a megabyte.
  private var rowsInBlock: Int { Swift.max(1, (1 << 17) / Swift.max(1, columnCount)) }

  /// Ranges of rows that cover the array, each of a size that is sensible to decode at once.
  var blocks: some Sequence<Range<Int>> { blocks(of: 0..<rowCount) }

  private func blocks(of rows: Range<Int>) -> some Sequence<Range<Int>> {
    let step = rowsInBlock
    // Rows without columns hold nothing, and there may be very many of them.
    let end = columnCount > 0 ? rows.upperBound : rows.lowerBound
    return stride(from: rows.lowerBound, to: end, by: step).lazy.map {
      $0..<Swift.min($0 + step, end)
    }
  }

  /// The results of `body` for parts of the rows, each some blocks or more, in order. The parts
  /// do not depend on the number of threads, and there are no more than a thousand.
  private func mapParts<Result: Exchangeable>(
    parallelism: Parallelism, progress: ProgressHandler? = nil,
    _ body: @Sendable (Range<Int>) throws(RowReadError) -> Result
  ) throws(ActivationFormatsError) -> [Result] {
    guard columnCount > 0, rowCount > 0 else { return [] }
    let height = Swift.max(rowsInBlock, (rowCount + 1023) / 1024)
    let done = Mutex(0)
    do throws(RowReadError) {
      return try parallelism.mapOverRanks((rowCount + height - 1) / height) {
        part throws(RowReadError) in
        let rows = part * height..<Swift.min((part + 1) * height, rowCount)
        let result = try body(rows)
        done.withLock { done in
          done += rows.count
          progress?(ProgressReport("import", done: done, total: rowCount, unit: .rows))
        }
        return result
      }
    } catch {
      throw .unreadableRows(error)
    }
  }

  /// All elements of a small array.
  func doubles() throws(ActivationFormatsError) -> Matrix<Double> {
    try validateColumns()
    try validateMemory()
    return try rethrowing(matrix(as: Double.self), as: ActivationFormatsError.unreadableRows)
  }

  func validateShape(
    ranks: ClosedRange<Int>, expected: String
  ) throws(ActivationFormatsError) {
    guard ranks.contains(shape.count) else {
      throw .wrongRank(file: file, array: name, shape: shape, expected: expected)
    }
    guard !shape.contains(0) else { throw .emptyArray(file: file, array: name, shape: shape) }
    try validateColumns()
  }

  /// Refuses rows that are too long to be read.
  private func validateColumns() throws(ActivationFormatsError) {
    guard isReadable else {
      throw .tooManyColumns(
        file: file, array: name, columns: columnCount, limit: Self.maximumColumnCount)
    }
  }

  /// Refuses to bring more numbers into memory than there is room for: a file can announce many
  /// that take no room on the disk.
  func validateMemory() throws(ActivationFormatsError) {
    let (count, isTooLarge) = (rowCount * columnCount).multipliedReportingOverflow(by: 16)
    guard !isTooLarge, count <= 1 << 24 || AddressSpace.holds(count) else {
      throw .outOfMemory(file: file, array: name, bytes: isTooLarge ? .max : count)
    }
  }

  /// Refuses NaN, infinities and values that single precision cannot hold. One pass, block by
  /// block.
  func validateFinite(
    parallelism: Parallelism, progress: ProgressHandler? = nil
  ) throws(ActivationFormatsError) {
    guard elementType.isFloatingPoint else { return }
    let found = try mapParts(parallelism: parallelism, progress: progress) {
      rows throws(RowReadError) in
      let count = try nonFiniteCount(rows)
      let first = count > 0 ? try firstNonFinite(rows) : nil
      return first.map { NonFinite(count: count, row: $0.row, column: $0.column) }
    }.compactMap(\.self)
    guard let first = found.first else { return }
    throw .nonFinite(
      file: file, array: name, count: found.reduce(0) { $0 + $1.count }, row: first.row,
      column: first.column)
  }

  /// The first value of `rows` that is not finite in single precision, in row-major order.
  private func firstNonFinite(
    _ rows: Range<Int>
  ) throws(RowReadError) -> (row: Int, column: Int)? {
    var block = [Float](repeating: 0, count: Swift.min(rowsInBlock, rows.count) * columnCount)
    for rows in blocks(of: rows) {
      try read(rows, into: &block)
      let elements = block.prefix(rows.count * columnCount)
      guard let index = elements.firstIndex(where: { !$0.isFinite }) else { continue }
      let (row, column) = index.quotientAndRemainder(dividingBy: columnCount)
      return (rows.lowerBound + row, column)
    }
    return nil
  }

  /// The range of the finite values and the number of the others, in double precision. Rows that
  /// are too long to be read count as neither.
  func scanRange(parallelism: Parallelism) throws(ActivationFormatsError) -> ValueScan {
    guard isReadable else { return ValueScan() }
    let scans = try mapParts(parallelism: parallelism) { rows throws(RowReadError) in
      try scanRange(rows)
    }
    return scans.reduce(into: ValueScan()) { $0.merge($1) }
  }

  private func scanRange(_ rows: Range<Int>) throws(RowReadError) -> ValueScan {
    var block = [Double](repeating: 0, count: Swift.min(rowsInBlock, rows.count) * columnCount)
    var (least, largest, nonFinite) = (Double.infinity, -Double.infinity, 0)
    for rows in blocks(of: rows) {
      try read(rows, into: &block)
      for value in block[..<(rows.count * columnCount)] {
        guard value.isFinite else {
          nonFinite += 1
          continue
        }
        least = Swift.min(least, value)
        largest = Swift.max(largest, value)
      }
    }
    let hasFinite = least <= largest
    return ValueScan(
      minimum: hasFinite ? least : nil, maximum: hasFinite ? largest : nil,
      nonFiniteCount: nonFinite)
  }
}
