/// The values of leaves that come one after the other, joined in the order of their
/// `ReductionTree`, before it is known how many will come.
public struct RunningReduction<Value> {
  /// The number of leaves so far.
  public private(set) var leafCount = 0
  /// One for each bit of `leafCount`, the highest first: a node of as many leaves.
  private var values: [Value] = []

  /// No leaves.
  public init() {}

  /// Adds the value of the next leaf.
  ///
  /// - Parameters:
  ///   - value: of the rows that follow.
  ///   - join: adds the value of the rows that follow.
  public mutating func append(_ value: Value, join: (inout Value, Value) -> Void) {
    values.append(value)
    leafCount += 1
    for _ in 0..<leafCount.trailingZeroBitCount {
      let right = values.removeLast()
      join(&values[values.count - 1], right)
    }
  }

  /// The value of all leaves; nil for none.
  ///
  /// - Parameter join: adds the value of the rows that follow.
  public func total(join: (inout Value, Value) -> Void) -> Value? {
    guard var total = values.last else { return nil }
    for value in values.dropLast().reversed() {
      var left = value
      join(&left, total)
      total = left
    }
    return total
  }
}

extension RunningReduction: Sendable where Value: Sendable {}
