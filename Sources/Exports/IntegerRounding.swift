// ONNX divides towards zero and shifts only unsigned integers. So a sum is moved above zero before it is
// divided, by a multiple of the divisor, and moved back after it.

/// 2ˢ⁻², 2ˢ⁻¹ and 2⁶²⁻ˢ of shifts s: what a rounded shift adds, divides by and takes off.
struct RoundedShift {
  let half: GraphValue
  let divisor: GraphValue
  let offset: GraphValue
}

extension GraphBuilder {
  /// The rounded shifts of known shifts.
  ///
  /// - Parameters:
  ///   - shifts: 2 … 62.
  ///   - shape: of the arrays.
  mutating func roundedShift(_ shifts: [Int], shape: [Int]) -> RoundedShift {
    RoundedShift(
      half: constant(shifts.map { 1 << ($0 - 2) }, shape: shape),
      divisor: constant(shifts.map { 1 << ($0 - 1) }, shape: shape),
      offset: constant(shifts.map { 1 << (62 - $0) }, shape: shape))
  }

  /// Those of some rows of a table, each for one row of the result.
  ///
  /// - Parameters:
  ///   - shift: a table of rows.
  ///   - rows: N places in it.
  mutating func gather(_ shift: RoundedShift, _ rows: GraphValue) -> RoundedShift {
    RoundedShift(
      half: node("Gather", [shift.half, rows]), divisor: node("Gather", [shift.divisor, rows]),
      offset: node("Gather", [shift.offset, rows]))
  }

  /// (p + 2ˢ⁻¹) >> s, the one rounding rule.
  ///
  /// It is the same integer as (⌊p / 2⌋ + 2ˢ⁻²) >> (s − 1), whose sums stay below 2⁶².
  ///
  /// - Parameters:
  ///   - product: magnitudes below 2⁶².
  ///   - shift: of shifts from 2 on.
  mutating func round(_ product: GraphValue, by shift: RoundedShift) -> GraphValue {
    let halved = divide(add(product, scalar(1 << 62)), scalar(2))
    return subtract(divide(add(halved, shift.half), shift.divisor), shift.offset)
  }

  /// v >> s: the floor of v / 2ˢ.
  ///
  /// - Parameters:
  ///   - value: magnitudes up to 2⁶¹.
  ///   - bits: s, 0 … 61.
  mutating func shiftDown(_ value: GraphValue, by bits: Int) -> GraphValue {
    guard bits > 0 else { return value }
    let quotient = divide(add(value, scalar(1 << 61)), scalar(1 << bits))
    return subtract(quotient, scalar(1 << (61 - bits)))
  }

  /// The floor of v / m.
  ///
  /// - Parameters:
  ///   - value: magnitudes up to 2⁴⁰ m.
  ///   - divisor: m, 1 … 2²⁰.
  mutating func floorQuotient(_ value: GraphValue, by divisor: Int) -> GraphValue {
    let raised = add(value, scalar(Int64(divisor) << 40))
    return subtract(divide(raised, scalar(Int64(divisor))), scalar(1 << 40))
  }

  /// The floor of v / 2ᵗ for a t of each row.
  ///
  /// - Parameters:
  ///   - value: magnitudes below 2⁵⁰.
  ///   - power: 2ᵗ, N × 1, up to 2⁵⁰.
  mutating func floorQuotient(_ value: GraphValue, byPower power: GraphValue) -> GraphValue {
    let lift = scalar(1 << 50)
    return subtract(divide(add(value, lift), power), divide(lift, power))
  }

  /// A power of two for each row: 2ᵗ.
  ///
  /// - Parameter exponents: t, 0 … 62.
  mutating func powerOfTwo(_ exponents: GraphValue) -> GraphValue {
    let powers = constant((0...62).map { 1 << $0 })
    return node("Gather", [powers, exponents])
  }

  /// The bits of an integer without its leading zeros: 0 for 0.
  ///
  /// - Parameter value: N × 1, 0 … 2⁶² − 1.
  mutating func bitCount(_ value: GraphValue) -> GraphValue {
    let limits = constant((0...61).map { (1 << $0) - 1 }, shape: [1, 62])
    return sum(isAbove(value, limits))
  }

  /// Mitchell's logarithm in 1/16: 16 e + ⌊16 v / 2ᵉ⌋ − 16 with e = ⌊log₂ v⌋, and 0 for 0.
  ///
  /// - Parameter value: N × 1, 0 … 2⁵⁸.
  mutating func logarithm(_ value: GraphValue) -> GraphValue {
    let limits = constant((1...61).map { (1 << $0) - 1 }, shape: [1, 61])
    let exponent = sum(isAbove(value, limits))
    let sixteen = scalar(16)
    let mantissa = divide(multiply(value, sixteen), powerOfTwo(exponent))
    let log = subtract(add(multiply(exponent, sixteen), mantissa), sixteen)
    // 0 has no exponent: what is below 0 is its 0.
    return larger(log, scalar(0))
  }
}
