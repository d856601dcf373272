/// Sums of `width` samples, or of their magnitudes, divided by a power of 2.
public struct Pool: Equatable, Sendable {
  /// Samples in a sum, r.
  public let width: Int
  /// Bits that a sum is shifted down, s.
  public let shift: Int
  /// Whether magnitudes are summed.
  public let isRectified: Bool

  /// The largest shift.
  public static var largestShift: Int { 15 }

  /// The stage.
  ///
  /// - Parameters:
  ///   - width: Samples in a sum, 1 … 16,384.
  ///   - shift: Bits that a sum is shifted down, 0 … 15.
  ///   - isRectified: Whether magnitudes are summed.
  public init(width: Int, shift: Int, isRectified: Bool) {
    self.width = width
    self.shift = shift
    self.isRectified = isRectified
  }

  /// The shortest channel: one sum.
  public var leastLength: Int { width }

  /// What the stage makes of a channel of `node`; nil where it is too short, or where a sum could
  /// leave int16.
  public func effect(on node: NodeFacts) -> StageEffect? {
    guard width >= 1, node.length >= width, UInt(bitPattern: shift) <= UInt(Self.largestShift)
    else { return nil }
    // At most 2¹⁴ × 2¹⁵, and a floor that is one further from 0 than the real number.
    let down = Int32(truncatingIfNeeded: shift)
    let sum = Int32(truncatingIfNeeded: width) &* node.magnitude
    let magnitude = (sum &+ (1 &<< down) &- 1) &>> down
    guard magnitude <= StageEffect.largestMagnitude else { return nil }
    let length = flooredQuotient(
      Int32(truncatingIfNeeded: node.length), Int32(truncatingIfNeeded: width))
    return StageEffect(
      length: Int(truncatingIfNeeded: length), magnitude: magnitude, steps: node.length)
  }

  /// Writes ⌊samples / r⌋ sums of `source` into `target`; a rest is left out.
  ///
  /// - Parameters:
  ///   - source: The samples.
  ///   - target: Has one sample for each sum.
  /// - Complexity: O(samples).
  public func run(_ source: Signal, into target: Signal) {
    let down = Int32(truncatingIfNeeded: shift)
    var (place, index) = (0, 0)
    while index != target.count {
      let end = place &+ width
      var sum: Int32 = 0
      while place != end {
        let value = source[place]
        sum = sum &+ (isRectified && value < 0 ? 0 &- value : value)
        place = place &+ 1
      }
      target[index] = sum &>> down
      index = index &+ 1
    }
  }
}
