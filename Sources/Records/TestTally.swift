internal import Evaluation
internal import HostRuntime
internal import PackedFormat
internal import Quantization
internal import Rows

/// The counts and sums of a pass over a dump.
package struct TestTally: Sendable {
  private(set) var rowCount = 0
  private(set) var regionCounts: [Int]
  private(set) var int8: StudentTally
  /// nil without the float student.
  private(set) var float: StudentTally?
  /// Rows that int8 and float label differently; nil without a float student or logits.
  private(set) var int8Disagreements: Int?
  /// int8 against its bound; nil without one.
  private(set) var check: QuantizationCheck?
  /// nil where the student has no limits.
  private(set) var verdicts: VerdictTally?
  /// nil where none were requested.
  private(set) var radii: PackedStudent.CertifiedRadii?
  private var teacherCounts: ConfusionCounts
  private let outputCount: Int
  private let labelCount: Int
  private var int8Sums = RunningReduction<RegressionSums>()
  private var floatSums = RunningReduction<RegressionSums>()
  /// The first row of targets.
  private var origins: [Double] = []
  /// int8 against the targets of a regression; nil where outputs are logits.
  var regression: RegressionSums? { int8Sums.total { $0 += $1 } }
  /// The float student likewise.
  var floatRegression: RegressionSums? { floatSums.total { $0 += $1 } }

  /// - Parameters:
  ///   - regionCount: k.
  ///   - outputCount: C.
  ///   - labelCount: 2 of a binary student; nil for C.
  ///   - hasModel: whether there is a float student.
  package init(regionCount: Int, outputCount: Int, labelCount: Int? = nil, hasModel: Bool) {
    let labelCount = labelCount ?? outputCount
    self.outputCount = outputCount
    self.labelCount = labelCount
    regionCounts = Array(repeating: 0, count: regionCount)
    int8 = StudentTally(outputCount: outputCount, labelCount: labelCount)
    float = hasModel ? int8 : nil
    teacherCounts = ConfusionCounts(classCount: labelCount)
  }

  /// The teacher against the true labels; nil without labels.
  var teacher: ConfusionMatrix? { teacherCounts.matrix }

  /// Adds the next block.
  ///
  /// - Parameters:
  ///   - block: the answers for its rows.
  ///   - truth: the true labels of these rows, −1 for none.
  ///   - groups: of these rows; nil without groups.
  package mutating func add(_ block: TestBlock, truth: [Int]?, groups: [Int]? = nil) {
    rowCount += block.regions.count
    for region in block.regions { regionCounts[region] += 1 }
    int8.add(block.int8, teacher: block.teacherLabels, truth: truth)
    if let teacher = block.teacherLabels, let truth { teacherCounts.add(teacher, truth: truth) }
    if let part = block.check {
      check = check ?? QuantizationCheck(outputCount: part.largestErrors.count)
      check?.add(part)
    }
    if let targets = block.targets { add(targets) }
    if let part = block.radii {
      radii = radii ?? PackedStudent.CertifiedRadii(euclidean: [], largest: [])
      radii?.euclidean += part.euclidean
      radii?.largest += part.largest
    }
    if !block.verdicts.isEmpty {
      verdicts = verdicts ?? VerdictTally(labelCount: labelCount)
      verdicts?.add(
        block.verdicts, labels: block.int8.labels, teacher: block.teacherLabels, truth: truth,
        groups: groups)
    }
    guard let student = block.float else { return }
    float?.add(student, teacher: block.teacherLabels, truth: truth)
    if block.teacherLabels != nil {
      int8Disagreements =
        (int8Disagreements ?? 0)
        + Agreement(of: block.int8.labels, with: student.labels).disagreements
    }
  }
}

extension TestTally {
  private mutating func add(_ targets: TestBlock.Targets) {
    if origins.isEmpty { origins = Array(targets.truth.prefix(outputCount)) }
    int8Sums.append(sums(targets.truth, targets.int8)) { $0 += $1 }
    guard let float = targets.float else { return }
    floatSums.append(sums(targets.truth, float)) { $0 += $1 }
  }

  private func sums(_ truth: [Double], _ predictions: [Double]) -> RegressionSums {
    var sums = RegressionSums(outputCount: outputCount, origins: origins)
    sums.add(truth: truth, predictions: predictions)
    return sums
  }
}

/// The counts and sums of one student.
struct StudentTally: Sendable {
  private let outputCount: Int
  private var rowCount = 0
  private var squaredErrors = RunningReduction<Double>()
  private var disagreements: Int?
  private var counts: ConfusionCounts

  init(outputCount: Int, labelCount: Int) {
    self.outputCount = outputCount
    counts = ConfusionCounts(classCount: labelCount)
  }

  /// Over all rows and outputs.
  var rootMeanSquaredError: Double {
    let sum = squaredErrors.total { $0 += $1 } ?? 0
    return (sum / Double(rowCount) / Double(outputCount)).squareRoot()
  }
  /// The share of rows with the teacher's label; nil where outputs are no logits.
  var agreement: Double? {
    disagreements.map { Double(rowCount - $0) / Double(rowCount) }
  }
  /// nil without true labels.
  var confusion: ConfusionMatrix? { counts.matrix }

  mutating func add(_ block: TestBlock.Student, teacher: [Int]?, truth: [Int]?) {
    rowCount += block.labels.count
    squaredErrors.append(block.squaredError) { $0 += $1 }
    if let teacher {
      disagreements =
        (disagreements ?? 0) + Agreement(of: block.labels, with: teacher).disagreements
    }
    if let truth { counts.add(block.labels, truth: truth) }
  }
}

/// A confusion matrix that grows block by block; C × C counts only once there are labels.
private struct ConfusionCounts: Sendable {
  let classCount: Int
  /// counts[true · C + predicted].
  private var counts: [Int] = []

  init(classCount: Int) { self.classCount = classCount }

  /// nil when nothing was counted.
  var matrix: ConfusionMatrix? {
    guard counts.contains(where: { $0 > 0 }) else { return nil }
    return ConfusionMatrix(
      counts: (0..<classCount).map { Array(counts[$0 * classCount..<($0 + 1) * classCount]) })
  }

  mutating func add(_ predictions: [Int], truth: [Int]) {
    if counts.isEmpty { counts = Array(repeating: 0, count: classCount * classCount) }
    // Rows without a label count in agreement alone.
    for (label, prediction) in zip(truth, predictions) where label >= 0 {
      counts[label * classCount + prediction] += 1
    }
  }
}
