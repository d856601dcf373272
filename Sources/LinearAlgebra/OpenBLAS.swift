// The one file of this module that calls C. Foreign status codes end here as typed errors;
// everything above works on value types.

internal import COpenBLAS
public import Rows

/// Which OpenBLAS this is.
public enum OpenBLASDescription {
  /// The processor whose kernels it takes, such as `Haswell`: sums of other kernels have other bits.
  public static var core: String { String(cString: openblas_get_corename()) }
}

/// A scalar that BLAS computes with: `Float` and `Double`.
public protocol BLASScalar: RowScalar {
  /// C ← `alpha` · op(A) · op(B) + `beta` · C in column-major order (`cblas_?gemm`), with A, B and
  /// C at `a`, `b` and `c` in the dimensions of `shape`.
  ///
  /// - Complexity: O(m · n · k).
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
    _ shape: GEMMShape, alpha: Float, _ a: UnsafePointer<Float>, _ b: UnsafePointer<Float>,
    beta: Float, _ c: UnsafeMutablePointer<Float>
  ) {
    OpenBLAS.prepare()
    cblas_sgemm(
      CblasColMajor, shape.transposeA ? CblasTrans : CblasNoTrans,
      shape.transposeB ? CblasTrans : CblasNoTrans, Int32(shape.m), Int32(shape.n), Int32(shape.k),
      alpha, a,
      Int32(shape.leadingA), b, Int32(shape.leadingB), beta, c, Int32(shape.leadingC))
  }
}

extension Double: BLASScalar {
  public static func gemm(
    _ shape: GEMMShape, alpha: Double, _ a: UnsafePointer<Double>, _ b: UnsafePointer<Double>,
    beta: Double, _ c: UnsafeMutablePointer<Double>
  ) {
    OpenBLAS.prepare()
    cblas_dgemm(
      CblasColMajor, shape.transposeA ? CblasTrans : CblasNoTrans,
      shape.transposeB ? CblasTrans : CblasNoTrans, Int32(shape.m), Int32(shape.n), Int32(shape.k),
      alpha, a,
      Int32(shape.leadingA), b, Int32(shape.leadingB), beta, c, Int32(shape.leadingC))
  }
}

enum OpenBLAS {
  /// Pins OpenBLAS to one thread, once: the callers are parallel above it, and one thread has
  /// one order of summation.
  private static let pinned: Void = openblas_set_num_threads(1)

  static func prepare() { _ = pinned }
}

extension AddressSpace {
  /// The memory that OpenBLAS keeps for each thread that calls it (`BUFFER_SIZE` of its builds for
  /// 64 bits). Without that memory it tries for ever.
  public static let bytesPerThread = 128 << 20
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
  @inlinable
  public func multiplied(byTransposeOf other: Matrix) -> Matrix {
    var product = Matrix(rowCount: rowCount, columnCount: other.rowCount)
    multiply(rows: 0..<rowCount, byTransposeOf: other, into: &product.elements)
    return product
  }

  /// This matrix times `other`: (N × n) · (n × r) = N × r.
  ///
  /// - Complexity: O(N · r · n).
  @inlinable
  public func multiplied(by other: Matrix) -> Matrix {
    multiplied(byTransposeOf: other.transposed)
  }
}

extension Matrix<Double> {
  /// Adds `left`ᵀ · `right` over `rows` of both: (b × r)ᵀ · (b × n) = r × n, this matrix's shape.
  ///
  /// - Complexity: O(b · r · n), `cblas_dgemm`.
  public mutating func addProduct(
    ofTranspose left: Matrix<Double>, _ right: Matrix<Double>, rows: Range<Int>
  ) {
    precondition(left.columnCount == rowCount && right.columnCount == columnCount, "other shapes")
    precondition(rows.lowerBound >= 0, "rows out of range")
    precondition(rows.upperBound <= min(left.rowCount, right.rowCount), "rows out of range")
    guard !rows.isEmpty, rowCount > 0, columnCount > 0 else { return }
    // Row-major S = AᵀB is column-major Sᵀ = BᵀA, with the stored arrays read as n × b and r × b.
    let shape = GEMMShape(
      m: columnCount, n: rowCount, k: rows.count, transposeB: true,
      leadingA: columnCount, leadingB: rowCount, leadingC: columnCount)
    left.elements.withUnsafeBufferPointer { a in
      right.elements.withUnsafeBufferPointer { b in
        elements.withUnsafeMutableBufferPointer { c in
          guard let a = a.baseAddress, let b = b.baseAddress, let c = c.baseAddress else { return }
          Double.gemm(
            shape, alpha: 1, b + rows.lowerBound * shape.m, a + rows.lowerBound * shape.n, beta: 1,
            c)
        }
      }
    }
  }
}

extension RowBlock {
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

