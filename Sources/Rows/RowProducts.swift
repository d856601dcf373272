// Products of a row with the few rows of a map of its own, which are too small for BLAS: loops without
// checks, each of which checks the sizes of its arguments once.

extension RowBlock {
  /// The products of row `row` and some rows of `maps`, which has n columns.
  ///
  /// The same to the bit on every processor.
  /// - Parameters:
  ///   - row: an index into the rows.
  ///   - maps: maps of C rows, one below the other.
  ///   - map: which of them.
  ///   - count: C.
  ///   - products: C values from `start` on are written.
  /// - Complexity: O(C · n).
  package func multiply(
    _ row: Int, byTransposeOf maps: Matrix<Float>, map: Int, count: Int,
    into products: inout [Float], at start: Int
  ) {
    precondition((0..<rowCount).contains(row), "a row of the block")
    precondition(maps.columnCount == columnCount, "inner dimensions differ")
    precondition(map >= 0 && (map + 1) * count <= maps.rowCount, "a map of the maps")
    precondition(start >= 0 && start + count <= products.count, "the products do not fit")
    let width = columnCount
    elements.withUnsafeBufferPointer { rows in
      maps.elements.withUnsafeBufferPointer { weights in
        products.withUnsafeMutableBufferPointer { products in
          guard let x = rows.baseAddress.map({ $0 + row &* width }),
            let w = weights.baseAddress.map({ $0 + map &* count &* width }),
            let target = products.baseAddress.map({ $0 + start })
          else { return }
          var output = 0
          while output &+ 4 <= count {
            let sums = dotFour(x, w + output &* width, width)
            for index in 0..<4 { target[output &+ index] = sums[index] }
            output &+= 4
          }
          while output < count {
            target[output] = dotOne(x, w + output &* width, width)
            output &+= 1
          }
        }
      }
    }
  }

  /// Adds factor c of a row × the row to row c of `sum` (C × n), for each c, and for some rows in
  /// their order.
  ///
  /// - Parameters:
  ///   - rows: as they are counted from `first` on.
  ///   - first: an index into the rows of the block.
  ///   - factors: C values for each row from `first` on.
  /// - Complexity: O(`rows.count` · C · n).
  package func addOuterProducts(
    of rows: [Int], from first: Int, factors: [Float], to sum: inout Matrix<Float>
  ) {
    let (width, count) = (columnCount, sum.rowCount)
    precondition(first >= 0 && sum.columnCount == width, "other shapes")
    precondition(
      rows.allSatisfy {
        $0 >= 0 && first + $0 < rowCount && ($0 + 1) * count <= factors.count
      }, "rows of the block, with factors")
    elements.withUnsafeBufferPointer { elements in
      factors.withUnsafeBufferPointer { factors in
        sum.elements.withUnsafeMutableBufferPointer { sums in
          guard let x = elements.baseAddress.map({ $0 + first &* width }),
            let factors = factors.baseAddress, let sums = sums.baseAddress
          else { return }
          // As many rows as stay in the fastest cache while each output sees them.
          for start in stride(from: 0, to: rows.count, by: 16) {
            let part = rows[start..<min(start + 16, rows.count)]
            for output in 0..<count {
              addScaled(part, x, width, factors + output, count, to: sums + output &* width)
            }
          }
        }
      }
    }
  }
}

/// Adds factor × row to `target`, row after row.
@inline(__always)
private func addScaled(
  _ rows: ArraySlice<Int>, _ x: UnsafePointer<Float>, _ width: Int,
  _ factors: UnsafePointer<Float>, _ factorStride: Int, to target: UnsafeMutablePointer<Float>
) {
  var column = 0
  while column &+ 16 <= width {
    var (a, b) = (eight(target, column), eight(target, column &+ 8))
    for row in rows {
      let (factor, start) = (factors[row &* factorStride], row &* width &+ column)
      a += factor * eight(x, start)
      b += factor * eight(x, start &+ 8)
    }
    store(a, target, column)
    store(b, target, column &+ 8)
    column &+= 16
  }
  while column &+ 8 <= width {
    var a = eight(target, column)
    for row in rows { a += factors[row &* factorStride] * eight(x, row &* width &+ column) }
    store(a, target, column)
    column &+= 8
  }
  while column < width {
    for row in rows { target[column] += factors[row &* factorStride] * x[row &* width &+ column] }
    column &+= 1
  }
}

@inline(__always)
private func store(
  _ values: SIMD8<Float>, _ target: UnsafeMutablePointer<Float>, _ index: Int
) {
  UnsafeMutableRawPointer(target + index).storeBytes(of: values, as: SIMD8<Float>.self)
}

@inline(__always)
private func eight(_ values: UnsafePointer<Float>, _ index: Int) -> SIMD8<Float> {
  UnsafeRawPointer(values + index).loadUnaligned(as: SIMD8<Float>.self)
}

@inline(__always)
private func dotFour(
  _ x: UnsafePointer<Float>, _ w: UnsafePointer<Float>, _ width: Int
) -> SIMD4<Float> {
  var (a, b, c, d) = (
    SIMD8<Float>.zero, SIMD8<Float>.zero, SIMD8<Float>.zero, SIMD8<Float>.zero
  )
  var column = 0
  while column &+ 8 <= width {
    let row = eight(x, column)
    a += row * eight(w, column)
    b += row * eight(w, column &+ width)
    c += row * eight(w, column &+ 2 &* width)
    d += row * eight(w, column &+ 3 &* width)
    column &+= 8
  }
  var sums = SIMD4(a.sum(), b.sum(), c.sum(), d.sum())
  while column < width {
    sums +=
      x[column]
      * SIMD4(
        w[column], w[column &+ width], w[column &+ 2 &* width], w[column &+ 3 &* width])
    column &+= 1
  }
  return sums
}

@inline(__always)
private func dotOne(
  _ x: UnsafePointer<Float>, _ w: UnsafePointer<Float>, _ width: Int
) -> Float {
  var lanes = SIMD8<Float>.zero
  var column = 0
  while column &+ 8 <= width {
    lanes += eight(x, column) * eight(w, column)
    column &+= 8
  }
  var sum = lanes.sum()
  while column < width {
    sum += x[column] * w[column]
    column &+= 1
  }
  return sum
}
