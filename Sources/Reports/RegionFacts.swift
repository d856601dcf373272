extension StudentFacts {
  /// How features are drawn: the first are windows of samples, the others stand alone.
  package struct Window: Sendable, Equatable {
    /// The features in windows, 0 ... n.
    package var featureCount: Int

    package init(featureCount: Int) {
      self.featureCount = featureCount
    }

    /// All features where neighbours are alike, as samples of a waveform are, and else none: by the
    /// ratio of von Neumann, the mean square of differences between neighbours over twice the
    /// variance, which is about 1 where the order says nothing.
    ///
    /// Source: J. von Neumann, "Distribution of the ratio of the mean square successive difference to
    /// the variance", Annals of Mathematical Statistics 12 (1941), 367-395.
    package init(guessedFrom regions: [Region]) {
      var (steps, spread) = (0.0, 0.0)
      for mean in regions.compactMap(\.mean) where mean.count > 1 {
        let average = mean.reduce(0, +) / Double(mean.count)
        spread += mean.reduce(0) { $0 + ($1 - average) * ($1 - average) }
        steps += zip(mean, mean.dropFirst()).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
      }
      featureCount = steps < spread * 0.8 ? regions.first?.mean?.count ?? 0 : 0
    }
  }

  /// One region of the input space.
  package struct Region: Sendable {
    /// Share of rows that fall into it; nil when it was never measured.
    package var share: Double?
    /// Mean of the rows that fall into it, n values in units of the inputs; nil when unknown.
    package var mean: [Double]?
    /// Their standard deviation, n values; nil when the mean is a centroid.
    package var deviation: [Double]?
    /// C × n: what a unit of each input adds to each output in this region, less the mean over the
    /// outputs, which changes no label; empty where outputs do not depend linearly on inputs.
    package var templates: [[Double]]
    /// Rows of each label that the student gives here, C counts; empty when it was not measured.
    package var labelCounts: [Int]
    /// The mean of each output here, C values; empty when it was not measured.
    package var outputMeans: [Double]

    package init(
      share: Double?, mean: [Double]?, deviation: [Double]?, templates: [[Double]],
      labelCounts: [Int], outputMeans: [Double]
    ) {
      self.share = share
      self.mean = mean
      self.deviation = deviation
      self.templates = templates
      self.labelCounts = labelCounts
      self.outputMeans = outputMeans
    }
  }
}
