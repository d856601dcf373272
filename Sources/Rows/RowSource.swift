/// A number that rows are read as: `Float` and `Double`.
public protocol RowScalar: BinaryFloatingPoint, Sendable {}

extension Float: RowScalar {}
extension Double: RowScalar {}

/// Rows of numbers that are read block by block: a matrix in memory, or an array in a file that
/// may be larger than memory.
public protocol RowSource: Sendable {
  /// The number of rows, N.
  var rowCount: Int { get }
  /// The number of columns, n.
  var columnCount: Int { get }

  /// Writes consecutive rows to the start of `block`, row after row; the rest of it stays.
  ///
  /// - Parameters:
  ///   - rows: within 0 ..< N.
  ///   - block: at least `rows.count` · n elements.
  /// - Throws: `RowReadError` when the file can no longer be read.
  /// - Complexity: O(`rows.count` · n).
  func read<Scalar: RowScalar>(
    _ rows: Range<Int>, into block: inout [Scalar]
  ) throws(RowReadError)

  /// Writes the given rows to the start of `block`, in their order; the rest of it stays.
  ///
  /// - Parameters:
  ///   - rows: ascending indices in 0 ..< N.
  ///   - block: at least `rows.count` · n elements.
  /// - Throws: `RowReadError` when the file can no longer be read.
  /// - Complexity: O(`rows.count` · n).
  func read<Scalar: RowScalar>(_ rows: [Int], into block: inout [Scalar]) throws(RowReadError)
}

/// Why rows could be read when their file was opened and not any more.
public struct RowReadError: Error, Equatable, Sendable, CustomStringConvertible {
  /// The file.
  public let file: String
  /// The system's message, or how much is missing.
  public let reason: String

  /// An error of a file.
  public init(file: String, reason: String) {
    self.file = file
    self.reason = reason
  }

  public var description: String {
    "\(file): \(reason). The file changed or failed while it was read; leave it alone and run again."
  }
}

extension RowSource {
  /// All rows as a matrix of `type`, N × n.
  ///
  /// - Throws: `RowReadError` when the file can no longer be read.
  /// - Complexity: O(N · n).
  @inlinable
  public func matrix<Scalar: RowScalar>(
    as type: Scalar.Type = Scalar.self
  ) throws(RowReadError) -> Matrix<Scalar> {
    var matrix = Matrix<Scalar>(rowCount: rowCount, columnCount: columnCount)
    try read(0..<rowCount, into: &matrix.elements)
    return matrix
  }

  /// The given `rows` (ascending) as a matrix of `type`, b × n.
  ///
  /// - Throws: `RowReadError` when the file can no longer be read.
  /// - Complexity: O(b · n).
  @inlinable
  public func gathering<Scalar: RowScalar>(
    rows: [Int], as type: Scalar.Type = Scalar.self
  ) throws(RowReadError) -> Matrix<Scalar> {
    var matrix = Matrix<Scalar>(rowCount: rows.count, columnCount: columnCount)
    try read(rows, into: &matrix.elements)
    return matrix
  }
}

extension Matrix: RowSource {
  public func read<Other: RowScalar>(_ rows: Range<Int>, into block: inout [Other]) {
    copy([rows], to: &block)
  }

  public func read<Other: RowScalar>(_ rows: [Int], into block: inout [Other]) {
    copy(rows.runs, to: &block)
  }
}

extension [Int] {
  /// The runs of consecutive numbers, in order.
  public var runs: [Range<Int>] {
    var runs: [Range<Int>] = []
    guard var start = first else { return [] }
    var next = start
    for number in self {
      if number != next {
        runs.append(start..<next)
        start = number
      }
      next = number + 1
    }
    runs.append(start..<next)
    return runs
  }
}

/// Some rows of a source as a source of their own: the training rows of a fold.
public struct RowSubset: RowSource {
  private let base: any RowSource
  private let rows: [Int32]

  /// - Parameters:
  ///   - base: N × n.
  ///   - rows: ascending indices into `base`.
  public init(_ base: any RowSource, rows: [Int32]) {
    self.base = base
    self.rows = rows
  }

  public var rowCount: Int { rows.count }
  public var columnCount: Int { base.columnCount }

  public func read<Scalar: RowScalar>(
    _ rows: Range<Int>, into block: inout [Scalar]
  ) throws(RowReadError) {
    try base.read(self.rows[rows].map { Int($0) }, into: &block)
  }

  public func read<Scalar: RowScalar>(
    _ rows: [Int], into block: inout [Scalar]
  ) throws(RowReadError) {
    try base.read(rows.map { Int(self.rows[$0]) }, into: &block)
  }
}
