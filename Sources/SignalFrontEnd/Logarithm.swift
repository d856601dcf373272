/// The logarithm to base 2 of `value` in sixteenths, by Mitchell's rule: 16 e and the four bits
/// below the leading one, with e = ⌊log₂ v⌋; 0 for 0.
///
/// It is within 0.09 of the real one, and one more in the last place (Mitchell 1962, Computer
/// multiplication and division using binary logarithms).
///
/// - Parameter value: Any.
/// - Returns: 0 … 1,023.
/// - Complexity: O(1).
public func logarithm(_ value: UInt64) -> Int32 {
  guard value != 0 else { return 0 }
  let up = UInt32(truncatingIfNeeded: value.leadingZeroBitCount)
  let mantissa = UInt32(truncatingIfNeeded: (value &<< UInt64(word: up)) &>> 59)
  // The leading one is counted by the 16 of the mantissa.
  return Int32(bitPattern: 16 &* (62 &- up) &+ mantissa)
}
