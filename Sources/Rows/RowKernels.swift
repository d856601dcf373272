// Loops over rows without checks: each function checks the sizes of its arguments once.

extension Matrix {
  /// Writes the rows of `ranges`, converted, to the start of `block`.
  func copy<Other: RowScalar>(_ ranges: [Range<Int>], to block: inout [Other]) {
    let count = ranges.reduce(0) { $0 + $1.count }
    precondition(
      ranges.allSatisfy { $0.lowerBound >= 0 && $0.upperBound <= rowCount }, "rows out of range")
    precondition(block.count >= count * columnCount, "the block is too small")
    guard Scalar.self == Other.self else { return convert(ranges, to: &block) }
    let rowBytes = columnCount * MemoryLayout<Scalar>.stride
    elements.withUnsafeBytes { source in
      block.withUnsafeMutableBytes { target in
        copyBytes(of: ranges, rowBytes, from: source.baseAddress, to: target.baseAddress)
      }
    }
  }

  private func convert<Other: RowScalar>(_ ranges: [Range<Int>], to block: inout [Other]) {
    var target = 0
    for rows in ranges {
      for index in rows.lowerBound * columnCount..<rows.upperBound * columnCount {
        block[target] = Other(elements[index])
        target += 1
      }
    }
  }
}

extension Array where Element: RowScalar {
  /// Copies the first `count` elements to place `start` on; the two places may overlap.
  ///
  /// - Complexity: O(`count`).
  package mutating func moveStart(_ count: Int, to start: Int) {
    precondition(count >= 0 && start >= 0 && start + count <= self.count, "places of the array")
    guard start > 0, count > 0 else { return }
    let stride = MemoryLayout<Element>.stride
    withUnsafeMutableBytes { bytes in
      guard let base = bytes.baseAddress else { return }
      (base + start * stride).copyMemory(from: base, byteCount: count * stride)
    }
  }
}

/// Copies ranges of rows of `rowBytes` bytes, one after another.
private func copyBytes(
  of ranges: [Range<Int>], _ rowBytes: Int, from source: UnsafeRawPointer?,
  to target: UnsafeMutableRawPointer?
) {
  guard let source, var target else { return }
  for rows in ranges {
    let count = rows.count * rowBytes
    target.copyMemory(from: source + rows.lowerBound * rowBytes, byteCount: count)
    target += count
  }
}

extension RowBlock {
  /// Subtracts `origin` from every row.
  mutating func subtract(_ origin: [Float]) {
    precondition(origin.count == columnCount, "an origin of another width")
    let (rowCount, width) = (rowCount, columnCount)
    elements.withUnsafeMutableBufferPointer { rows in
      origin.withUnsafeBufferPointer { origin in
        guard let rows = rows.baseAddress, let origin = origin.baseAddress else { return }
        for row in 0..<rowCount {
          let target = rows + row &* width
          for column in 0..<width { target[column] -= origin[column] }
        }
      }
    }
  }

  /// ‖row − other‖² for `row` of this block and row `other` of `block`: 0 for equal rows, and the
  /// same to the bit on every processor.
  ///
  /// - Complexity: O(n).
  public func squaredDistance(of row: Int, to other: Int, in block: RowBlock) -> Float {
    precondition((0..<rowCount).contains(row), "a row of the block")
    precondition((0..<block.rowCount).contains(other), "a row of the other block")
    let width = columnCount
    return elements.withUnsafeBufferPointer { left in
      block.elements.withUnsafeBufferPointer { right in
        guard let left = left.baseAddress, let right = right.baseAddress else { return 0 }
        let x = UnsafeRawPointer(left + row &* width)
        let y = UnsafeRawPointer(right + other &* width)
        var lanes = (SIMD8<Float>.zero, SIMD8<Float>.zero)
        var column = 0
        while column &+ 16 <= width {
          let first =
            x.loadUnaligned(fromByteOffset: column &* 4, as: SIMD8<Float>.self)
            - y.loadUnaligned(fromByteOffset: column &* 4, as: SIMD8<Float>.self)
          let second =
            x.loadUnaligned(fromByteOffset: column &* 4 &+ 32, as: SIMD8<Float>.self)
            - y.loadUnaligned(fromByteOffset: column &* 4 &+ 32, as: SIMD8<Float>.self)
          lanes.0 += first * first
          lanes.1 += second * second
          column &+= 16
        }
        var sum = (lanes.0 + lanes.1).sum()
        while column < width {
          let difference = left[row &* width &+ column] - right[other &* width &+ column]
          sum += difference * difference
          column &+= 1
        }
        return sum
      }
    }
  }

