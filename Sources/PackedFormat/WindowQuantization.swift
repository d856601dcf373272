/// How the leading inputs are standardised per window (header fields of flag bit 0).
public struct WindowQuantization: Equatable, Sendable {
  /// Leading inputs that are standardised, m, in 1 … n.
  public let standardizedCount: Int
  /// int16 counts per unit of a float input; normal range.
  public let countsPerUnit: Float
  /// 2¹⁶ × int8 quanta per standard deviation, 1 … 2³⁰.
  public let gain: UInt32

  /// Standardisation of the first `standardizedCount` inputs.
  ///
  /// Values outside their ranges are refused by `PackedHeader`.
  public init(standardizedCount: Int, countsPerUnit: Float, gain: UInt32) {
    self.standardizedCount = standardizedCount
    self.countsPerUnit = countsPerUnit
    self.gain = gain
  }
}
