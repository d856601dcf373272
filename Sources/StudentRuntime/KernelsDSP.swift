#if TESSERA_DSP
  import CTesseraRuntime

  /// Four int8 as two words of two int16, the factors of SMLAD on Arm cores with DSP instructions
  /// (Cortex-M4, M7, M33). Built when the toolset defines `TESSERA_DSP`.
  struct ByteQuad: VectorQuad {
    /// Bytes 0 and 2.
    fileprivate let even: Int32
    /// Bytes 1 and 3.
    fileprivate let odd: Int32

    @inline(__always)
    static var byteCount: Int { 4 }

    /// The four bytes at `bytes`, at any address.
    @inline(__always)
    init(_ bytes: Bytes) { self.init(word: bytes.quad(0)) }

    /// The four bytes of a word: two instructions, the rotation is part of the second.
    @inline(__always)
    fileprivate init(word: Int32) {
      let bits = UInt32(bitPattern: word)
      even = __sxtb16(word)
      odd = __sxtb16(Int32(bitPattern: bits &>> 8 | bits &<< 24))
    }

    /// `sum` and the products with the four bytes at `row`, a multiple of 4.
    @inline(__always)
    func dot(_ row: Bytes, adding sum: Int32) -> Int32 {
      dot(ByteQuad(word: row.int32(0)), adding: sum)
    }

    /// `sum` and the four products: two instructions.
    @inline(__always)
    func dot(_ other: ByteQuad, adding sum: Int32) -> Int32 {
      __smlad(odd, other.odd, __smlad(even, other.even, sum))
    }
  }

  /// Four int16 of a vector, in the pairs of `ByteQuad`: reordered once for all rows, by PKHBT and
  /// PKHTB.
  struct WideQuad: VectorQuad {
    /// Elements 0 and 2.
    private let even: Int32
    /// Elements 1 and 3.
    private let odd: Int32

    @inline(__always)
    static var byteCount: Int { 8 }

    /// The four int16 at `bytes`, a multiple of 2.
    @inline(__always)
    init(_ bytes: Bytes) {
      let first = UInt32(bitPattern: bytes.quad(0))
      let second = UInt32(bitPattern: bytes.quad(4))
      even = Int32(bitPattern: first & 0xFFFF | second &<< 16)
      odd = Int32(bitPattern: second & 0xFFFF_0000 | first &>> 16)
    }

    /// `sum` and the products with the four bytes at `row`, a multiple of 4.
    @inline(__always)
    func dot(_ row: Bytes, adding sum: Int32) -> Int32 {
      dot(ByteQuad(word: row.int32(0)), adding: sum)
    }

    /// `sum` and the four products.
    @inline(__always)
    func dot(_ other: ByteQuad, adding sum: Int32) -> Int32 {
      __smlad(odd, other.odd, __smlad(even, other.even, sum))
    }
  }
#endif
