/// The position of the largest value, counted from the start of `row`; the lowest among ties.
///
/// The position, and not the slice's index: for one row of logits it is the label. Ties go to the
/// lowest class, as in NumPy and in the runtime.
///
/// - Parameter row: At least one value, none of them NaN (which compares with nothing).
/// - Complexity: O(`row.count`).
@inlinable
public func argmax<Row: RandomAccessCollection>(_ row: Row) -> Int where Row.Element: Comparable {
  precondition(!row.isEmpty, "no value is the largest of none")
  var best = row.startIndex
  for index in row.indices where row[index] > row[best] { best = index }
  return row.distance(from: row.startIndex, to: best)
}

/// The label of each row: `argmax` along the rows of a row-major N × C array.
///
/// - Parameters:
///   - values: N × C logits, row-major; no NaN.
///   - columnCount: The number of classes C; at least 1.
/// - Returns: N labels in 0 ..< C.
/// - Precondition: `values.count` is a multiple of C.
/// - Complexity: O(N × C).
@inlinable
public func argmaxPerRow<Scalar: Comparable>(_ values: [Scalar], columnCount: Int) -> [Int] {
  precondition(columnCount > 0, "a row needs at least one column")
  precondition(
    values.count.isMultiple(of: columnCount),
    "\(values.count) values are not rows of \(columnCount)")
  return stride(from: 0, to: values.count, by: columnCount).map { start in
    argmax(values[start..<start + columnCount])
  }
}
