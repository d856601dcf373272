// The one file of this module that touches C and unsafe memory. Foreign status codes end here
// as typed errors; everything above works on value types.

internal import COpenBLAS

/// A scalar that BLAS computes with: `Float` and `Double`.
public protocol BLASScalar: BinaryFloatingPoint, Sendable {
  /// C ← alpha · op(A) · op(B) + beta · C in column-major order (`cblas_?gemm`).
  static func gemm(
    _ shape: GEMMShape, alpha: Self, _ a: UnsafePointer<Self>, _ b: UnsafePointer<Self>,
    beta: Self, _ c: UnsafeMutablePointer<Self>)
}

/// The shape of a column-major product: C is m × n, op(A) is m × k, op(B) is k × n.
public struct GEMMShape: Sendable {
  var m: Int
  var n: Int
  var k: Int
  var transposeA = false
  var transposeB = false
  var leadingA: Int
  var leadingB: Int
  var leadingC: Int
}

extension Float: BLASScalar {
  public static func gemm(
    _ s: GEMMShape, alpha: Float, _ a: UnsafePointer<Float>, _ b: UnsafePointer<Float>,
    beta: Float, _ c: UnsafeMutablePointer<Float>
  ) {
    OpenBLAS.prepare()
    cblas_sgemm(
      CblasColMajor, s.transposeA ? CblasTrans : CblasNoTrans,
      s.transposeB ? CblasTrans : CblasNoTrans, Int32(s.m), Int32(s.n), Int32(s.k), alpha, a,
      Int32(s.leadingA), b, Int32(s.leadingB), beta, c, Int32(s.leadingC))
  }
}

extension Double: BLASScalar {
  public static func gemm(
    _ s: GEMMShape, alpha: Double, _ a: UnsafePointer<Double>, _ b: UnsafePointer<Double>,
    beta: Double, _ c: UnsafeMutablePointer<Double>
  ) {
    OpenBLAS.prepare()
    cblas_dgemm(
      CblasColMajor, s.transposeA ? CblasTrans : CblasNoTrans,
      s.transposeB ? CblasTrans : CblasNoTrans, Int32(s.m), Int32(s.n), Int32(s.k), alpha, a,
      Int32(s.leadingA), b, Int32(s.leadingB), beta, c, Int32(s.leadingC))
  }
}

enum OpenBLAS {
  /// Pins OpenBLAS to one thread, once: the callers are parallel above it, and one thread has
  /// one order of summation.
  private static let pinned: Void = openblas_set_num_threads(1)

  static func prepare() { _ = pinned }
}

extension Matrix where Scalar: BLASScalar {
  /// The product of rows `rows` of this matrix and the transpose of `other`, written to
  /// `product` row after row.
  ///
  /// - Parameters:
  ///   - rows: the b rows of this N × n matrix to multiply.
  ///   - other: r × n.
  ///   - product: at least b · r elements; the first b · r become the b × r product.
  /// - Complexity: O(b · r · n), `cblas_sgemm` or `cblas_dgemm`.
  public func multiply(
    rows: Range<Int>, byTransposeOf other: Matrix, into product: inout [Scalar]
  ) {
    precondition(columnCount == other.columnCount, "inner dimensions differ")
    precondition(rows.lowerBound >= 0 && rows.upperBound <= rowCount, "rows out of range")
    precondition(product.count >= rows.count * other.rowCount, "the product does not fit")
    guard !rows.isEmpty, other.rowCount > 0 else { return }
    guard columnCount > 0 else {
      for index in 0..<rows.count * other.rowCount { product[index] = 0 }
      return
    }
    // Row-major P = A Bᵀ is column-major Pᵀ = B Aᵀ, with the stored arrays read as n × r and n × b.
    let shape = GEMMShape(
      m: other.rowCount, n: rows.count, k: columnCount, transposeA: true,
      leadingA: columnCount, leadingB: columnCount, leadingC: other.rowCount)
    elements.withUnsafeBufferPointer { a in
      other.elements.withUnsafeBufferPointer { b in
        product.withUnsafeMutableBufferPointer { c in
          guard let a = a.baseAddress, let b = b.baseAddress, let c = c.baseAddress else { return }
          Scalar.gemm(shape, alpha: 1, b, a + rows.lowerBound * columnCount, beta: 0, c)
        }
      }
    }
  }

  /// This matrix times the transpose of `other`: (N × n) · (r × n)ᵀ = N × r.
  ///
  /// - Complexity: O(N · r · n).
  public func multiplied(byTransposeOf other: Matrix) -> Matrix {
    var product = Matrix(rowCount: rowCount, columnCount: other.rowCount)
    multiply(rows: 0..<rowCount, byTransposeOf: other, into: &product.elements)
    return product
  }

