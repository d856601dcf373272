public import Rows

extension NumericArray: RowSource {
  public func read<Scalar: RowScalar>(
    _ rows: Range<Int>, into block: inout [Scalar]
  ) throws(RowReadError) {
    try decode(CollectionOfOne(rows), into: &block)
  }

  /// As `RowSource` has it; the rows may also come in any order, and again.
  ///
  /// - Parameters:
  ///   - rows: indices in 0 ..< N.
  ///   - block: at least `rows.count` · n values; the first are written.
  /// - Throws: `RowReadError` when the file can no longer be read.
  /// - Complexity: O(`rows.count` · n).
  public func read<Scalar: RowScalar>(
    _ rows: [Int], into block: inout [Scalar]
  ) throws(RowReadError) {
    try decode(Self.runs(of: rows), into: &block)
  }

  /// The runs of consecutive numbers in `rows`.
  private static func runs(of rows: [Int]) -> [Range<Int>] {
    var runs: [Range<Int>] = []
    for row in rows {
      if let last = runs.last, last.upperBound == row {
        runs[runs.count - 1] = last.lowerBound..<row + 1
      } else {
        runs.append(row..<row + 1)
      }
    }
    return runs
  }

  /// Decodes the rows in `ranges`, one range after another, to the start of `block`.
  private func decode<Scalar: RowScalar>(
    _ ranges: some Collection<Range<Int>>, into block: inout [Scalar]
  ) throws(RowReadError) {
    let count = ranges.reduce(0) { $0 + $1.count }
    precondition(isReadable, "rows of more than \(Self.maximumColumnCount) values")
    precondition(block.count >= count * columnCount, "the block is too small")
    try block.withUnsafeMutableBufferPointer { block throws(RowReadError) in
      let bytes = UnsafeMutableRawBufferPointer(block)
      guard let target = bytes.baseAddress else { return }
      if Scalar.self == Float.self {
        let target = target.assumingMemoryBound(to: Float.self)
        try forEachRun(of: ranges) { run, offset, stride in
          run.decode(elementType, to: target + offset, stride: stride)
        }
      } else {
        let target = target.assumingMemoryBound(to: Double.self)
        try forEachRun(of: ranges) { run, offset, stride in
          run.decode(elementType, to: target + offset, stride: stride)
        }
      }
    }
  }

  /// Decodes rows of an integer array to the start of `block`.
  func decodeIntegers(_ rows: Range<Int>, into block: inout [Int64]) throws(RowReadError) {
    precondition(isReadable, "rows of more than \(Self.maximumColumnCount) values")
    precondition(block.count >= rows.count * columnCount, "the block is too small")
    try block.withUnsafeMutableBufferPointer { block throws(RowReadError) in
      guard let target = block.baseAddress else { return }
      try forEachRun(of: CollectionOfOne(rows)) { run, offset, stride in
        run.decodeIntegers(elementType, to: target + offset, stride: stride)
      }
    }
  }

  /// How many elements of `rows` are not finite in single precision.
  func nonFiniteCount(_ rows: Range<Int>) throws(RowReadError) -> Int {
    var count = 0
    try forEachRun(of: CollectionOfOne(rows)) { run, _, _ in
      count += run.nonFiniteCount(elementType)
    }
    return count
  }

  /// Calls `body` with every run of consecutive elements of the rows in `ranges`. It also gets the
  /// index of the first element in the row-major block of these rows, and the distance there.
  private func forEachRun(
    of ranges: some Collection<Range<Int>>, _ body: (ElementRun, Int, Int) -> Void
  ) throws(RowReadError) {
    let buffer = BlockBuffer()
    var pieces: [RowPiece] = []
    var current = 0
    var blockRow = 0
    for range in ranges {
      precondition(
        range.lowerBound >= 0 && range.upperBound <= rowCount,
        "rows \(range) of an array of \(rowCount) rows")
      var row = range.lowerBound
      while row < range.upperBound {
        let index = segmentIndex(of: row)
        let start = segmentStarts[index]
        let end = min(range.upperBound, start + segments[index].rowCount)
        let piece = RowPiece(rows: row - start..<end - start, blockRow: blockRow)
        if let last = pieces.last, let first = pieces.first,
          index != current || !segments[current].joins(first, last, piece, of: self)
        {
          try segments[current].forEachRun(pieces, of: self, buffer: buffer, body)
          pieces.removeAll(keepingCapacity: true)
        }
        current = index
        pieces.append(piece)
        blockRow += end - row
        row = end
      }
    }
    guard !pieces.isEmpty else { return }
    try segments[current].forEachRun(pieces, of: self, buffer: buffer, body)
  }

