/// Cycles as a model allows them: the fewest, the most, and what is taken as the usual.
public struct CycleRange: Sendable, Equatable, Codable {
  /// The fewest.
  public var least: Double
  /// What is taken as the usual.
  public var middle: Double
  /// The most.
  public var most: Double

  /// A range.
  ///
  /// - Parameters:
  ///   - least: the fewest.
  ///   - middle: what is taken as the usual.
  ///   - most: the most.
  package init(_ least: Double, _ middle: Double, _ most: Double) {
    (self.least, self.middle, self.most) = (least, middle, most)
  }

  /// A cost that does not vary.
  init(exactly cycles: Double) { self.init(cycles, cycles, cycles) }

  static let zero = Self(exactly: 0)

  static func + (a: Self, b: Self) -> Self {
    Self(a.least + b.least, a.middle + b.middle, a.most + b.most)
  }

  static func += (a: inout Self, b: Self) { a = a + b }

  /// The same for `count` times the work, or in another unit.
  ///
  /// - Parameters:
  ///   - range: what is scaled.
  ///   - count: 0 or more.
  package static func * (range: Self, count: Double) -> Self {
    Self(range.least * count, range.middle * count, range.most * count)
  }
}