  /// This matrix times `other`: (N × n) · (n × r) = N × r.
  ///
  /// - Complexity: O(N · r · n).
  public func multiplied(by other: Matrix) -> Matrix {
    multiplied(byTransposeOf: other.transposed)
  }
}

extension Matrix {
  /// Writes the rows of `ranges`, converted, to the start of `block`.
  func copy<Other: BLASScalar>(_ ranges: [Range<Int>], to block: inout [Other]) {
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

  private func convert<Other: BLASScalar>(_ ranges: [Range<Int>], to block: inout [Other]) {
    var target = 0
    for rows in ranges {
      for index in rows.lowerBound * columnCount..<rows.upperBound * columnCount {
        block[target] = Other(elements[index])
        target += 1
      }
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

  /// The product of the rows and the transpose of `other` (r × n), b × r in `products`.
  ///
  /// - Complexity: O(b · r · n), `cblas_sgemm`.
  public mutating func multiply(byTransposeOf other: Matrix<Float>) {
    precondition(other.columnCount == columnCount, "inner dimensions differ")
    reserveProducts(rowCount * other.rowCount)
    guard rowCount > 0, other.rowCount > 0 else { return }
    guard columnCount > 0 else {
      for index in 0..<rowCount * other.rowCount { products[index] = 0 }
      return
    }
    let shape = GEMMShape(
      m: other.rowCount, n: rowCount, k: columnCount, transposeA: true,
      leadingA: columnCount, leadingB: columnCount, leadingC: other.rowCount)
    elements.withUnsafeBufferPointer { a in
      other.elements.withUnsafeBufferPointer { b in
        products.withUnsafeMutableBufferPointer { c in
          guard let a = a.baseAddress, let b = b.baseAddress, let c = c.baseAddress else { return }
          Float.gemm(shape, alpha: 1, b, a, beta: 0, c)
        }
      }
    }
  }

  /// ‖row‖², in single precision with a relative error of at most n · 2⁻²⁴.
  ///
  /// - Complexity: O(n), `cblas_sdot`.
  public func squaredNorm(of row: Int) -> Float {
    precondition((0..<rowCount).contains(row), "a row of the block")
    return elements.withUnsafeBufferPointer { rows in
      guard let start = rows.baseAddress.map({ $0 + row * columnCount }) else { return 0 }
      return cblas_sdot(Int32(columnCount), start, 1, start, 1)
    }
  }

  /// ‖row − other‖² for row `other` of another block: 0 for equal rows, and the same to the bit on
  /// every processor.
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
  /// - Parameter start: where the n values of the point begin in `points`.
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

  /// Adds `sign` × row to the n values of `sums` that begin at `start`, in double precision.
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

extension SymmetricMatrix {
  /// Adds XᵀX for the rows X of a buffer that is as wide as this matrix.
  ///
  /// - Complexity: O(`rowCount` · `order`²) / 2, `cblas_dsyrk`.
  public mutating func addGram(of rows: JoinedRows) {
    precondition(rows.origin.count == order, "rows of another width")
    guard rows.rowCount > 0, order > 0 else { return }
    OpenBLAS.prepare()
    let order = Int32(order)
    storage.withUnsafeMutableBufferPointer { gram in
      rows.elements.withUnsafeBufferPointer { elements in
        cblas_dsyrk(
          CblasColMajor, CblasLower, CblasNoTrans, order, Int32(rows.rowCount), 1,
          elements.baseAddress, order, 1, gram.baseAddress, order)
      }
    }
  }
}

extension Eigendecomposition {
  /// Decomposes a symmetric matrix (`LAPACKE_dsyevd`).
  ///
  /// - Throws: `LinearAlgebraError.noConvergence` with LAPACK's `info`, or `.invalidValue` when the
  ///   matrix holds a NaN or an infinity.
  /// - Complexity: O(n³).
  public init(_ matrix: SymmetricMatrix) throws(LinearAlgebraError) {
    let order = matrix.order
    var vectors = matrix.storage
    var values = [Double](repeating: 0, count: order)
    guard vectors.allSatisfy(\.isFinite) else { throw .invalidValue(operation: "dsyevd") }
    OpenBLAS.prepare()
    let info = vectors.withUnsafeMutableBufferPointer { a in
      values.withUnsafeMutableBufferPointer { w in
        order == 0
          ? 0
          : LAPACKE_dsyevd(
            LAPACK_COL_MAJOR, CChar(UInt8(ascii: "V")), CChar(UInt8(ascii: "L")),
            tessera_lapack_int(order), a.baseAddress, tessera_lapack_int(order), w.baseAddress)
      }
    }
    guard info == 0 else { throw .noConvergence(operation: "dsyevd", info: Int(info)) }
    // Column j of the column-major result is row j of the row-major one.
    self.init(
      values: values,
      vectors: Matrix(rowCount: order, columnCount: order, elements: vectors))
  }
}
