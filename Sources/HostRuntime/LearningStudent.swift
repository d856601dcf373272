public import PackedFormat
public import Rows
internal import StudentRuntime

extension AdaptationConstants {
  /// The share of answers whose margin is to grow by learning.
  static var lowMarginShare: Double { 0.1 }
  /// The most updates that are proposed.
  static var proposedUpdates: UInt16 { 1_000 }
  /// The prior of P that is proposed: 1/8.
  static var proposedPrior: Int32 { 1 << 15 }
  /// The magnitude of P and W that the rule is proved for (Docs/Format.md, Learning).
  static var proposedLimit: Int32 { 1 << 18 }
  /// The largest constant of the rule.
  static var greatestConstant: Double { 64 }
}

extension PackedHeader {
  /// Whether such a student can learn on a device: d is at most 32, and there are two outputs or more.
  public var canLearn: Bool {
    componentCount <= AdaptationConstants.largestComponentCount && outputCount > 1
      && flags.contains(.logits)
  }
}

extension QuantizedStudent {
  /// This student with constants of learning, and nothing else changed.
  ///
  /// - Throws: `PackedFormatError` where the format does not have such a student.
  /// - Complexity: O(parameters).
  func learning(_ constants: AdaptationConstants) throws(PackedFormatError) -> QuantizedStudent {
    guard constants.isValid else { throw .parameter }
    var surroundings = surroundings
    surroundings.adaptation = constants
    return try remade(with: surroundings)
  }
}

extension PackedStudent {
  /// The constants of learning; nil for a student that does not learn.
  public var adaptation: AdaptationConstants? {
    layout.range(of: .adaptation).map {
      AdaptationConstants(reading: bytes.span.bytes, at: $0.lowerBound)
    }
  }

  /// Bytes that a device saves of learning; 0 for a student that does not learn.
  public var deltaByteCount: Int { open.deltaByteCount(in: bytes.span.bytes) }

  /// This student with the constants of learning that its answers to some windows propose: the same answers,
  /// and 28 bytes more, or 92 and more over version 1.
  ///
  /// The constant is the root mean square of z, so that it weighs as a component does. The margin is that of
  /// the lowest tenth of the answers.
  ///
  /// - Parameter windows: N × w, finite; N is at least 1.
  /// - Throws: `PackedFormatError.section` for a student that cannot learn (`header.canLearn`).
  /// - Precondition: the student takes floats.
  /// - Complexity: O(N) inferences.
  public func learning(from windows: Matrix<Float>) throws(PackedFormatError) -> PackedStudent {
    guard header.canLearn else { throw .section }
    var pass = DevicePass(self, windows)
    var (squares, margins) = (0.0, [Int32]())
    for row in 0..<windows.rowCount {
      margins.append(try pass.infer(row).margin)
      for value in pass.components { squares += value * value }
    }
    margins.sort()
    let count = Double(max(1, windows.rowCount * header.componentCount))
    let constant = (squares / count).squareRoot().rounded()
    let rank = Int(AdaptationConstants.lowMarginShare * Double(windows.rowCount))
    return try PackedStudent(
      QuantizedStudent(self).learning(
        AdaptationConstants(
          constant: Int16(min(max(constant, 1), AdaptationConstants.greatestConstant)),
          mostUpdates: AdaptationConstants.proposedUpdates,
          prior: AdaptationConstants.proposedPrior, margin: margins.isEmpty ? 0 : margins[rank],
          covarianceLimit: AdaptationConstants.proposedLimit,
          weightLimit: AdaptationConstants.proposedLimit)))
  }
}

/// How a student did on a device before and after it learnt some labels.
public struct LearntAnswers: Sendable, Equatable {
  /// N labels that the student gives.
  public let before: [Int]
  /// N labels that are given after learning.
  public let after: [Int]
  /// The rows that a person was asked for, in their order.
  public let asked: [Int]
  /// Whether what was learnt is used.
  public let isUsed: Bool
  /// What a device saves.
  public let delta: [UInt8]
}

extension PackedStudent {
  /// Lets the student learn as a device does: all windows pass, the answers of smallest margins are asked
  /// for, their labels are learnt, and all windows pass again.
  ///
  /// - Parameters:
  ///   - windows: N × w, finite.
  ///   - count: labels to ask for, at most 65,535.
  ///   - rows: among which to ask; nil for all.
  ///   - label: the label of a row, 0 ..< C, as a person gives it.
  /// - Throws: `PackedFormatError.section` for a student that does not learn.
  /// - Precondition: the student takes floats.
  /// - Complexity: O(N) inferences.
  public func learn(
    _ windows: Matrix<Float>, asking count: Int, among rows: Set<Int>? = nil,
    label: (Int) -> Int
  ) throws(PackedFormatError) -> LearntAnswers {
    var pass = DevicePass(self, windows)
    try pass.begin(keeping: count)
    var (before, after, asked) = ([Int](), [Int](), [Int]())
    for row in 0..<windows.rowCount {
      before.append(try pass.infer(row).label)
      if rows?.contains(row) ?? true { try pass.keep(row) }
    }
    while let row = try pass.next() {
      asked.append(row)
      guard try pass.learn(label(row)) else { break }
    }
    let isUsed = try pass.commit()
    for row in 0..<windows.rowCount {
      _ = try pass.infer(row)
      after.append(try pass.adapted())
    }
    return LearntAnswers(
      before: before, after: after, asked: asked, isUsed: isUsed, delta: try pass.save())
  }
}
