/// A factor as multiplier × 2^−shift, in the ranges of the packed format.
package struct Requantizer: Equatable {
  package let multiplier: Int32
  package let shift: UInt8

  /// How much coarser than an accumulator a grid must be: factors stay below 1/4.
  static let coarsening = 4.000_01

  /// The nearest representable factor; 0 for one too small to move any output.
  ///
  /// - Parameter factor: 0 ≤ factor < 1/4.
  package init(factor: Double) {
    precondition(factor >= 0 && factor < 0.25, "a requantisation factor lies in 0 ..< 1/4")
    guard factor >= 0x1p-32 else {
      multiplier = 0
      shift = 33
      return
    }
    let exponent = Int(factor.exponent)
    let scaled = (factor.significand * 0x1p30).rounded()
    if scaled < 0x1p31 {
      multiplier = Int32(scaled)
      shift = UInt8(30 - exponent)
    } else if exponent < -3 {
      multiplier = 1 << 30
      shift = UInt8(29 - exponent)
    } else {
      // 1/4 itself would take a shift of 32.
      multiplier = .max
      shift = 33
    }
  }

  /// The nearest factor of a scale for integers.
  ///
  /// - Parameter factor: quanta per count, 2⁻³² ≤ factor < 2³⁰.
  init(scaling factor: Double) {
    precondition(factor >= 0x1p-32 && factor < 0x1p30, "a count is worth 2⁻³² ..< 2³⁰ quanta")
    let exponent = Int(factor.exponent)
    let scaled = (factor.significand * 0x1p30).rounded()
    if scaled < 0x1p31 {
      multiplier = Int32(scaled)
      shift = UInt8(30 - exponent)
    } else if exponent < 29 {
      multiplier = 1 << 30
      shift = UInt8(29 - exponent)
    } else {
      multiplier = .max
      shift = 1
    }
  }
}
