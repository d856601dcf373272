extension Chart {
  private static var size: (width: Int, height: Int) { (400, 210) }

  /// Where the inputs stand in a chart.
  struct Features {
    /// The number of a window that each input is, n values.
    let columns: [Int]
    /// The numbers of a window, w.
    let count: Int
    /// The first inputs that are samples of a waveform.
    let window: Int

    fileprivate var last: Double { Double(max(1, count - 1)) }

    var axis: Axis {
      Axis(
        label: window > 1 ? "sample" : "feature", range: -0.01 * last...1.01 * last,
        ticks: Axis.ticks(from: 0, to: last).filter { $0.value == $0.value.rounded() },
        hasGrid: false)
    }

    fileprivate func points(_ values: [Double]) -> [Point] {
      zip(columns, values).map { Point(Double($0), $1) }
    }
  }

  /// The mean of the inputs of a region, with one standard deviation.
  static func mean(
    of region: ReportedRegion, number: Int, classNames: [String],
    features: Features, range: ClosedRange<Double>, identifier: String
  ) -> Chart? {
    guard let mean = region.mean else { return nil }
    let deviation = region.deviation ?? []
    var series: [Series] = []
    if deviation.count == mean.count {
      let band = mean.indices.prefix(features.window).map {
        Point(
          Double(features.columns[$0]), mean[$0], low: mean[$0] - deviation[$0],
          high: mean[$0] + deviation[$0])
      }
      series.append(Series(tone: .grid, style: .band, points: Array(band)))
    }
    let values = features.points(mean)
    series.append(
      Series(
        tone: .ink, style: .line(.solid, width: 2),
        points: Array(values.prefix(features.window))))
    series += loose(values.dropFirst(features.window), tone: .ink, marker: .disc)
    return Chart(
      identifier: identifier,
      description: "Mean of the inputs in region \(number).",
      width: size.width, height: size.height, x: features.axis,
      y: Axis(
        label: "input", range: range,
        ticks: Axis.ticks(from: range.lowerBound, to: range.upperBound)),
      series: series, leftMargin: margin(classNames))
  }

  /// The effect of each feature on each output in a region: a lane for each class between which it
  /// decides.
  ///
  /// - Parameter lane: the distance of two lanes, in units of the weights, above 0.
  static func templates(
    of region: ReportedRegion, number: Int, classNames: [String],
    features: Features, lane: Double, identifier: String
  ) -> Chart? {
    let classes = region.contenders
    guard !classes.isEmpty else { return nil }
    var series: [Series] = []
    var ticks: [Tick] = []
    for (position, index) in classes.enumerated() {
      let base = Double(classes.count - 1 - position) * lane
      let values = features.points(region.templates[index].map { base + $0 })
      ticks.append(Tick(value: base, text: shortened(classNames[index])))
      series += [
        Series(
          tone: .grid, style: .line(.solid, width: 1),
          points: [Point(0, base), Point(features.last, base)]),
        Series(
          tone: .series(index), style: .line(.solid, width: 1.6),
          points: Array(values.prefix(features.window))),
      ]
      series += loose(
        values.dropFirst(features.window), tone: .series(index), marker: .series(index))
    }
    let top = Double(classes.count - 1) * lane
    return Chart(
      identifier: identifier,
      description: "Weight of each input for each class in region \(number).",
      width: size.width, height: 64 + 42 * classes.count + 18, x: features.axis,
      y: Axis(label: "", range: -0.72 * lane...top + 0.72 * lane, ticks: ticks, hasGrid: false),
      series: series, leftMargin: margin(classNames))
  }

  /// Room for the names of classes, the same in all charts of a region, so that features line up.
  private static func margin(_ classNames: [String]) -> Double {
    max(8, Double(classNames.map { shortened($0).count }.max() ?? 1) + 3)
  }

  /// Features that are no samples of a window.
  private static func loose(
    _ points: ArraySlice<Point>, tone: Tone, marker: Marker
  ) -> [Series] {
    [Series(tone: tone, style: .points(marker, size: 0.4), points: Array(points))]
  }
}

extension ReportedRegion {
  /// The classes between which this region decides, ascending. They are the most common of those
  /// that it gives to 1 % of its rows or more, and the two of largest mean outputs. Where it was
  /// not measured, they are the first ones.
  var contenders: [Int] {
    guard labelCounts.count == templates.count, outputMeans.count == templates.count else {
      return Array(templates.indices.prefix(Self.contenderLimit))
    }
    let total = labelCounts.reduce(0, +)
    let ranked = templates.indices.sorted { (outputMeans[$1], $0) < (outputMeans[$0], $1) }
    let common = templates.indices.filter { 100 * labelCounts[$0] >= max(1, total) }
      .sorted { (labelCounts[$1], $0) < (labelCounts[$0], $1) }
    return Set(common.prefix(Self.contenderLimit) + ranked.prefix(2)).sorted()
  }

  /// The most that a chart has room for, and two more.
  private static let contenderLimit = 8
}

extension ReportedRegion {
  /// The distance of two lanes over the largest weight: only extremes of neighbours meet.
  private static let laneShare = 1.5

  /// The distance of two lanes of templates, in units of the weights; nil where all are 0.
  var laneHeight: Double? {
    let largest = contenders.flatMap { templates[$0].map(abs) }.max()
    return largest.flatMap { $0 > 0 ? Self.laneShare * $0 : nil }
  }
}

extension ReportedStudent {
  /// Where the inputs stand in its charts.
  var features: Chart.Features {
    Chart.Features(columns: inputColumns, count: windowCount, window: windowFeatureCount)
  }

  /// The charts of all regions: the mean of each on a common scale, and its templates on its own.
  ///
  /// - Complexity: O(k · C · n).
  func regionCharts(prefix: String) -> [(mean: Chart?, templates: Chart?)] {
    var means = regions.flatMap { $0.mean ?? [] }
    for region in regions {
      for (mean, deviation) in zip(region.mean ?? [], region.deviation ?? []) {
        means += [mean - deviation, mean + deviation]
      }
    }
    let meanRange = Chart.Axis.covering(means, label: "").range
    return regions.enumerated().map { index, region in
      (
        Chart.mean(
          of: region, number: index, classNames: classNames, features: features,
          range: meanRange, identifier: "\(prefix)-mean-\(index)"),
        Chart.templates(
          of: region, number: index, classNames: classNames, features: features,
          lane: region.laneHeight ?? 1, identifier: "\(prefix)-template-\(index)")
      )
    }
  }
}
