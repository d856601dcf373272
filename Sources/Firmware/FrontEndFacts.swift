public import PackedFormat

/// How a student takes its inputs, in the units of whoever delivers them.
public struct FrontEndFacts: Sendable, Equatable {
  /// Leading inputs that the device standardises as one window; 0 for none.
  public let standardizedCount: Int
  /// Counts that a float input of the window becomes per unit; nil without a window.
  public let windowCountsPerUnit: Double?
  /// Counts per unit of the other inputs; nil where they take no counts.
  public let countsPerUnit: Double?
  /// The count of an input of 0, likewise.
  public let countZero: Int?
  /// Whether float32 is accepted.
  public let acceptsFloats: Bool
  /// Whether int16 counts are accepted.
  public let acceptsCounts: Bool
  /// Whether int32 is accepted.
  public let acceptsIntegers: Bool
  /// Whether a program makes nodes: windows are counts, and need memory on their way.
  public let makesNodes: Bool

  /// The magnitude from which on float inputs of the window saturate.
  public var windowLimit: Double? { windowCountsPerUnit.map { 32_768 / $0 } }

  /// The facts that a packed student records.
  ///
  /// - Parameters:
  ///   - header: of a student that was validated, with its sections.
  ///   - bytes: the whole file.
  /// - Complexity: O(stages).
  public init(_ header: PackedHeader, in bytes: [UInt8]) {
    standardizedCount = header.standardizedCount
    windowCountsPerUnit = header.window.map { Double($0.countsPerUnit) }
    countsPerUnit = header.counts.map { Double(header.inputMultiplier) / $0.quantaPerCount }
    countZero = header.counts.map { Int($0.zero) }
    acceptsFloats = header.acceptsFloats
    acceptsCounts = header.acceptsCounts
    acceptsIntegers = header.acceptsIntegers
    makesNodes = PackedLayout(trusting: header).program.map { !$0.isPlain(in: bytes) } ?? false
  }

  /// The type of proof windows: floats, or else the widest integers; counts for a program that makes
  /// nodes, which floats become first.
  public var proofType: WindowType {
    makesNodes ? .i16 : acceptsFloats ? .f32 : acceptsIntegers ? .i32 : .i16
  }

  /// The type in which a sensor's numbers are best given to the device: the widest integers, or
  /// else floats.
  public var sampleType: WindowType { acceptsIntegers ? .i32 : acceptsCounts ? .i16 : .f32 }

  /// Every type that a function of the runtime turns into inputs.
  public var types: [WindowType] {
    [
      (WindowType.f32, acceptsFloats && !makesNodes), (.i16, acceptsCounts),
      (.i32, acceptsIntegers),
    ].compactMap { $1 ? $0 : nil }
  }
}

extension CountQuantization {
  /// int8 quanta that a count is worth.
  var quantaPerCount: Double {
    256 * Double(multiplier) / Double(UInt64(1) << UInt64(shift))
  }
}
