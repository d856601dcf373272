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
    let teacher = try Self.teacherOutputs(for: student, in: dump)
    let inputs = dump.inputs.matrix(as: Swift.Float.self)
    let prediction = student.predict(inputs)
    let isClassifier = student.header.flags.contains(.logits)
    let outputCount = student.header.outputCount
    let teacherLabels =
      isClassifier ? argmaxPerRow(teacher.elements, columnCount: outputCount) : nil
    let labels = isClassifier ? dump.labels : nil
    rows = dump.sampleCount
    rmse =
      RegressionReport(
        truth: teacher.elements,
        predictions: prediction.logits.map { Double($0) * student.outputScale },
        outputCount: outputCount
      ).rootMeanSquaredError
    agreement = teacherLabels.map { Agreement(of: prediction.labels, with: $0).share }
    var counts = [Int](repeating: 0, count: student.header.regionCount)
    for region in prediction.regions { counts[region] += 1 }
    regionShares = counts.map { Double($0) / Double(dump.sampleCount) }
    if let labels {
      describe(labels: labels, predictions: prediction.labels, classCount: outputCount)
      if let teacherLabels {
        let confusion = ConfusionMatrix(
          truth: labels, predictions: teacherLabels, classCount: outputCount)
        teacherAccuracy = confusion.accuracy
        teacherConfusion = confusion.counts
      }
    }
    if let model {
      let outputs = model.predict(inputs).outputs
      let floatLabels = argmaxPerRow(outputs.elements, columnCount: outputCount)
      let report = labels.map {
        ClassificationReport(
          ConfusionMatrix(truth: $0, predictions: floatLabels, classCount: outputCount))
      }
      float = Float(
        accuracy: report?.accuracy,
        agreement: teacherLabels.map { Agreement(of: floatLabels, with: $0).share },
        macroF1: report?.macro.f1, weightedF1: report?.weighted.f1,
        weightedSensitivity: report?.weighted.sensitivity,
        weightedPrecision: report?.weighted.precision,
        rmse: RegressionReport(
          truth: teacher.elements, predictions: outputs.elements, outputCount: outputCount
        ).rootMeanSquaredError)
      if isClassifier {
        int8Disagreements = Agreement(of: prediction.labels, with: floatLabels).disagreements
      }
    }
  }

  private mutating func describe(labels: [Int], predictions: [Int], classCount: Int) {
    let matrix = ConfusionMatrix(truth: labels, predictions: predictions, classCount: classCount)
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

  /// What the student should have said, N × C.
  private static func teacherOutputs(
    for student: PackedStudent, in dump: ActivationDump
  ) throws(TesseraError) -> Matrix<Double> {
    try check(dump, "features", dump.featureCount, student.header.inputCount)
    let isClassifier = student.header.flags.contains(.logits)
    let outputs =
      isClassifier ? dump.teacherLogits() : dump.activations?.matrix(as: Double.self)
    guard let outputs else {
      throw .nothingToCompare(path: dump.path, isClassifier: isClassifier)
    }
    try check(dump, "outputs", outputs.columnCount, student.header.outputCount)
    return outputs
  }

  private static func check(
    _ dump: ActivationDump, _ what: String, _ found: Int, _ expected: Int
  ) throws(TesseraError) {
    guard found == expected else {
      throw .mismatchedDump(path: dump.path, what: what, found: found, expected: expected)
    }
  }
}
