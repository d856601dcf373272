extension StudentFacts {
  /// How features are drawn: the first are windows of samples, the others stand alone.
  package struct Window: Sendable, Equatable {
    /// The features in windows, 0 ... n.
    package var featureCount: Int

    package init(featureCount: Int) {
      self.featureCount = featureCount
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
