public import Rows

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
      storage: ByteStorage(copying: elements), byteOffset: 0, rowCount: rowCount,
      isFortranOrder: false, isBigEndian: 1.bigEndian == 1)
  }
}

/// An array as it lies in its file. Rows are read and decoded block by block. The whole array is
/// read only on request.
///
/// Copies share the open file, or the bytes of an array in memory. When a file changes while it is
/// in use, reading ends with an error.
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

  /// The most values of a row that are read: about a thousand times the width of a student, and few
  /// enough for a row of every thread in memory.
  public static let maximumColumnCount = 1 << 20

  let segments: [ArraySegment]
  /// The first row of each segment.
  let segmentStarts: [Int]
  /// For more than two dimensions in Fortran order: the row-major column of each run of elements.
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
    let dimensions =
      isPermuted && columnCount <= Self.maximumColumnCount ? Array(shape.dropFirst()) : []
    self.fortranColumns = Self.fortranColumns(dimensions)
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

  /// Whether a row is short enough to be read.
  var isReadable: Bool { columnCount <= Self.maximumColumnCount }

  /// Which row-major column the run of consecutive elements number `position` is, in Fortran order.
  func rowMajorColumn(_ position: Int) -> Int {
    fortranColumns.isEmpty ? position : fortranColumns[position]
  }

  private static func fortranColumns(_ dimensions: [Int]) -> [Int] {
    guard !dimensions.isEmpty else { return [] }
    let count = dimensions.reduce(1, *)
    return (0..<count).map { position in
      var rest = position
      var column = 0
      // Peel the Fortran index off from its first dimension.
      for axis in dimensions.indices {
        let stride = dimensions[(axis + 1)...].reduce(1, *)
        column += rest % dimensions[axis] * stride
        rest /= dimensions[axis]
      }
      return column
    }
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
