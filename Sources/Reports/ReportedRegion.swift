internal import Clustering
internal import Records
internal import Rows
internal import Student

/// One region of the input space.
struct ReportedRegion: Sendable {
  /// Share of rows that fall into it; nil when it was never measured.
  let share: Double?
  /// Mean of the rows that fall into it, n values in units of the inputs, or else its centroid; nil
  /// when unknown.
  let mean: [Double]?
  /// Their standard deviation, n values; nil when the mean is a centroid.
  let deviation: [Double]?
  /// C × n: the effect of a unit of each input on each output in this region, less the mean over
  /// the outputs, which changes no label. Empty where outputs do not depend linearly on inputs.
  let templates: [[Double]]
  /// Rows of each label that the student gives here, C counts; empty when it was not measured.
  let labelCounts: [Int]
  /// The mean of each output here, C values; empty when it was not measured.
  let outputMeans: [Double]

  /// Every region of a student; empty without its float model.
  static func all(
    of model: PiecewiseLinearModel?, shares: [Double]?, rows: [TestDetail.Region]?
  ) -> [ReportedRegion] {
    guard let model else { return [] }
    return (0..<model.regionCount).map { index in
      let rows = rows?[index]
      let centroid =
        model.projection == nil ? Array(model.partition.centroids[row: index]) : nil
      return ReportedRegion(
        share: shares.flatMap { $0.indices.contains(index) ? $0[index] : nil },
        mean: rows?.mean ?? centroid, deviation: rows?.deviation,
        templates: model.templates(ofRegion: index), labelCounts: rows?.labelCounts ?? [],
        outputMeans: rows?.outputMeans ?? [])
    }
  }

  /// All features where neighbours are alike, as samples of a waveform are, and else none. The
  /// ratio of von Neumann decides: the mean square of differences between neighbours over twice the
  /// variance. It is about 1 where the order has no meaning.
  ///
  /// Source: J. von Neumann, "Distribution of the ratio of the mean square successive difference to
  /// the variance", Annals of Mathematical Statistics 12 (1941), 367-395.
  static func windowFeatureCount(of regions: [ReportedRegion]) -> Int {
    var (steps, spread) = (0.0, 0.0)
    for mean in regions.compactMap(\.mean) where mean.count > 1 {
      let average = mean.reduce(0, +) / Double(mean.count)
      spread += mean.reduce(0) { $0 + ($1 - average) * ($1 - average) }
      steps += zip(mean, mean.dropFirst()).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
    }
    return steps < spread * 0.8 ? regions.first?.mean?.count ?? 0 : 0
  }
}
