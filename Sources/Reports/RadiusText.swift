package import Records

/// Certified radii in words: how far inputs may move before a label can change.
package struct RadiusText: Sendable {
  /// The median, for the terminal.
  package let title: String
  /// The distribution, in sentences.
  package let lines: [String]

  /// - Parameter radius: of the rows of a test dump.
  package init(_ radius: RadiusReport) {
    let unit =
      switch radius.unit {
      case .deviations: "deviations of the window"
      case .inputs: "units of the inputs"
      case .features: "units of the features"
      }
    title =
      "no change below \(Self.digits(radius.euclidean.median)) \(unit) (Euclidean), or below "
      + "\(Self.digits(radius.largest.median)) in each, changes a label: medians, certified"
    func quantiles(_ quantiles: RadiusReport.Quantiles) -> String {
      "\(Self.digits(quantiles.tenth)) of a tenth of the rows, \(Self.digits(quantiles.median)) in "
        + "the median, \(Self.digits(quantiles.ninetieth)) of nine tenths"
    }
    lines =
      [
        "No change of the inputs below the certified radius of a row can change its label. "
          + "\(NumberText.percent(radius.share)) of \(NumberText.integer(radius.rows)) rows have one.",
        "Radii at most, in \(unit), Euclidean: \(quantiles(radius.euclidean)). "
          + "Of the largest change of one input: \(quantiles(radius.largest)).",
      ]
      + (radius.unit == .deviations
        ? ["Mean and deviation of the window are held."]
        : radius.unit == .features
          ? ["The features are those of the program, not the samples of the window."] : [])
  }

  /// Three significant digits.
  private static func digits(_ value: Double) -> String { NumberText.significant(value, 3) }
}
