#if TESSERA_DSP
  import CTesseraRuntime

  /// Four int8 as two words of two int16, the factors of SMLAD on Arm cores with DSP instructions
  /// (Cortex-M4, M7, M33). Built when the toolset defines `TESSERA_DSP`.
  struct ByteQuad {
    /// Bytes 0 and 2.
    private let even: Int32
    /// Bytes 1 and 3.
    private let odd: Int32

    /// The four bytes at `bytes`, at any address.
    @inline(__always)
    init(_ bytes: Bytes) { self.init(word: bytes.quad(0)) }

    /// The four bytes of a word: two instructions, the rotation is part of the second.
    @inline(__always)
    private init(word: Int32) {
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
#endif
