internal import Evaluation

extension Chart {
  /// Sensitivity over the share of false positives, with the student on it.
  static func receiver(of decision: ReportedDecision?, identifier: String) -> Chart? {
    guard let curve = decision?.curve else { return nil }
    let points = curve.points.map {
      Point(
        $0.falsePositiveShare.value, $0.sensitivity.value, low: $0.sensitivity.lower,
        high: $0.sensitivity.upper)
    }
    let chance = Series(
      tone: .faint, style: .line(.dotted, width: 1), points: [Point(0, 0), Point(1, 1)])
    return Chart(
      identifier: identifier,
      description: "Receiver operating characteristic with 95 % intervals: sensitivity over the "
        + "share of false positives. The area below it is \(NumberText.fixed(curve.area, 3)).",
      x: Axis(
        label: "share of false positives, 1 − specificity", range: -0.01...1.01,
        ticks: Axis.percents),
      y: Axis(label: "sensitivity", range: -0.01...1.01, ticks: Axis.percents),
      series: [chance] + drawn(points)
        + mark(
          x: decision?.mark?.specificity.map(\.complement), y: decision?.mark?.sensitivity),
      keys: keys(
        "area \(NumberText.fixed(curve.area, 3))", hasMark: decision?.mark?.sensitivity != nil))
  }

  /// Precision over sensitivity, with the student on it.
  static func precisionRecall(of decision: ReportedDecision?, identifier: String) -> Chart? {
    guard let curve = decision?.curve else { return nil }
    let points = curve.points.compactMap { point in
      point.precision.map {
        Point(point.sensitivity.value, $0.value, low: $0.lower, high: $0.upper)
      }
    }
    return Chart(
      identifier: identifier,
      description: "Precision over sensitivity with 95 % intervals, for every threshold.",
      x: Axis(label: "sensitivity", range: -0.01...1.01, ticks: Axis.percents),
      y: Axis(label: "precision", range: -0.01...1.01, ticks: Axis.percents),
      series: drawn(points)
        + mark(x: decision?.mark?.sensitivity, y: decision?.mark?.precision),
      keys: keys("other thresholds", hasMark: decision?.mark?.precision != nil))
  }

  private static func drawn(_ points: [Point]) -> [Series] {
    [
      Series(tone: .grid, style: .band, points: points),
      Series(tone: .first, style: .line(.solid, width: 2), points: points),
    ]
  }

  /// The student, with bars along both axes.
  private static func mark(x: Ends?, y: ShareEstimate?) -> [Series] {
    guard let x, let y else { return [] }
    return [
      Series(
        tone: .accent, style: .verticalBars,
        points: [Point(x.value, y.value, low: y.lower, high: y.upper)]),
      Series(
        tone: .accent, style: .horizontalBars,
        points: [Point(x.value, y.value, low: x.lower, high: x.upper)]),
      Series(tone: .accent, style: .points(.disc, size: 0.8), points: [Point(x.value, y.value)]),
    ]
  }

  private static func mark(x: ShareEstimate?, y: ShareEstimate?) -> [Series] {
    mark(x: x.map { Ends(value: $0.value, lower: $0.lower, upper: $0.upper) }, y: y)
  }

  private static func keys(_ curve: String, hasMark: Bool) -> [Key] {
    [Key(title: curve, tone: .first, stroke: .solid)]
      + (hasMark ? [Key(title: "this student", tone: .accent, marker: .disc)] : [])
  }
}

/// A share and its interval along an axis.
private struct Ends {
  let value: Double
  let lower: Double
  let upper: Double
}

extension ShareEstimate {
  /// 1 less the share.
  fileprivate var complement: Ends {
    Ends(value: 1 - value, lower: 1 - upper, upper: 1 - lower)
  }
}
