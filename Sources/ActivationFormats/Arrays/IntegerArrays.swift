import Rows

/// For each row of a transfer dump, the one or two rows of the training dump that it was made from;
/// −1 stands for none.
public struct ParentRows: Sendable, Equatable {
  /// The parents of each row: 1 or 2.
  public let width: Int
  /// `count` × `width` rows of the training dump, or −1.
  public let elements: [Int32]

  /// - Precondition: `width` is 1 or 2 and divides the number of elements.
  public init(width: Int, elements: [Int32]) {
    precondition((1...2).contains(width), "a row has one or two parents")
    precondition(elements.count.isMultiple(of: width), "every row has as many parents")
    self.width = width
    self.elements = elements
  }
}

extension ParentRows: RandomAccessCollection {
  public var startIndex: Int { 0 }
  public var endIndex: Int { elements.count / width }

  /// The parents of row `row`.
  public subscript(row: Int) -> ArraySlice<Int32> {
    elements[row * width..<(row + 1) * width]
  }
}

extension NumericArray {
  /// The integers of a vector: at most one dimension is not 1.
  func vector(expected: String) throws(ActivationFormatsError) -> NumericArray {
    guard !shape.isEmpty, shape.filter({ $0 != 1 }).count <= 1 else {
      throw .wrongRank(file: file, array: name, shape: shape, expected: expected)
    }
    guard !shape.contains(0) else { throw .emptyArray(file: file, array: name, shape: shape) }
    // Either order is the same order, so that a single row is as many rows.
    return try NumericArray(
      name: name, file: file, shape: [rowCount * columnCount], elementType: elementType,
      segments: segments.map {
        ArraySegment(
          storage: $0.storage, byteOffset: $0.byteOffset, rowCount: $0.rowCount * columnCount,
          isFortranOrder: false, isBigEndian: $0.isBigEndian)
      })
  }

  /// All elements, row-major. `element` makes each from its row and its value.
  ///
  /// - Parameter nan: the element for NaN; nil refuses NaN.
  /// - Throws: `notAnInteger` for a fraction, a value that is not finite or one that 64 bits (for
  ///   floating-point elements: 53 bits) do not hold. Errors of `element` pass through.
  func integers<Element>(
    nan: Element? = nil,
    _ element: (_ row: Int, _ value: Int) throws(ActivationFormatsError) -> Element
  ) throws(ActivationFormatsError) -> [Element] {
    try validateMemory()
    var integers: [Element] = []
    integers.reserveCapacity(rowCount * columnCount)
    let blockCount = min(rowCount * columnCount, max(1 << 17, columnCount))
    var values = [Int64](repeating: 0, count: elementType.isFloatingPoint ? 0 : blockCount)
    var reals = [Double](repeating: 0, count: elementType.isFloatingPoint ? blockCount : 0)
    for rows in blocks {
      let start = rows.lowerBound
      let count = rows.count * columnCount
      do throws(RowReadError) {
        if elementType.isFloatingPoint {
          try read(rows, into: &reals)
        } else {
          try decodeIntegers(rows, into: &values)
        }
      } catch {
        throw .unreadableRows(error)
      }
      for index in 0..<count {
        let row = start + index / columnCount
        if let nan, elementType.isFloatingPoint, reals[index].isNaN {
          integers.append(nan)
          continue
        }
        let value =
          elementType.isFloatingPoint
          ? try integer(reals[index], row) : try integer(values[index], row)
        integers.append(try element(row, value))
      }
    }
    return integers
  }

  private func integer(_ value: Int64, _ row: Int) throws(ActivationFormatsError) -> Int {
    guard value >= 0 || elementType != .uint64 else {
      throw .notAnInteger(
        file: file, array: name, row: row, value: "\(UInt64(bitPattern: value))")
    }
    return Int(value)
  }

  private func integer(_ value: Double, _ row: Int) throws(ActivationFormatsError) -> Int {
    guard abs(value) <= 0x1p53, let integer = Int(exactly: value) else {
      throw .notAnInteger(file: file, array: name, row: row, value: "\(value)")
    }
    return integer
  }
}
