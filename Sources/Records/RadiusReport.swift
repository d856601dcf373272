internal import HostRuntime
internal import PackedFormat

/// How far inputs may move before a label can change: the distribution of the certified radii of rows.
public struct RadiusReport: Sendable, Equatable, Codable {
  /// Quantiles over rows.
  public struct Quantiles: Sendable, Equatable, Codable {
    /// Of the row that a tenth of all do not exceed.
    public var tenth: Double
    /// Of the row that half of all do not exceed.
    public var median: Double
    /// Of the row that nine tenths of all do not exceed.
    public var ninetieth: Double

    /// - Returns: nil without rows, and where no change alters the label of a tenth of them.
    init?(_ radii: [Double]) {
      let sorted = radii.sorted()
      guard let last = sorted.indices.last else { return nil }
      func quantile(_ share: Double) -> Double { sorted[Int(share * Double(last))] }
      guard quantile(0.9).isFinite else { return nil }
      (tenth, median, ninetieth) = (quantile(0.1), quantile(0.5), quantile(0.9))
    }
  }

  /// What a radius is in.
  public enum Unit: String, Sendable, Codable {
    /// Deviations of the window, whose mean and deviation are held.
    case deviations
    /// Units of the inputs.
    case inputs
    /// Units of the features that a program makes.
    case features
  }

  /// What a radius is in.
  public var unit: Unit
  /// The rows that were looked at: all of them, or evenly spaced ones of more than 20,000.
  public var rows: Int
  /// The share of these rows with a radius above 0.
  public var share: Double
  /// Of changes in the Euclidean norm.
  public var euclidean: Quantiles
  /// Of the largest change of an input.
  public var largest: Quantiles

  /// - Returns: nil without quantiles.
  init?(_ radii: PackedStudent.CertifiedRadii, of student: PackedStudent, hasProgram: Bool) {
    guard let euclidean = Quantiles(radii.euclidean), let largest = Quantiles(radii.largest) else {
      return nil
    }
    unit =
      hasProgram ? .features : student.header.standardizedInputCount > 0 ? .deviations : .inputs
    rows = radii.euclidean.count
    share = Double(radii.euclidean.count { $0 > 0 }) / Double(radii.euclidean.count)
    (self.euclidean, self.largest) = (euclidean, largest)
  }
}
