/// How int16 converter counts become int8 inputs where they are not standardised:
/// requantize((c − zero) × 256, multiplier, shift).
public struct CountQuantization: Equatable, Sendable {
  /// The multiplier, 2³⁰ … 2³¹ − 1.
  public let multiplier: Int32
  /// The total shift, 33 … 62.
  public let shift: UInt8
  /// The count of a zero input.
  public let zero: Int16

  /// Quantisation of counts.
  ///
  /// Values outside their ranges are refused by `PackedHeader`.
  public init(multiplier: Int32, shift: UInt8, zero: Int16) {
    self.multiplier = multiplier
    self.shift = shift
    self.zero = zero
  }
}