  /// ‖`row`‖², in single precision with a relative error of at most n · 2⁻²⁴.
  ///
  /// - Complexity: O(n), `cblas_sdot`.
  public func squaredNorm(of row: Int) -> Float {
    precondition((0..<rowCount).contains(row), "a row of the block")
    return elements.withUnsafeBufferPointer { rows in
      guard let start = rows.baseAddress.map({ $0 + row * columnCount }) else { return 0 }
      return cblas_sdot(Int32(columnCount), start, 1, start, 1)
    }
  }
}

extension SymmetricMatrix {
  /// Adds XᵀX for `rows` X of a buffer that is as wide as this matrix.
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
  /// Decomposes `matrix`, n × n (`LAPACKE_dsyevd`).
  ///
  /// - Throws: `LinearAlgebraError.noConvergence` with LAPACK's `info`, `.outOfMemory`, or
  ///   `.invalidValue` when the matrix holds a NaN or an infinity.
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
    try Self.check(info: Int(info), order: order)
    // Column j of the column-major result is row j of the row-major one.
    self.init(
      values: values,
      vectors: Matrix(rowCount: order, columnCount: order, elements: vectors))
  }
}

extension Eigendecomposition {
  /// The codes of LAPACKE when it finds no memory to work in, or to transpose in.
  private static let memoryErrors = [-1010, -1011]

  /// Turns the status of `LAPACKE_dsyevd` into an error.
  package static func check(info: Int, order: Int) throws(LinearAlgebraError) {
    if info == 0 { return }
    throw memoryErrors.contains(info)
      ? .outOfMemory(operation: "dsyevd", order: order, info: info)
      : .noConvergence(operation: "dsyevd", info: info)
  }
}

extension CholeskyFactor {
  /// Factors `matrix`, n × n (`LAPACKE_dpotrf`).
  ///
  /// - Throws: `LinearAlgebraError.notPositiveDefinite` with the order of the leading minor that is
  ///   not positive, or `.invalidValue` when the matrix holds a NaN or an infinity.
  /// - Complexity: O(n³).
  public init(_ matrix: SymmetricMatrix) throws(LinearAlgebraError) {
    let order = matrix.order
    var factor = matrix.storage
    guard factor.allSatisfy(\.isFinite) else { throw .invalidValue(operation: "dpotrf") }
    OpenBLAS.prepare()
    let info = factor.withUnsafeMutableBufferPointer { a in
      order == 0
        ? 0
        : LAPACKE_dpotrf(
          LAPACK_COL_MAJOR, CChar(UInt8(ascii: "L")), tessera_lapack_int(order), a.baseAddress,
          tessera_lapack_int(order))
    }
    guard info == 0 else { throw .notPositiveDefinite(minor: Int(info), order: order) }
    self.init(order: order, storage: factor)
  }

  /// The solutions x of A x = b for each row b of `rows` (r × n).
  ///
  /// - Complexity: O(r · n²), `cblas_dtrsm`.
  public func solve(_ rows: Matrix<Double>) -> Matrix<Double> {
    solveTransposed(solveLower(rows))
  }

  /// The solutions x of L x = b for each row b of `rows` (r × n).
  ///
  /// - Complexity: O(r · n²), `cblas_dtrsm`.
  public func solveLower(_ rows: Matrix<Double>) -> Matrix<Double> {
    substitute(CblasNoTrans, rows)
  }

  /// The solutions x of Lᵀ x = b for each row b of `rows` (r × n).
  ///
  /// - Complexity: O(r · n²), `cblas_dtrsm`.
  public func solveTransposed(_ rows: Matrix<Double>) -> Matrix<Double> {
    substitute(CblasTrans, rows)
  }

  /// Lᵀ x for each row x of `rows` (r × n).
  ///
  /// - Complexity: O(r · n²), `cblas_dtrmm`.
  public func multiplyTransposed(_ rows: Matrix<Double>) -> Matrix<Double> {
    precondition(rows.columnCount == order, "rows of another width")
    guard rows.rowCount > 0, order > 0 else { return rows }
    OpenBLAS.prepare()
    var result = rows
    result.elements.withUnsafeMutableBufferPointer { b in
      storage.withUnsafeBufferPointer { a in
        cblas_dtrmm(
          CblasColMajor, CblasLeft, CblasLower, CblasTrans, CblasNonUnit, Int32(order),
          Int32(rows.rowCount), 1, a.baseAddress, Int32(order), b.baseAddress, Int32(order))
      }
    }
    return result
  }

  private func substitute(_ transpose: CBLAS_TRANSPOSE, _ rows: Matrix<Double>) -> Matrix<Double> {
    precondition(rows.columnCount == order, "rows of another width")
    guard rows.rowCount > 0, order > 0 else { return rows }
    OpenBLAS.prepare()
    var result = rows
    result.elements.withUnsafeMutableBufferPointer { b in
      storage.withUnsafeBufferPointer { a in
        cblas_dtrsm(
          CblasColMajor, CblasLeft, CblasLower, transpose, CblasNonUnit, Int32(order),
          Int32(rows.rowCount), 1, a.baseAddress, Int32(order), b.baseAddress, Int32(order))
      }
    }
    return result
  }
}
