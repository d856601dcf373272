public import ActivationFormats
internal import Evaluation
internal import LinearAlgebra
public import Quantization
public import Student

/// How good a student is on a dump: the verb `evaluate`.
///
/// Classification figures exist where the dump has what they need: agreement needs the teacher's
/// logits, accuracy and everything per class needs labels.
public struct TestReport: Sendable, Equatable, Codable {
  /// The float student, for comparison.
  public struct Float: Sendable, Equatable, Codable {
    public var accuracy: Double?
    public var agreement: Double?
    public var macroF1: Double?
    public var weightedF1: Double?
    public var weightedSensitivity: Double?
    public var weightedPrecision: Double?
    public var rmse: Double
  }

  /// The number of rows.
  public var rows: Int
  /// The share of rows with the true label.
  public var accuracy: Double?
  /// The share of rows with the teacher's label.
  public var agreement: Double?
  public var macroF1: Double?
  public var weightedF1: Double?
  public var weightedSensitivity: Double?
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
  /// confusion[true][predicted].
  public var confusion: [[Int]]?
  /// Root mean square of student − teacher over all rows and outputs, in units of the outputs.
  public var rmse: Double
  /// The float student; nil without its run record.
  public var float: Float?
  /// Rows whose int8 label differs from the float student's.
  public var int8Disagreements: Int?
  /// The share of rows in each region.
  public var regionShares: [Double]
  /// The teacher's own share of rows with the true label.
  public var teacherAccuracy: Double?
  /// The teacher's own confusion[true][predicted].
  public var teacherConfusion: [[Int]]?

  /// Measures `student` on `dump`.
  ///
  /// - Parameter model: the float student that it was quantised from, when it is known.
  /// - Throws: `TesseraError.mismatchedDump` when the dump is of another shape.
  /// - Complexity: O(N) inferences.
  public init(
    of student: PackedStudent, model: PiecewiseLinearModel?, on dump: ActivationDump
  ) throws(TesseraError) {
    let truth = try Truth(for: student, in: dump)
    let inputs: Matrix<Swift.Float>
    do throws(RowReadError) {
      inputs = try dump.inputs.matrix(as: Swift.Float.self)
    } catch {
      throw .unreadableRows(error)
    }
    let prediction = student.predict(inputs)
    rows = dump.sampleCount
    rmse = truth.rmse(of: prediction.logits.map { Double($0) * student.outputScale })
    agreement = truth.agreement(of: prediction.labels)
    var counts = [Int](repeating: 0, count: student.header.regionCount)
    for region in prediction.regions { counts[region] += 1 }
    regionShares = counts.map { Double($0) / Double(dump.sampleCount) }
    if let confusion = truth.confusion(of: prediction.labels) { describe(confusion) }
    let teacher = truth.teacherLabels.flatMap { truth.confusion(of: $0) }
    teacherAccuracy = teacher?.accuracy
    teacherConfusion = teacher?.counts
    if let model {
      let outputs = model.predict(inputs).outputs
      let labels = argmaxPerRow(outputs.elements, columnCount: outputs.columnCount)
      float = Float(outputs, labels: labels, against: truth)
      if truth.teacherLabels != nil {
        int8Disagreements = Agreement(of: prediction.labels, with: labels).disagreements
      }
    }
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
    confusion = matrix.counts
  }
}

extension TestReport.Float {
  fileprivate init(_ outputs: Matrix<Double>, labels: [Int], against truth: Truth) {
    let report = truth.confusion(of: labels).map { ClassificationReport($0) }
    self.init(
      accuracy: report?.accuracy, agreement: truth.agreement(of: labels),
      macroF1: report?.macro.f1, weightedF1: report?.weighted.f1,
      weightedSensitivity: report?.weighted.sensitivity,
      weightedPrecision: report?.weighted.precision, rmse: truth.rmse(of: outputs.elements))
  }
}

/// What a student is measured against.
private struct Truth {
  /// What the teacher said, N × C.
  let outputs: Matrix<Double>
  /// The teacher's labels, where outputs are logits.
  let teacherLabels: [Int]?
  /// The true labels, where outputs are logits and the dump has them.
  let labels: [Int]?

  init(for student: PackedStudent, in dump: ActivationDump) throws(TesseraError) {
    try Self.check(dump, "features", dump.featureCount, student.header.inputCount)
    let isClassifier = student.header.flags.contains(.logits)
    let outputs: Matrix<Double>?
    do throws(RowReadError) {
      outputs =
        isClassifier ? try dump.teacherLogits() : try dump.activations?.matrix(as: Double.self)
    } catch {
      throw .unreadableRows(error)
    }
    guard let outputs else {
      throw .nothingToCompare(path: dump.path, isClassifier: isClassifier)
    }
    try Self.check(dump, "outputs", outputs.columnCount, student.header.outputCount)
    self.outputs = outputs
    teacherLabels =
      isClassifier ? argmaxPerRow(outputs.elements, columnCount: outputs.columnCount) : nil
    labels = isClassifier ? dump.labels?.map { Int($0) } : nil
  }

  func rmse(of predictions: [Double]) -> Double {
    RegressionReport(
      truth: outputs.elements, predictions: predictions, outputCount: outputs.columnCount
    ).rootMeanSquaredError
  }

  func agreement(of predictions: [Int]) -> Double? {
    teacherLabels.map { Agreement(of: predictions, with: $0).share }
  }

  func confusion(of predictions: [Int]) -> ConfusionMatrix? {
    labels.map {
      ConfusionMatrix(truth: $0, predictions: predictions, classCount: outputs.columnCount)
    }
  }

  private static func check(
    _ dump: ActivationDump, _ what: String, _ found: Int, _ expected: Int
  ) throws(TesseraError) {
    guard found == expected else {
      throw .mismatchedDump(path: dump.path, what: what, found: found, expected: expected)
    }
  }
}
