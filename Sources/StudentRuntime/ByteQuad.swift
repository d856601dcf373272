#if !TESSERA_DSP
  /// Four int8 of a vector, as the scalar kernels multiply them.
  struct ByteQuad {
    private let a: Int32
    private let b: Int32
    private let c: Int32
    private let d: Int32

    /// The four bytes at `bytes`.
    @inline(__always)
    init(_ bytes: Bytes) {
      (a, b, c, d) = (bytes.int8(0), bytes.int8(1), bytes.int8(2), bytes.int8(3))
    }

    /// `sum` and the products with the four bytes at `row`.
    @inline(__always)
    func dot(_ row: Bytes, adding sum: Int32) -> Int32 {
      sum &+ row.int8(0) &* a &+ row.int8(1) &* b &+ row.int8(2) &* c &+ row.int8(3) &* d
    }
  }
#endif