  /// The segment that holds `row`.
  private func segmentIndex(of row: Int) -> Int {
    var (low, high) = (0, segments.count)
    while high - low > 1 {
      let middle = (low + high) / 2
      if segmentStarts[middle] <= row { low = middle } else { high = middle }
    }
    // Segments without rows begin where the next one does.
    return low
  }
}

/// Consecutive rows of a segment, and where they go.
struct RowPiece {
  /// Rows of the segment.
  let rows: Range<Int>
  /// The row of the caller's block that the first of them becomes.
  let blockRow: Int
}

extension ArraySegment {
  /// The longest gap between wanted bytes that is read rather than skipped: a copy of so much
  /// takes about as long as another call of the system.
  private static let gapBytes = 1 << 14

  /// Whether `next` is read together with the pieces from `first` to `last`.
  func joins(
    _ first: RowPiece, _ last: RowPiece, _ next: RowPiece, of array: NumericArray
  ) -> Bool {
    guard storage.memory == nil, next.rows.lowerBound >= last.rows.upperBound else { return false }
    let size = array.elementType.byteCount * (isFortranOrder ? 1 : array.columnCount)
    return (next.rows.lowerBound - last.rows.upperBound) * size <= Self.gapBytes
      && (next.rows.upperBound - first.rows.lowerBound) * size <= ByteStorage.blockBytes
  }

  /// Calls `body` with every run of consecutive elements in `pieces`. It also gets the index of the
  /// first element in the caller's row-major block, and the distance there.
  func forEachRun(
    _ pieces: [RowPiece], of array: NumericArray, buffer: BlockBuffer,
    _ body: (ElementRun, Int, Int) -> Void
  ) throws(RowReadError) {
    precondition(
      byteOffset >= 0
        && byteOffset + rowCount * array.columnCount * array.elementType.byteCount <= storage.count,
      "an array lies within its file")
    guard let first = pieces.first, let last = pieces.last, array.columnCount > 0 else { return }
    let reader = RunReader(segment: self, array: array, buffer: buffer)
    if isFortranOrder {
      let limit = storage.memory == nil ? ByteStorage.blockBytes / reader.size : .max
      guard pieces.count == 1, first.rows.count > limit else {
        return try reader.readColumns(pieces, first.rows.lowerBound..<last.rows.upperBound, body)
      }
      for start in stride(from: first.rows.lowerBound, to: first.rows.upperBound, by: limit) {
        let rows = start..<min(start + limit, first.rows.upperBound)
        let piece = RowPiece(
          rows: rows, blockRow: first.blockRow + start - first.rows.lowerBound)
        try reader.readColumns([piece], rows, body)
      }
    } else if pieces.count == 1 {
      try reader.readConsecutive(first, body)
    } else {
      try reader.readRows(pieces, first.rows.lowerBound..<last.rows.upperBound, body)
    }
  }
}

/// Brings the bytes of one segment and cuts them into runs of elements.
private struct RunReader {
  let segment: ArraySegment
  let array: NumericArray
  let buffer: BlockBuffer

  var size: Int { array.elementType.byteCount }

  private func run(_ source: UnsafeRawPointer, _ count: Int) -> ElementRun {
    ElementRun(source: source, count: count, isBigEndian: segment.isBigEndian)
  }

