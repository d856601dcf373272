internal import Evaluation
internal import ModelSelection

extension OperatingPoint {
  /// The key at which this contradicts a student of so many labels, or itself; nil for a sound one.
  ///
  /// - Parameter labelCount: the labels of an answer; 0 where outputs are no logits.
  /// - Complexity: O(C + points of the curve).
  func flaw(labelCount: Int) -> String? {
    let labels = 0..<max(0, labelCount)
    let checks: KeyValuePairs = [
      "positive": positive.map(labels.contains) ?? !goal.isOfOneClass,
      "offsets": offsets.count == labelCount && offsets.contains(0)
        && offsets.allSatisfy { abs($0) <= 1e150 },
      "rows": (1...1 << 53).contains(rows),
      "groups": groups.map { $0 >= 1 && $0 <= rows } ?? true,
      "before": before.isSound(hasClass: positive != nil),
      "after": after.isSound(hasClass: positive != nil),
      "held_out": heldOut.isSound(hasClass: positive != nil),
      "agreement": [agreement.before, agreement.after, agreement.heldOut]
        .allSatisfy { (0...1).contains($0) },
      "curve": curve.map { $0.positive == positive && $0.isSound(of: rows) } ?? true,
    ]
    return checks.first { !$0.value }?.key
  }
}

extension OperatingFigures {
  /// Whether its figures are shares, and those of a class are there where there is one.
  fileprivate func isSound(hasClass: Bool) -> Bool {
    [accuracy, macroF1, macroF2].allSatisfy(\.isSound)
      && [sensitivity, specificity, precision, f1, f2].allSatisfy { figure in
        figure.map { hasClass && $0.isSound } ?? true
      }
  }
}

extension ShareEstimate {
  fileprivate var isSound: Bool {
    [value, lower, upper].allSatisfy { (0...1).contains($0) } && lower <= upper
  }
}

extension DecisionCurve {
  /// The most points of a curve, with room to spare.
  private static let pointLimit = 200

  fileprivate func isSound(of count: Int) -> Bool {
    rows == count && groups ?? 1 >= 1 && groups ?? 1 <= rows && (0...1).contains(area)
      && (1...Self.pointLimit).contains(points.count)
      && points.allSatisfy { point in
        abs(point.threshold) <= 1e150 && point.sensitivity.isSound
          && point.falsePositiveShare.isSound && point.precision?.isSound ?? true
      }
  }
}
