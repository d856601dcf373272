import ActivationFormats
import Rows

extension NumericArray {
  /// The elements of consecutive rows, as a reader of blocks gets them.
  func block<Scalar: RowScalar>(
    _ rows: Range<Int>, as type: Scalar.Type
  ) throws(RowReadError) -> [Scalar] {
    var block = [Scalar](repeating: 0, count: rows.count * columnCount)
    try read(rows, into: &block)
    return block
  }
}
