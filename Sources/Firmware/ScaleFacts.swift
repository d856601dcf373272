public import PackedFormat

/// The scales of the inputs that are not standardised: which numbers each one distinguishes.
public struct ScaleFacts: Sendable, Equatable {
  /// How numbers become quanta: (x − centre) / quantum, rounded and limited.
  public struct Steps: Sendable, Equatable {
    /// The number that becomes 0.
    public let centre: Double
    /// Units per quantum; 0 for an input that is always 0.
    public let quantum: Double
  }

  /// An input.
  public struct Input: Sendable, Equatable {
    /// Its index, 0 ..< n.
    public let index: Int
    /// The feature that it is, 0 ..< F.
    public let feature: Int
    /// How floats become it; nil where the student has no scale for floats.
    public let floats: Steps?
    /// How integers become it, counts or features of a program; nil without a scale for them.
    public let integers: Steps?
  }

  /// In ascending order.
  public let inputs: [Input]

  /// The scales of a student, from its header or its section.
  ///
  /// - Parameters:
  ///   - header: of a file that was validated, with its sections.
  ///   - bytes: the whole file.
  /// - Complexity: O(n).
  public init(_ header: PackedHeader, in bytes: [UInt8]) {
    let layout = PackedLayout(trusting: header)
    let kept = Self.keptFeatures(header, in: bytes)
    let first = header.standardizedInputCount
    guard let section = layout.scales else {
      let floats = Steps(centre: 0, quantum: 1 / Double(header.inputMultiplier))
      let integers = header.counts.map {
        Steps(centre: Double($0.zero), quantum: 1 / $0.quantaPerCount)
      }
      inputs = (first..<header.inputCount).map {
        Input(index: $0, feature: kept?[$0] ?? $0, floats: floats, integers: integers)
      }
      return
    }
    inputs = (first..<header.inputCount).map { index in
      Input(
        index: index, feature: kept?[index] ?? index,
        floats: section.parts.contains(.floats)
          ? Steps(section.float(index - first, in: bytes.span.bytes)) : nil,
        integers: section.parts.contains(.integers)
          ? Steps(section.integer(index - first, in: bytes.span.bytes)) : nil)
    }
  }

  /// The features that are inputs, in ascending order; nil when all are.
  ///
  /// - Parameters:
  ///   - header: of a file that was validated, with its sections.
  ///   - bytes: the whole file.
  /// - Complexity: O(n).
  public static func keptFeatures(_ header: PackedHeader, in bytes: [UInt8]) -> [Int]? {
    PackedLayout(trusting: header).keptInputs.map { kept in
      (0..<kept.count).map { kept.feature($0, in: bytes.span.bytes) }
    }
  }
}

extension ScaleFacts.Steps {
  fileprivate init(_ scale: FloatScale) {
    centre = Double(scale.centre)
    quantum = scale.multiplier == 0 ? 0 : 1 / Double(scale.multiplier)
  }

  fileprivate init(_ scale: IntegerScale) {
    centre = Double(scale.centre)
    quantum =
      scale.multiplier == 0
      ? 0 : Double(UInt64(1) << UInt64(scale.shift)) / Double(scale.multiplier)
  }
}
