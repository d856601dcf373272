extension ReportedStudent {
  /// The most regions that are drawn over one another: more cannot be told apart.
  private static let overlayLimit = 4

  /// The regions by share, the most common first: their numbers.
  var commonRegions: [Int] {
    regions.indices.sorted { (regions[$1].share ?? 0, $0) < (regions[$0].share ?? 0, $1) }
  }

  /// What the picture of the first screen shows, in a sentence.
  var overlayCaption: String {
    let count = min(Self.overlayLimit, regions.count)
    return regions.count == 1
      ? "What it sees: the mean input. \(shading)"
      : "What it sees: the mean input of "
        + (count < regions.count ? "the \(count) most common of \(regions.count)" : "its \(count)")
        + " regions. \(shading)"
  }

  /// What is shaded, in words.
  private var shading: String {
    let runs = decidingRuns.map { run in
      run.count == 1
        ? "\(inputColumns[run.lowerBound])"
        : "\(inputColumns[run.lowerBound])–\(inputColumns[run.upperBound])"
    }
    guard !runs.isEmpty else { return "" }
    return "Shaded: the samples that carry half of what tells "
      + "\(isClassifier ? "classes" : "outputs") apart, over all regions (\(runs.joined(separator: ", "))). "
      + "It reads the others, too."
  }

  /// The mean inputs of the most common regions over one another, with the samples that decide
  /// shaded; nil where inputs are no waveform, or were not measured.
  ///
  /// - Complexity: O(k · C · n).
  func overlay(identifier: String) -> Chart? {
    let shown = commonRegions.prefix(Self.overlayLimit).filter { regions[$0].mean != nil }
    guard windowFeatureCount > 1, !shown.isEmpty else { return nil }
    let columns = inputColumns.prefix(windowFeatureCount).map(Double.init)
    let means = shown.map { Array((regions[$0].mean ?? []).prefix(windowFeatureCount)) }
    let y = Chart.Axis.covering(means.flatMap(\.self), label: "input")
    let bands = decidingRuns.map { run in
      Chart.Series(
        tone: .shade, style: .band,
        points: [
          (columns[run.lowerBound] - 0.5), (columns[run.upperBound] + 0.5),
        ].map { Chart.Point($0, 0, low: y.range.lowerBound, high: y.range.upperBound) })
    }
    let lines = means.enumerated().map { place, mean in
      Chart.Series(
        tone: .series(place), style: .line(.solid, width: place == 0 ? 2.6 : 1.8),
        points: zip(columns, mean).map { Chart.Point($0, $1) })
    }
    return Chart(
      identifier: identifier, description: overlayCaption, width: 480, height: 300,
      x: features.axis,
      y: y, series: bands + lines,
      keys: shown.enumerated().map { place, region in
        Chart.Key(title: title(ofRegion: region), tone: .series(place), stroke: .solid)
      })
  }

  /// `region 3, 41 %, mostly N`.
  private func title(ofRegion index: Int) -> String {
    let region = regions[index]
    let share = region.share.map { ", \(NumberText.percent($0, 0)) of rows" } ?? ""
    let most = region.labelCounts.indices.max {
      (region.labelCounts[$0], $1) < (region.labelCounts[$1], $0)
    }
    let label =
      isClassifier && classNames.count == region.labelCounts.count
      ? most.map { ", mostly \(Chart.shortened(classNames[$0]))" } : nil
    return "region \(index)\(share)\(label ?? "")"
  }

  /// The samples that decide: the runs of those of largest effect that make up half of all effects.
  ///
  /// The effect of a sample is the spread of its weights over the classes times the deviation of the
  /// sample, root mean squared over the regions by their share.
  var decidingRuns: [ClosedRange<Int>] {
    var effects = [Double](repeating: 0, count: windowFeatureCount)
    for region in regions {
      for sample in effects.indices {
        let weights = region.templates.compactMap { $0.indices.contains(sample) ? $0[sample] : nil }
        let spread = (weights.max() ?? 0) - (weights.min() ?? 0)
        let deviation =
          region.deviation.flatMap { $0.indices.contains(sample) ? $0[sample] : nil } ?? 1
        let effect = spread * deviation
        effects[sample] += (region.share ?? 1) * effect * effect
      }
    }
    let half = effects.reduce(0, +) / 2
    guard half > 0 else { return [] }
    var taken: Set<Int> = []
    var sum = 0.0
    for sample in effects.indices.sorted(by: { (effects[$1], $0) < (effects[$0], $1) })
    where sum < half {
      taken.insert(sample)
      sum += effects[sample]
    }
    return taken.sorted().reduce(into: []) { runs, sample in
      if let last = runs.last, last.upperBound + 1 == sample {
        runs[runs.count - 1] = last.lowerBound...sample
      } else {
        runs.append(sample...sample)
      }
    }
  }
}
