public import LinearAlgebra

/// A part of an array: consecutive rows in one file or one piece of memory.
struct ArraySegment: Sendable {
  let storage: ByteStorage
  let byteOffset: Int
  let rowCount: Int
  let isFortranOrder: Bool
  let isBigEndian: Bool
}

extension ArraySegment {
  /// A copy of `elements`, `rowCount` rows of them in row-major order.
  init(copying elements: [some BitwiseCopyable], rowCount: Int) {
    self.init(
      storage: ByteStorage.copying(elements), byteOffset: 0, rowCount: rowCount,
      isFortranOrder: false, isBigEndian: 1.bigEndian == 1)
  }
}

/// An array as it lies in its file: mapped or owned bytes that are decoded block by block and
/// never converted as a whole unless asked for.
///
/// Copies share the bytes. A mapped file must not be shortened while it is in use.
public struct NumericArray: Sendable {
  /// The array's name in the dump.
  public let name: String
  /// The path of the file that holds the array (of the first, when it comes in shards).
  public let file: String
  /// The dimensions; the first one counts rows. Empty for a scalar.
  public let shape: [Int]
  /// The type of the stored elements.
  public let elementType: ElementType
  /// The first dimension, N; 1 for a scalar.
  public let rowCount: Int
  /// The product of the other dimensions; they are flattened in row-major order.
  public let columnCount: Int

  let segments: [ArraySegment]
  /// The first row of each segment.
  private let segmentStarts: [Int]
  /// For more than two dimensions in Fortran order: where each row-major column lies.
  private let fortranColumns: [Int]

  /// An array over `segments`, whose row counts add up to the first dimension of `shape`.
  init(
    name: String, file: String, shape: [Int], elementType: ElementType, segments: [ArraySegment]
  ) throws(ActivationFormatsError) {
    guard let columns = shape.dropFirst().productWithoutOverflow,
      shape.productWithoutOverflow != nil
    else { throw .shapeOverflow(file: file, array: name, shape: "\(shape)") }
    self.init(
      name: name, file: file, shape: shape, columnCount: columns, elementType: elementType,
      segments: segments)
  }

  private init(
    name: String, file: String, shape: [Int], columnCount: Int, elementType: ElementType,
    segments: [ArraySegment]
  ) {
    self.name = name
    self.file = file
    self.shape = shape
    self.elementType = elementType
    self.rowCount = shape.first ?? 1
    self.columnCount = columnCount
    self.segments = segments
    var starts: [Int] = []
    var start = 0
    for segment in segments {
      starts.append(start)
      start += segment.rowCount
    }
    precondition(start == rowCount, "segments of \(start) rows for \(rowCount)")
    self.segmentStarts = starts
    let isPermuted = shape.count > 2 && segments.contains { $0.isFortranOrder }
    self.fortranColumns = isPermuted ? Self.fortranColumns(Array(shape.dropFirst())) : []
  }

  /// An array in memory with the values of `matrix`.
  public init(name: String, matrix: Matrix<Float>) {
    self.init(name: name, matrix: matrix, elementType: .float32)
  }

  /// An array in memory with the values of `matrix`.
  public init(name: String, matrix: Matrix<Double>) {
    self.init(name: name, matrix: matrix, elementType: .float64)
  }

  /// A vector in memory.
  init(name: String, integers: [Int]) {
    self.init(
      name: name, file: Self.memory, shape: [integers.count], columnCount: 1,
      elementType: .int64,
      segments: [ArraySegment(copying: integers.map(Int64.init), rowCount: integers.count)])
  }

  private init<Scalar: BitwiseCopyable>(
    name: String, matrix: Matrix<Scalar>, elementType: ElementType
  ) {
    self.init(
      name: name, file: Self.memory, shape: [matrix.rowCount, matrix.columnCount],
      columnCount: matrix.columnCount, elementType: elementType,
      segments: [ArraySegment(copying: matrix.elements, rowCount: matrix.rowCount)])
  }

