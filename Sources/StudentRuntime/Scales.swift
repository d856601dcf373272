import PackedFormat

/// The scales of the inputs that are not standardised, as a quantisation reads them.
struct ScaleTable {
  /// The file.
  private let file: Bytes
  /// Where the parts lie.
  private let layout: ScalesLayout

  /// The table of a section.
  @inline(__always)
  init(_ layout: ScalesLayout, in file: Bytes) {
    self.file = file
    self.layout = layout
  }

  /// The quantum of an integer by scale `index`:
  /// clamp(((x − centre) × multiplier + 2^(shift − 1)) >> shift, ±`largest`), with the difference
  /// limited to ±(2³¹ − 1), and 0 when the multiplier is 0.
  @inline(__always)
  func quantum(of value: Int32, _ index: Int, largest: Int32) -> Int32 {
    let parameter = 4 &* index
    let multiplier = file.int32(layout.multipliers &+ parameter)
    guard multiplier != 0 else { return 0 }
    return roundedProduct(
      limitedDifference(value, file.int32(layout.centres &+ parameter)),
      times: UInt32(bitPattern: multiplier), shift: UInt32(file.uint8(layout.shifts &+ index)),
      largest: largest)
  }

  /// The quantum of a float that is no NaN by scale `index`: one subtraction, then one
  /// multiplication. 0 when the multiplier is 0.
  @inline(__always)
  func quantum(of value: Float, _ index: Int, isWide: Bool) -> Int32 {
    let parameter = 4 &* index
    let multiplier = file.float(layout.floatMultipliers &+ parameter)
    let centred = value - file.float(layout.floatCentres &+ parameter)
    // 0 times infinity would be a NaN.
    guard multiplier.bitPattern != 0 else { return 0 }
    let product = centred * FixedPoint.quanta(per: multiplier, isWide: isWide)
    return FixedPoint.quantum(product, isWide: isWide) ?? 0
  }
}

/// `a` − `b`, limited to ±(2³¹ − 1).
@inline(__always)
func limitedDifference(_ a: Int32, _ b: Int32) -> Int32 {
  let (difference, isTooFar) = a.subtractingReportingOverflow(b)
  guard !isTooFar else { return a < 0 ? -.max : .max }
  return max(difference, -.max)
}
