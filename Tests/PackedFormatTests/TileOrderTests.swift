import PackedFormat
import Testing

@Suite("Order of the weights")
struct TileOrderTests {
  /// (row, column) of each byte in file order, walked as Docs/Format.md describes it.
  private func walk(rows: Int, columns: Int) -> [(row: Int, column: Int)] {
    var order: [(row: Int, column: Int)] = []
    var row = 0
    while row + 4 <= rows {
      for tile in 0..<columns / 4 {
        for r in row..<row + 4 {
          for column in 4 * tile..<4 * tile + 4 { order.append((r, column)) }
        }
      }
      for column in columns / 4 * 4..<columns {
        for r in row..<row + 4 { order.append((r, column)) }
      }
      row += 4
    }
    for r in row..<rows {
      for column in 0..<columns { order.append((r, column)) }
    }
    return order
  }

  @Test("is the walk of the format for every small shape")
  func walkOfTheFormat() {
    for rows in 1...13 {
      for columns in 1...13 {
        for (index, place) in walk(rows: rows, columns: columns).enumerated() {
          let found = TileOrder.index(
            row: place.row, column: place.column, rowCount: rows, columnCount: columns)
          #expect(found == index, "\(rows) × \(columns) at \(place)")
        }
      }
    }
  }
}
