/// A complex transform of N values of int32, radix 2, decimation in time, without scaling.
///
/// Why nothing overflows is in `Spectrum`.
package struct SegmentTransform {
  /// N real parts.
  package let real: Words
  /// N imaginary parts.
  package let imaginary: Words
  /// N, a power of 2 up to 256.
  package let length: Int

  /// A transform of `length` values in this memory.
  package init(real: Words, imaginary: Words, length: Int) {
    self.real = real
    self.imaginary = imaginary
    self.length = length
  }

  /// Loads two segments of `source` in the order that the butterflies need: faded by sin², the one
  /// at `first` as real and the one at `second` as imaginary parts, zeros without one.
  package func load(_ source: Signal, _ first: Int, _ second: Int?) {
    // The middle of sample i is (2 i + 1) × 256 / N steps of 512 into half a turn.
    let step = 256 &>> length.trailingZeroBitCount
    var (index, place) = (0, 0)
    while index != length {
      let sine = Sine.sine((2 &* index &+ 1) &* step)
      let window = (sine &* sine) &>> 14
      real[place] = (source[first &+ index] &* window &+ 2_048) &>> 12
      imaginary[place] =
        second.map { (source[$0 &+ index] &* window &+ 2_048) &>> 12 } ?? 0
      index = index &+ 1
      // The next place counts with its bits reversed.
      var bit = length &>> 1
      while place & bit != 0 {
        place ^= bit
        bit = bit &>> 1
      }
      place |= bit
    }
  }

  /// Transforms in place.
  package func run() {
    // Parts of `half` values are joined two by two.
    var (half, step) = (1, 512)
    while half != length {
      joinHalves(half)
      var offset = 1
      while offset < half {
        let angle = offset &* step
        join(from: offset, half, Sine.cosine(angle), 0 &- Sine.sine(angle))
        offset = offset &+ 1
      }
      half = half &<< 1
      step = step &>> 1
    }
  }

  /// The butterflies of the factor 1, which leaves a value as it is.
  private func joinHalves(_ half: Int) {
    var upper = 0
    while upper < length {
      let lower = upper &+ half
      let (x, y) = (real[lower], imaginary[lower])
      let (u, v) = (real[upper], imaginary[upper])
      (real[upper], imaginary[upper]) = (u &+ x, v &+ y)
      (real[lower], imaginary[lower]) = (u &- x, v &- y)
      upper = lower &+ half
    }
  }

  /// The butterflies of another factor, `cosine` + i `sine` in 1/8,192.
  private func join(from offset: Int, _ half: Int, _ cosine: Int32, _ sine: Int32) {
    var upper = offset
    while upper < length {
      let lower = upper &+ half
      let (a, b) = (real[lower], imaginary[lower])
      let x = (a &* cosine &- b &* sine &+ 4_096) &>> 13
      let y = (a &* sine &+ b &* cosine &+ 4_096) &>> 13
      let (u, v) = (real[upper], imaginary[upper])
      (real[upper], imaginary[upper]) = (u &+ x, v &+ y)
      (real[lower], imaginary[lower]) = (u &- x, v &- y)
      upper = lower &+ half
    }
  }

  /// The power of both segments in the bins from `first` up to `end`.
  func power(from first: Int, to end: Int) -> UInt64 {
    var (sum, bin) = (UInt64(word: 0), first)
    while bin != end {
      let other = length &- bin
      let power =
        UInt64(squareOf: real[bin]) &+ UInt64(squareOf: imaginary[bin])
        &+ UInt64(squareOf: real[other]) &+ UInt64(squareOf: imaginary[other])
      sum = sum &+ power &>> 1
      bin = bin &+ 1
    }
    return sum
  }
}
