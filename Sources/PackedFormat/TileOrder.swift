/// The order of the int8 weights of a section (Docs/Format.md, Order of the weights).
///
/// Full groups of four rows are stored as 4 × 4 tiles, row after row within a tile. Then come their
/// remaining columns, four bytes each. The remaining rows follow as plain rows.
public enum TileOrder {
  /// Rows and columns of a tile.
  public static var side: Int { 4 }

  /// Where weight (`row`, `column`) lies within the weights part, in bytes.
  ///
  /// The map from (row, column) to index is a bijection onto 0 ..< r c.
  ///
  /// - Precondition: 0 ≤ `row` < `rowCount`, 0 ≤ `column` < `columnCount`.
  /// - Complexity: O(1).
  public static func index(row: Int, column: Int, rowCount: Int, columnCount: Int) -> Int {
    precondition(row >= 0 && row < rowCount, "a weight's row is outside its section")
    precondition(column >= 0 && column < columnCount, "a weight's column is outside its section")
    let group = row & ~3
    guard group + 4 <= rowCount else { return row * columnCount + column }
    let base = group * columnCount
    let tiled = columnCount & ~3
    guard column < tiled else { return base + 4 * column + (row - group) }
    return base + 4 * (column & ~3) + 4 * (row - group) + (column & 3)
  }
}
