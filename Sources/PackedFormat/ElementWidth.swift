/// Whether the elements of a vector have 16 bits, otherwise 8. Nothing where version 1 alone is
/// compiled: then they never have, and no code is left that asks.
package struct ElementWidth {
  #if TESSERA_FORMAT_1_ONLY
    /// Whether the elements have 16 bits.
    @inline(__always)
    package var isWide: Bool { false }

    /// The width of elements of 16 bits, or of 8.
    @inline(__always)
    package init(isWide: Bool) {}
  #else
    /// Whether the elements have 16 bits.
    package let isWide: Bool

    /// The width of elements of 16 bits, or of 8.
    @inline(__always)
    package init(isWide: Bool) { self.isWide = isWide }
  #endif
}
