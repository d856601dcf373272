/// How the leading features are standardised per window (header fields of flag bit 0).
public struct WindowQuantization: Equatable, Sendable {
  /// Leading features that are standardised, m, in 1 … F.
  public let standardizedCount: Int
  /// Those of them that are inputs: m, unless some features are left out.
  public let inputCount: Int
  /// int16 counts per unit of a float input; normal range.
  public let countsPerUnit: Float
  /// 2¹⁶ × quanta per standard deviation, 1 … 2³⁰.
  public let gain: UInt32

  /// Standardisation of the first `standardizedCount` features.
  ///
  /// Values outside their ranges are refused by `PackedHeader`.
  ///
  /// - Parameters:
  ///   - standardizedCount: m.
  ///   - inputCount: Those of the m features that are inputs; nil for all.
  ///   - countsPerUnit: int16 counts per unit of a float input.
  ///   - gain: 2¹⁶ × quanta per standard deviation.
  public init(
    standardizedCount: Int, inputCount: Int? = nil, countsPerUnit: Float, gain: UInt32
  ) {
    self.standardizedCount = standardizedCount
    self.inputCount = inputCount ?? standardizedCount
    self.countsPerUnit = countsPerUnit
    self.gain = gain
  }
}