  /// The `file` of arrays that come from no file.
  public static var memory: String { "the dump in memory" }

  /// The rows in `range` as a matrix of `range.count` × `columnCount`.
  ///
  /// Float and Double are fast: O(elements) with a plain loop, for float32 to Float a copy.
  /// - Precondition: `range` lies within `0..<rowCount`.
  public func rows<Scalar>(
    _ range: Range<Int>, as type: Scalar.Type = Scalar.self
  ) -> Matrix<Scalar> {
    block([range])
  }

  /// The given rows in the given order, as a matrix of `rows.count` × `columnCount`.
  ///
  /// - Precondition: every row is in `0..<rowCount`.
  /// - Complexity: O(`rows.count` × `columnCount`).
  public func gathering<Scalar>(
    rows: [Int], as type: Scalar.Type = Scalar.self
  ) -> Matrix<Scalar> {
    block(Self.runs(of: rows))
  }

  /// The runs of consecutive numbers in `rows`.
  static func runs(of rows: [Int]) -> [Range<Int>] {
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

  /// All rows, as a matrix of `rowCount` × `columnCount`.
  public func matrix<Scalar>(as type: Scalar.Type = Scalar.self) -> Matrix<Scalar> {
    block([0..<rowCount])
  }

  private func block<Scalar>(_ ranges: [Range<Int>]) -> Matrix<Scalar> {
    let count = ranges.reduce(0) { $0 + $1.count }
    if Scalar.self == Float.self {
      let block = Matrix<Float>(
        rowCount: count, columnCount: columnCount, elements: decoded(ranges))
      if let block = block as? Matrix<Scalar> { return block }
    }
    let block = Matrix<Double>(
      rowCount: count, columnCount: columnCount, elements: decoded(ranges))
    return block as? Matrix<Scalar> ?? block.converted(to: Scalar.self)
  }

  /// The segments that hold `range`, with the rows of each that belong to it.
  func segments(of range: Range<Int>) -> [(ArraySegment, Range<Int>)] {
    var found: [(ArraySegment, Range<Int>)] = []
    for (segment, start) in zip(segments, segmentStarts) {
      let overlap = range.clamped(to: start..<start + segment.rowCount)
      guard !overlap.isEmpty else { continue }
      found.append((segment, overlap.lowerBound - start..<overlap.upperBound - start))
    }
    return found
  }

  /// Which run of consecutive elements holds row-major column `column` in Fortran order.
  @inline(__always)
  func fortranColumn(_ column: Int) -> Int {
    fortranColumns.isEmpty ? column : fortranColumns[column]
  }

  private static func fortranColumns(_ dimensions: [Int]) -> [Int] {
    let count = dimensions.reduce(1, *)
    return (0..<count).map { column in
      var rest = column
      var position = 0
      // Peel the row-major index off from its last dimension.
      for axis in dimensions.indices.reversed() {
        let stride = dimensions[..<axis].reduce(1, *)
        position += rest % dimensions[axis] * stride
        rest /= dimensions[axis]
      }
      return position
    }
  }
}

extension NumericArray: RowSource {
  public func read<Scalar: BLASScalar>(_ rows: Range<Int>, into block: inout [Scalar]) {
    decode([rows], into: &block)
  }

  public func read<Scalar: BLASScalar>(_ rows: [Int], into block: inout [Scalar]) {
    decode(Self.runs(of: rows), into: &block)
  }
}

extension Collection where Element == Int {
  /// The product, or nil when an element is negative or the product exceeds `Int.max`.
  ///
  /// A zero does not hide an overflow among the other elements.
  var productWithoutOverflow: Int? {
    var product = 1
    var hasZero = false
    for factor in self {
      guard factor >= 0 else { return nil }
      guard factor > 0 else {
        hasZero = true
        continue
      }
      let (next, overflow) = product.multipliedReportingOverflow(by: factor)
      guard !overflow else { return nil }
      product = next
    }
    return hasZero ? 0 : product
  }
}
