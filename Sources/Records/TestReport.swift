internal import Evaluation
package import HostRuntime
internal import PackedFormat
internal import Quantization
internal import Rows
internal import Student

/// How good a student is on a dump: the verb `evaluate`.
///
/// Classification figures exist where the dump has their arrays. Agreement needs the teacher's
/// logits. Accuracy and all figures per class need labels.
public struct TestReport: Sendable, Equatable, Codable {
  /// The float student, for comparison.
  public struct Float: Sendable, Equatable, Codable {
    /// The share of rows with the true label, 0 ... 1; nil without labels.
    public var accuracy: Double?
    /// The share of rows with the teacher's label, 0 ... 1; nil where outputs are no logits.
    public var agreement: Double?
    /// The mean of F1 over the classes, 0 ... 1; nil without labels.
    public var macroF1: Double?
    /// The mean of F1 over the classes, weighted by their rows, 0 ... 1; nil without labels.
    public var weightedF1: Double?
    /// The mean of the sensitivity over the classes, weighted by their rows, 0 ... 1; nil without
    /// labels.
    public var weightedSensitivity: Double?
    /// The mean of the precision over the classes, weighted by their rows, 0 ... 1; nil without
    /// labels.
    public var weightedPrecision: Double?
    /// Root mean square of student − teacher over all rows and outputs, in units of the outputs.
    public var rmse: Double
    /// The mean of R² over the outputs, at most 1; nil where outputs are logits, and for one row.
    public var r2: Double?
    /// R² of each output, at most 1; nil likewise, and for one output.
    public var r2ByOutput: [Double]?
  }

  /// The number of rows.
  public var rows: Int
  /// The share of rows with the true label.
  public var accuracy: Double?
  /// The share of rows with the teacher's label.
  public var agreement: Double?
  /// The mean of F1 over the classes, 0 ... 1; nil without labels.
  public var macroF1: Double?
  /// The mean of F1 over the classes, weighted by their rows, 0 ... 1; nil without labels.
  public var weightedF1: Double?
  /// The mean of the sensitivity over the classes, weighted by their rows, 0 ... 1; nil without
  /// labels.
  public var weightedSensitivity: Double?
  /// The mean of the precision over the classes, weighted by their rows, 0 ... 1; nil without
  /// labels.
  public var weightedPrecision: Double?
  /// F-beta with beta = 2, weighted by support.
  public var weightedF2: Double?
  /// Per class.
  public var sensitivity: [Double]?
  /// Per class.
  public var precision: [Double]?
  /// Per class.
  public var f1: [Double]?
  /// Rows of each true class.
  public var support: [Int]?
  /// confusion[true][predicted]; nil above 100 classes.
  public var confusion: [[Int]]?
  /// Root mean square of student − teacher over all rows and outputs, in units of the outputs.
  public var rmse: Double
  /// The mean of R² over the outputs, at most 1; nil where outputs are logits, and for one row.
  public var r2: Double?
  /// R² of each output, at most 1; nil likewise, and for one output.
  public var r2ByOutput: [Double]?
  /// The root of the mean squared deviation of the teacher's outputs from their means, in units of
  /// the outputs; nil where they are logits.
  public var targetDeviation: Double?
  /// The float student; nil without its run record.
  public var float: Float?
  /// Rows whose int8 label differs from the float student's.
  public var int8Disagreements: Int?
  /// How the rows keep to the bound on int8; nil without one.
  public var certificate: Certificate.Check?
  /// How the student judges its answers; nil without limits.
  public var verdicts: VerdictReport?
  /// How far inputs may move before a label can change; nil where it is not certified.
  public var radius: RadiusReport?
  /// The share of rows in each region.
  public var regionShares: [Double]
  /// The teacher's own share of rows with the true label.
  public var teacherAccuracy: Double?
  /// The teacher's own confusion[true][predicted]; nil above 100 classes.
  public var teacherConfusion: [[Int]]?

  /// The figures of a pass.
  ///
  /// - Parameters:
  ///   - tally: the counts and sums.
  ///   - student: the student that was counted.
  package init(_ tally: TestTally, of student: PackedStudent) {
    rows = tally.rowCount
    rmse = tally.int8.rootMeanSquaredError
    agreement = tally.int8.agreement
    regionShares = tally.regionCounts.map { Double($0) / Double(tally.rowCount) }
    r2 = tally.regression?.r2
    r2ByOutput = Self.several(tally.regression?.determinations)
    targetDeviation = tally.regression?.deviation
    float = tally.float.map { Float($0) }
    float?.r2 = tally.floatRegression?.r2
    float?.r2ByOutput = Self.several(tally.floatRegression?.determinations)
    int8Disagreements = tally.int8Disagreements
    verdicts = tally.verdicts?.report
    certificate = tally.check.map { Certificate.Check($0, of: student) }
    radius = tally.radii.flatMap {
      RadiusReport($0, of: student, hasProgram: student.header.sections.hasProgram)
    }
    teacherAccuracy = tally.teacher?.accuracy
    teacherConfusion = tally.teacher.flatMap { Self.listed($0) }
    if let confusion = tally.int8.confusion { describe(confusion) }
  }

  /// The most classes whose confusion is listed.
  private static let largestListedClassCount = 100

  private static func listed(_ matrix: ConfusionMatrix) -> [[Int]]? {
    matrix.classCount > largestListedClassCount ? nil : matrix.counts
  }

  /// The figures of several outputs; nil for one.
  private static func several(_ figures: [Double]?) -> [Double]? {
    figures.flatMap { $0.count > 1 ? $0 : nil }
  }

  private mutating func describe(_ matrix: ConfusionMatrix) {
    let report = ClassificationReport(matrix, beta: 2)
    accuracy = report.accuracy
    macroF1 = report.macro.f1
    weightedF1 = report.weighted.f1
    weightedSensitivity = report.weighted.sensitivity
    weightedPrecision = report.weighted.precision
    weightedF2 = report.weighted.fBeta
    sensitivity = report.sensitivity
    precision = report.precision
    f1 = report.f1
    support = report.support
    confusion = Self.listed(matrix)
  }
}

extension TestReport {
  /// The figures of the int8 student in the terms of the float one.
  package var asFloat: Float {
    Float(accuracy: accuracy, agreement: agreement, macroF1: macroF1, rmse: rmse, r2: r2)
  }
}

extension TestReport.Float {
  fileprivate init(_ student: StudentTally) {
    let report = student.confusion.map { ClassificationReport($0) }
    self.init(
      accuracy: report?.accuracy, agreement: student.agreement, macroF1: report?.macro.f1,
      weightedF1: report?.weighted.f1, weightedSensitivity: report?.weighted.sensitivity,
      weightedPrecision: report?.weighted.precision, rmse: student.rootMeanSquaredError)
  }
}
