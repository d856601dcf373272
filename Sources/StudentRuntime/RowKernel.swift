/// One plain row of int8 weights times an int8 vector: for the rows that do not fill a group of
/// four.
enum RowKernel {
  /// How many of `columnCount` columns `dot` takes: with DSP instructions four at a time.
  @inline(__always)
  static func columnCount(of columnCount: Int) -> Int {
    #if TESSERA_DSP
      columnCount & ~3
    #else
      columnCount
    #endif
  }

  /// The dot product of a row.
  ///
  /// - Parameters:
  ///   - weights: c bytes, any values, at any address.
  ///   - vector: c bytes, any values, at any address.
  ///   - columnCount: c, one that `columnCount(of:)` gives.
  /// - Returns: A sum of at most 2²⁸ in magnitude.
  /// - Complexity: c multiply-accumulates.
  @inline(__always)
  static func dot(_ weights: Bytes, _ vector: Bytes, columnCount: Int) -> Int32 {
    var sum: Int32 = 0
    var column = 0
    while column != columnCount {
      #if TESSERA_DSP
        let x = BytePairs(vector.quad(column))
        sum = x.dot(BytePairs(weights.quad(column)), adding: sum)
        column = column &+ 4
      #else
        sum = sum &+ weights.int8(column) &* vector.int8(column)
        column = column &+ 1
      #endif
    }
    return sum
  }
}
