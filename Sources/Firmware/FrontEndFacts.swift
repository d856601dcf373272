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
  /// Whether int16 counts are accepted.
  public let acceptsCounts: Bool

  /// The magnitude from which on float inputs of the window saturate.
  public var windowLimit: Double? { windowCountsPerUnit.map { 32_768 / $0 } }

  /// The facts that a packed student records.
  ///
  /// - Parameter header: of a student that was validated.
  public init(_ header: PackedHeader) {
    standardizedCount = header.standardizedCount
    windowCountsPerUnit = header.window.map { Double($0.countsPerUnit) }
    countsPerUnit = header.counts.map { Double(header.inputMultiplier) / $0.quantaPerCount }
    countZero = header.counts.map { Int($0.zero) }
    acceptsCounts = header.acceptsCounts
  }
}

extension CountQuantization {
  /// int8 quanta that a count is worth.
  var quantaPerCount: Double {
    256 * Double(multiplier) / Double(UInt64(1) << UInt64(shift))
  }
}
