public import PackedFormat

/// A scale for each input that is not standardised, in their order, in place of the one of the header:
/// s scales for integers, for floats, or for both (Docs/Format.md, Scales).
public struct InputScales: Sendable, Equatable {
  /// s scales for int16 and int32, and for the features of a program; nil when there are none.
  public let integers: [IntegerScale]?
  /// s scales for float32; nil when there are none.
  public let floats: [FloatScale]?

  /// Scales for integers, for floats, or for as many of both.
  ///
  /// - Precondition: at least one of them is there, and not empty.
  package init(integers: [IntegerScale]? = nil, floats: [FloatScale]? = nil) {
    let counts = [integers?.count, floats?.count].compactMap(\.self)
    precondition(!counts.isEmpty && counts.allSatisfy { $0 == counts[0] && $0 > 0 }, "s scales")
    self.integers = integers
    self.floats = floats
  }

  /// The number of inputs with a scale, s.
  public var count: Int { integers?.count ?? floats?.count ?? 0 }

  /// Which of the two are there.
  public var parts: ScaleParts {
    switch (integers, floats) {
    case (nil, nil): .none
    case (_, nil): .integers
    case (nil, _): .floats
    default: .both
    }
  }

  /// Whether the header can say the same: floats alone, without centres, of one multiplier that is
  /// not 0. Such a section is not canonical.
  package var isOneScale: Bool {
    guard integers == nil, let floats, let first = floats.first, first.multiplier != 0 else {
      return false
    }
    return floats.allSatisfy { $0.centre == 0 && $0.multiplier == first.multiplier }
  }
}