  /// Calls `body` with `count` elements from `element` on.
  private func withElements(
    _ element: Int, _ count: Int, _ body: (UnsafeRawPointer) -> Void
  ) throws(RowReadError) {
    let offset = segment.byteOffset + element * size
    if let memory = segment.storage.memory {
      if let base = memory.baseAddress { body(base + offset) }
      return
    }
    let block = buffer.bytes(count * size)
    try segment.storage.read(at: offset, into: block)
    if let base = block.baseAddress { body(UnsafeRawPointer(base)) }
  }

  /// Rows in C order without gaps, of any number.
  func readConsecutive(
    _ piece: RowPiece, _ body: (ElementRun, Int, Int) -> Void
  ) throws(RowReadError) {
    let columns = array.columnCount
    let end = piece.rows.upperBound * columns
    let limit = segment.storage.memory == nil ? ByteStorage.blockBytes / size : end
    var element = piece.rows.lowerBound * columns
    var target = piece.blockRow * columns
    while element < end {
      let count = min(limit, end - element)
      try withElements(element, count) { body(run($0, count), target, 1) }
      element += count
      target += count
    }
  }

  /// Pieces in C order, with the rows between them: one read.
  func readRows(
    _ pieces: [RowPiece], _ span: Range<Int>, _ body: (ElementRun, Int, Int) -> Void
  ) throws(RowReadError) {
    let columns = array.columnCount
    try withElements(span.lowerBound * columns, span.count * columns) { base in
      for piece in pieces {
        let source = base + (piece.rows.lowerBound - span.lowerBound) * columns * size
        body(run(source, piece.rows.count * columns), piece.blockRow * columns, 1)
      }
    }
  }

  /// Pieces in Fortran order, with the rows between them: a part of each column, or parts of
  /// several columns with the bytes between them.
  func readColumns(
    _ pieces: [RowPiece], _ span: Range<Int>, _ body: (ElementRun, Int, Int) -> Void
  ) throws(RowReadError) {
    let columns = array.columnCount
    let isInMemory = segment.storage.memory != nil
    let isDense = (segment.rowCount - span.count) * size <= ByteStorage.blockBytes / 16
    let distance = isInMemory || isDense ? segment.rowCount : span.count
    let fitting = isInMemory ? columns : max(1, 4 * ByteStorage.blockBytes / (distance * size))
    for first in stride(from: 0, to: columns, by: fitting) {
      let group = first..<min(first + fitting, columns)
      let start = first * segment.rowCount + span.lowerBound
      if distance == segment.rowCount {
        try withElements(start, (group.count - 1) * distance + span.count) { base in
          cut(pieces, span, group, base, distance: distance, body)
        }
      } else {
        let block = buffer.bytes(group.count * distance * size)
        for index in 0..<group.count {
          let part = block[index * distance * size..<(index + 1) * distance * size]
          try segment.storage.read(
            at: segment.byteOffset + (start + index * segment.rowCount) * size,
            into: UnsafeMutableRawBufferPointer(rebasing: part))
        }
        guard let base = block.baseAddress else { return }
        cut(pieces, span, group, UnsafeRawPointer(base), distance: distance, body)
      }
    }
  }

  /// Cuts parts of columns, `distance` elements from each other, into runs. Tiles of rows keep the
  /// scattered writes in the cache.
  private func cut(
    _ pieces: [RowPiece], _ span: Range<Int>, _ group: Range<Int>, _ base: UnsafeRawPointer,
    distance: Int, _ body: (ElementRun, Int, Int) -> Void
  ) {
    let columns = array.columnCount
    for piece in pieces {
      for start in stride(from: piece.rows.lowerBound, to: piece.rows.upperBound, by: 64) {
        let height = min(64, piece.rows.upperBound - start)
        let target = (piece.blockRow + start - piece.rows.lowerBound) * columns
        for column in group {
          let element = (column - group.lowerBound) * distance + start - span.lowerBound
          body(
            run(base + element * size, height), target + array.rowMajorColumn(column), columns)
        }
      }
    }
  }
}
