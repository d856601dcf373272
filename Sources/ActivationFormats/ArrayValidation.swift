/// What a pass over all values of an array found.
struct ValueScan {
  /// The least and the largest finite value; nil when there is none.
  var minimum: Double?
  var maximum: Double?
  var nonFiniteCount = 0
  /// The first value that is not finite, in row-major order.
  var firstNonFinite: (row: Int, column: Int)?
}

extension NumericArray {
  /// How many rows to decode at a time: about a megabyte.
  private var rowsInBlock: Int { Swift.max(1, (1 << 17) / Swift.max(1, columnCount)) }

  /// Ranges of rows that cover the array, each of a size that is sensible to decode at once.
  var blocks: some Sequence<Range<Int>> {
    let step = rowsInBlock
    // Rows without columns hold nothing, and there may be very many of them.
    let count = columnCount > 0 ? rowCount : 0
    return stride(from: 0, to: count, by: step).lazy.map { $0..<Swift.min($0 + step, count) }
  }

  func validateShape(
    ranks: ClosedRange<Int>, expected: String
  ) throws(ActivationFormatsError) {
    guard ranks.contains(shape.count) else {
      throw .wrongRank(file: file, array: name, shape: shape, expected: expected)
    }
    guard !shape.contains(0) else { throw .emptyArray(file: file, array: name, shape: shape) }
  }

  /// Refuses NaN, infinities and what single precision cannot hold. One pass, block by block.
  func validateFinite() throws(ActivationFormatsError) {
    let scan = scanFinite()
    guard let first = scan.firstNonFinite else { return }
    throw .nonFinite(
      file: file, array: name, count: scan.nonFiniteCount, row: first.row, column: first.column)
  }

  /// Counts the values that are not finite in single precision.
  private func scanFinite() -> ValueScan {
    var scan = ValueScan()
    guard elementType.isFloatingPoint else { return scan }
    for block in blocks {
      let elements: [Float] = decoded([block])
      // Exponent bits that are all ones: infinite or NaN.
      let count = elements.reduce(into: 0) { count, value in
        count &+= value.bitPattern & 0x7F80_0000 == 0x7F80_0000 ? 1 : 0
      }
      guard count > 0 else { continue }
      scan.nonFiniteCount += count
      if scan.firstNonFinite == nil, let index = elements.firstIndex(where: { !$0.isFinite }) {
        let (row, column) = index.quotientAndRemainder(dividingBy: columnCount)
        scan.firstNonFinite = (block.lowerBound + row, column)
      }
    }
    return scan
  }

  /// The range of the finite values and the number of the others, in double precision.
  func scanRange() -> ValueScan {
    var scan = ValueScan()
    for block in blocks {
      let elements: [Double] = decoded([block])
      var (least, largest, finite) = (Double.infinity, -Double.infinity, 0)
      for value in elements where value.isFinite {
        least = Swift.min(least, value)
        largest = Swift.max(largest, value)
        finite += 1
      }
      scan.nonFiniteCount += elements.count - finite
      guard finite > 0 else { continue }
      scan.minimum = Swift.min(scan.minimum ?? least, least)
      scan.maximum = Swift.max(scan.maximum ?? largest, largest)
    }
    return scan
  }

  /// All elements as integers, row-major.
  ///
  /// - Throws: `notAnInteger` for a fraction, a value that is not finite or one that 64 bits (for
  ///   floating-point elements: 53 bits) do not hold.
  func integers() throws(ActivationFormatsError) -> [Int] {
    guard elementType.isFloatingPoint else {
      let values = decodedIntegers()
      if elementType == .uint64, let index = values.firstIndex(where: { $0 < 0 }) {
        throw notAnInteger(at: index, "\(UInt64(bitPattern: values[index]))")
      }
      return values.map { Int($0) }
    }
    let values: [Double] = decoded([0..<rowCount])
    var integers: [Int] = []
    integers.reserveCapacity(values.count)
    for (index, value) in values.enumerated() {
      guard abs(value) <= 0x1p53, let integer = Int(exactly: value) else {
        throw notAnInteger(at: index, "\(value)")
      }
      integers.append(integer)
    }
    return integers
  }

  private func notAnInteger(at index: Int, _ value: String) -> ActivationFormatsError {
    .notAnInteger(file: file, array: name, row: index / Swift.max(1, columnCount), value: value)
  }
}