  /// Σ (row − point)² in double precision, the same to the bit on every processor.
  ///
  /// - Parameters:
  ///   - row: an index into the rows.
  ///   - points: values of points, one after the other.
  ///   - start: where the n values of the point begin in `points`.
  /// - Complexity: O(n).
  public func squaredDistance(of row: Int, to points: [Double], at start: Int) -> Double {
    precondition((0..<rowCount).contains(row), "a row of the block")
    precondition(start >= 0 && start + columnCount <= points.count, "a point of the block's width")
    let width = columnCount
    return elements.withUnsafeBufferPointer { rows in
      points.withUnsafeBufferPointer { points in
        guard let rows = rows.baseAddress, let points = points.baseAddress else { return 0 }
        let x = UnsafeRawPointer(rows + row &* width)
        let y = UnsafeRawPointer(points + start)
        var lanes = SIMD8<Double>.zero
        var column = 0
        while column &+ 8 <= width {
          let row = x.loadUnaligned(fromByteOffset: column &* 4, as: SIMD8<Float>.self)
          let point = y.loadUnaligned(fromByteOffset: column &* 8, as: SIMD8<Double>.self)
          let difference = SIMD8<Double>(row) - point
          lanes += difference * difference
          column &+= 8
        }
        var sum = lanes.sum()
        while column < width {
          let difference = Double(rows[row &* width &+ column]) - points[start &+ column]
          sum += difference * difference
          column &+= 1
        }
        return sum
      }
    }
  }

  /// Adds `sign` × `row` to the n values of `sums` that begin at `start`, in double precision.
  ///
  /// - Complexity: O(n).
  public func add(_ row: Int, sign: Double, to sums: inout [Double], at start: Int) {
    precondition((0..<rowCount).contains(row), "a row of the block")
    precondition(start >= 0 && start + columnCount <= sums.count, "a sum of the block's width")
    let width = columnCount
    elements.withUnsafeBufferPointer { rows in
      sums.withUnsafeMutableBufferPointer { sums in
        guard let row = rows.baseAddress.map({ $0 + row &* width }),
          let target = sums.baseAddress.map({ $0 + start })
        else { return }
        for column in 0..<width { target[column] += sign * Double(row[column]) }
      }
    }
  }
}

extension JoinedRows {
  mutating func store(_ x: [Double], _ y: [Double], row: Int, featureCount n: Int, at place: Int) {
    let width = origin.count
    let q = width - n
    precondition(
      n >= 0 && q >= 0 && row >= 0 && place < Self.capacity, "a row of the origin's width")
    precondition((row + 1) * n <= x.count && (row + 1) * q <= y.count, "rows of the blocks")
    elements.withUnsafeMutableBufferPointer { elements in
      origin.withUnsafeBufferPointer { origin in
        x.withUnsafeBufferPointer { x in
          y.withUnsafeBufferPointer { y in
            guard let origin = origin.baseAddress,
              let target = elements.baseAddress.map({ $0 + place * width })
            else { return }
            if let x = x.baseAddress.map({ $0 + row * n }) {
              for column in 0..<n { target[column] = x[column] - origin[column] }
            }
            if let y = y.baseAddress.map({ $0 + row * q }) {
              for column in 0..<q { target[n &+ column] = y[column] - origin[n &+ column] }
            }
          }
        }
      }
    }
  }

  /// Adds the sum of each column to `sums`, n + q values.
  ///
  /// - Complexity: O(`rowCount` · (n + q)).
  public func addSums(to sums: inout [Double]) {
    precondition(sums.count == origin.count, "sums of another width")
    let width = origin.count
    elements.withUnsafeBufferPointer { elements in
      sums.withUnsafeMutableBufferPointer { sums in
        for row in 0..<rowCount {
          for column in 0..<width { sums[column] += elements[row &* width &+ column] }
        }
      }
    }
  }
}
