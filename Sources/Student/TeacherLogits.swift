public import ActivationFormats
internal import Regression
public import Rows

/// The teacher's logits, N × C, read block by block. Where the dump has activations and a head,
/// they are computed from both in double precision, so that a folded student equals a linear one
/// exactly. Otherwise they are as dumped.
public struct TeacherLogits: RowSource {
  private enum Origin: Sendable {
    case dumped(DumpLogits)
    case computed(NumericArray, AffineMap)
  }

  private let origin: Origin

  /// - Parameters:
  ///   - dump: the teacher's arrays.
  ///   - head: the teacher's last layer; nil takes the dump's own.
  /// - Returns: nil when the dump has no logits.
  public init?(_ dump: ActivationDump, head: DumpHead? = nil) {
    if let head = head ?? dump.head, let activations = dump.activations,
      activations.columnCount == head.weight.rowCount
    {
      let layer = AffineMap(weights: head.weight.transposed, offsets: head.bias)
      origin = .computed(activations, layer)
    } else if let logits = dump.logits {
      origin = .dumped(logits)
    } else {
      return nil
    }
  }

  public var rowCount: Int {
    switch origin {
    case .dumped(let logits): logits.rowCount
    case .computed(let activations, _): activations.rowCount
    }
  }

  /// The number of outputs, C.
  public var columnCount: Int {
    switch origin {
    case .dumped(let logits): logits.columnCount
    case .computed(_, let layer): layer.outputCount
    }
  }

  public func read<Scalar: RowScalar>(
    _ rows: Range<Int>, into block: inout [Scalar]
  ) throws(RowReadError) {
    switch origin {
    case .dumped(let logits): try Self.read(rows, of: logits, into: &block)
    case .computed(let activations, let layer):
      try Self.forEachPart(of: rows.count) { part throws(RowReadError) in
        let start = rows.lowerBound
        let values = try activations.matrix(
          of: start + part.lowerBound..<start + part.upperBound, as: Double.self)
        layer.predict(values).read(0..<part.count, into: &block)
        block.moveStart(part.count * columnCount, to: part.lowerBound * columnCount)
      }
    }
  }

  public func read<Scalar: RowScalar>(
    _ rows: [Int], into block: inout [Scalar]
  ) throws(RowReadError) {
    switch origin {
    case .dumped(let logits): try Self.read(rows, of: logits, into: &block)
    case .computed(let activations, let layer):
      try Self.forEachPart(of: rows.count) { part throws(RowReadError) in
        var values = Matrix<Double>(rowCount: part.count, columnCount: activations.columnCount)
        try Self.read(Array(rows[part]), of: activations, into: &values.elements)
        layer.predict(values).read(0..<part.count, into: &block)
        block.moveStart(part.count * columnCount, to: part.lowerBound * columnCount)
      }
    }
  }

  /// Activations are wider than logits: a part of a large block at a time, the last one first. Each
  /// is written to the start of the block and moved to its place, where no earlier part reaches.
  private static func forEachPart(
    of count: Int, _ body: (Range<Int>) throws(RowReadError) -> Void
  ) throws(RowReadError) {
    for start in stride(from: 0, to: count, by: 1_024).reversed() {
      try body(start..<min(start + 1_024, count))
    }
  }

  private static func read<Scalar: RowScalar>(
    _ rows: Range<Int>, of source: some RowSource, into block: inout [Scalar]
  ) throws(RowReadError) {
    try source.read(rows, into: &block)
  }

  private static func read<Scalar: RowScalar>(
    _ rows: [Int], of source: some RowSource, into block: inout [Scalar]
  ) throws(RowReadError) {
    try source.read(rows, into: &block)
  }
}
