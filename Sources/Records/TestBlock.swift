internal import Evaluation
package import HostRuntime
package import PackedFormat
package import Quantization
package import Rows

/// The answers for the rows of a block.
package struct TestBlock: Sendable {
  /// The answers of one student.
  package struct Student: Sendable {
    var labels: [Int]
    /// The sum over all outputs of the block.
    var squaredError: Double

    package init(labels: [Int], squaredError: Double) {
      self.labels = labels
      self.squaredError = squaredError
    }
  }

  /// Every row, for figures by group, region and output.
  package struct Detail: Sendable {
    /// N × n, without the features that are left out.
    let inputs: Matrix<Float>
    /// N × C, in real units.
    let int8: Matrix<Double>
    /// N × C; nil without the float student.
    let float: Matrix<Double>?
    /// N values, likewise.
    let floatRegions: [Int]?

    package init(
      inputs: Matrix<Float>, int8: Matrix<Double>, float: Matrix<Double>?, floatRegions: [Int]?
    ) {
      self.inputs = inputs
      self.int8 = int8
      self.float = float
      self.floatRegions = floatRegions
    }
  }

  let regions: [Int]
  let int8: Student
  let float: Student?
  /// nil where outputs are no logits.
  let teacherLabels: [Int]?
  /// int8 against its bound; nil without one.
  let check: QuantizationCheck?
  /// N × C, the teacher's outputs; nil where they are logits.
  let targets: Targets?
  /// nil where it was not requested.
  let detail: Detail?
  /// N verdicts; none where the student has no limits.
  let verdicts: [AnswerVerdict]
  /// Certified radii of the rows; nil where there are none, or they were not requested.
  let radii: PackedStudent.CertifiedRadii?

  /// The targets of a regression with both students' answers, N × C values each.
  package struct Targets: Sendable {
    let truth: [Double]
    let int8: [Double]
    /// nil without the float student.
    let float: [Double]?

    package init(truth: [Double], int8: [Double], float: [Double]?) {
      self.truth = truth
      self.int8 = int8
      self.float = float
    }
  }

  package init(
    regions: [Int], int8: Student, float: Student?, teacherLabels: [Int]?,
    check: QuantizationCheck?, targets: Targets? = nil, detail: Detail?,
    verdicts: [AnswerVerdict] = [], radii: PackedStudent.CertifiedRadii? = nil
  ) {
    self.verdicts = verdicts
    self.radii = radii
    self.regions = regions
    self.int8 = int8
    self.float = float
    self.teacherLabels = teacherLabels
    self.check = check
    self.targets = targets
    self.detail = detail
  }
}

// What a rank sends of the blocks that it measured.

extension TestBlock: Exchangeable {
  package func write(to message: inout RankMessage) {
    message.append(
      values: regions, int8, float, teacherLabels, check, targets, detail, verdicts.map(\.rawValue),
      radii?.euclidean, radii?.largest)
  }

  package init(from message: inout RankMessage) {
    let rawVerdicts: [UInt8]
    let euclidean: [Double]?
    let largest: [Double]?
    (
      regions, int8, float, teacherLabels, check, targets, detail, rawVerdicts, euclidean, largest
    ) = message.values()
    verdicts = rawVerdicts.compactMap { AnswerVerdict(rawValue: $0) }
    if let euclidean, let largest {
      radii = PackedStudent.CertifiedRadii(euclidean: euclidean, largest: largest)
    } else {
      radii = nil
    }
  }
}

extension TestBlock.Student: Exchangeable {
  package func write(to message: inout RankMessage) {
    message.append(values: labels, squaredError)
  }
  package init(from message: inout RankMessage) { (labels, squaredError) = message.values() }
}

extension TestBlock.Targets: Exchangeable {
  package func write(to message: inout RankMessage) { message.append(values: truth, int8, float) }
  package init(from message: inout RankMessage) { (truth, int8, float) = message.values() }
}

extension TestBlock.Detail: Exchangeable {
  package func write(to message: inout RankMessage) {
    message.append(values: inputs, int8, float, floatRegions)
  }
  package init(from message: inout RankMessage) {
    (inputs, int8, float, floatRegions) = message.values()
  }
}
