internal import ModelSelection
internal import Records

extension Chart {
  /// Score against bytes: tried students, the front, the choice, the teacher and the budget.
  static func front(of record: RunRecord, identifier: String) -> Chart? {
    let (selection, candidates) = (record.selection, record.tried)
    guard candidates.count > 1 else { return nil }
    let shown = candidates.filter { $0.isOnFront || $0.isChosen }
    let ends = shown.flatMap { [$0.low, $0.high] } + candidates.map(\.score)
    let x = Axis.bytes(
      candidates.map(\.candidate.byteCount) + [selection.budget].compactMap(\.self),
      label: "bytes of the packed student")
    let y = selection.axis(ends + (selection.score == .agreement ? [1] : []))
    func points(_ isShown: (TriedStudent) -> Bool) -> [Point] {
      candidates.filter(isShown).sorted { $0.candidate.byteCount < $1.candidate.byteCount }.map {
        Point(
          Double($0.candidate.byteCount), $0.score, low: max($0.low, y.range.lowerBound),
          high: min($0.high, y.range.upperBound))
      }
    }
    let front = points(\.isOnFront)
    let lines = limits(of: selection, x: x, y: y)
    return Chart(
      identifier: identifier,
      description:
        "Cross-validated \(selection.score.words) of \(candidates.count) students against "
        + "their bytes. The table below has the figures of the front.",
      x: x, y: y,
      series: lines.map(\.series) + [
        Series(
          tone: .faint, style: .points(.cross, size: 0.5),
          points: points { !$0.isOnFront && !$0.isChosen }),
        Series(tone: .first, style: .steps(width: 1.5), points: front),
        Series(tone: .first, style: .verticalBars, points: front),
        Series(tone: .first, style: .points(.disc, size: 0.55), points: front),
        Series(tone: .accent, style: .points(.ring, size: 1.1), points: points(\.isChosen)),
      ],
      keys: [
        Key(title: "on the front, with one standard error", tone: .first, marker: .disc),
        Key(
          title: selection.isFrontPoint ?? false ? "this student" : "chosen", tone: .accent,
          marker: .ring),
        Key(title: "others", tone: .faint, marker: .cross),
      ] + lines.map(\.key))
  }

  /// The teacher, as far as its score is known on these rows, and the budget.
  private static func limits(
    of selection: RunRecord.Selection, x: Axis, y: Axis
  ) -> [(series: Series, key: Key)] {
    var lines: [(series: Series, key: Key)] = []
    if selection.score == .agreement {
      let ends = [Point(x.range.lowerBound, 1), Point(x.range.upperBound, 1)]
      lines.append(
        (
          Series(tone: .teacher, style: .line(.dashed, width: 2), points: ends),
          Key(title: "teacher", tone: .teacher, stroke: .dashed)
        ))
    }
    if let budget = selection.budget {
      let place = Double(budget)
      let ends = [Point(place, y.range.lowerBound), Point(place, y.range.upperBound)]
      lines.append(
        (
          Series(tone: .limit, style: .line(.dotted, width: 2), points: ends),
          Key(title: "budget \(NumberText.bytes(budget))", tone: .limit, stroke: .dotted)
        ))
    }
    return lines
  }

  /// Score over λ, a curve for each structure.
  static func lambda(of record: RunRecord, identifier: String) -> Chart? {
    let selection = record.selection
    let curves = record.strengthCurves.filter { curve in
      curve.points.contains { $0.candidate.lambda > 0 }
    }
    let all = curves.flatMap(\.points).filter { $0.candidate.lambda > 0 }
    let strengths = all.map(\.candidate.lambda)
    guard Set(strengths).count > 1 else { return nil }
    let y = selection.axis(all.flatMap { [$0.low, $0.high] })
    var series: [Series] = []
    var keys: [Key] = []
    for (index, curve) in curves.enumerated() {
      // Bars of several curves at one λ stand side by side.
      let shift = 1 + 0.05 * (Double(index) - Double(curves.count - 1) / 2)
      let points = curve.points.filter { $0.candidate.lambda > 0 }.map {
        Point(
          $0.candidate.lambda * shift, $0.score, low: max($0.low, y.range.lowerBound),
          high: min($0.high, y.range.upperBound))
      }
      let (tone, marker) = (Tone.series(index), Marker.series(index))
      series += [
        Series(tone: tone, style: .verticalBars, points: points),
        Series(
          tone: tone, style: .line(.solid, width: curve.isChosen ? 3 : 1.2), points: points),
        Series(tone: tone, style: .points(marker, size: 0.6), points: points),
      ]
      let title = curve.structure + (curve.isChosen ? selection.mark : "")
      keys.append(Key(title: title, tone: tone, marker: marker, stroke: .solid))
    }
    return Chart(
      identifier: identifier,
      description:
        "Cross-validated \(selection.score.words) over lambda for \(curves.count) structures, "
        + "with one standard error over \(selection.folds) folds. Chosen: lambda = "
        + NumberText.short(selection.lambda) + ".",
      x: .lambda(strengths), y: y, series: series, keys: keys)
  }
}

extension Score {
  /// Whether it is a share of rows.
  private var isShare: Bool { self == .agreement || self == .accuracy }

  /// A value as people read it: shares in percent.
  func text(_ value: Double) -> String {
    isShare ? NumberText.percent(value, 2) : NumberText.fixed(value, 4)
  }

  fileprivate func axis(_ values: [Double], within limits: ClosedRange<Double>?) -> Chart.Axis {
    let label = "cross-validated \(words)"
    return isShare
      ? .shares(values, label: label, within: limits)
      : .covering(values, label: label, within: limits)
  }
}

extension RunRecord.Selection {
  /// An axis of cross-validated scores.
  fileprivate func axis(_ values: [Double]) -> Chart.Axis {
    score.axis(values, within: scoreRange)
  }
}
