internal import ActivationFormats
internal import Clustering
package import HostRuntime
internal import ModelSelection
internal import Quantization
package import Records
internal import Regression
internal import Rows
package import Student

/// A made-up student of three classes, eight inputs and two regions, with everything that is known
/// of it.
package struct RecordFixture {
  /// Names that harm where text becomes HTML, Markdown or a command.
  package static let classNames = ["N", "S <b>&\"quoted\"", "`touch x` | $(id) 'V'"]

  package let model: PiecewiseLinearModel
  package let packed: PackedStudent
  package let record: RunRecord
  /// The rows of the test dump, in four groups; without groups where there are none.
  package let detail: TestDetail

  /// - Parameters:
  ///   - head: the layer after the maps.
  ///   - hasGroups: whether rows of the test dump come in groups.
  package init(head: HeadKind = .folded, hasGroups: Bool = true) throws {
    model = Self.model(head)
    let rows = Self.rows
    let inputs = Self.matrix(rows.count, 8, seed: 5)
    let quantized = try Quantizer().quantize(model, calibratingOn: inputs, parallelism: .allCores)
    packed = try PackedStudent(quantized.student)
    let bound = QuantizationBound(
      packed, model: model, limits: QuantizationBound.Limits(of: inputs, for: packed))
    let block = Self.block(rows, inputs: inputs)
    let truth = rows.map(\.truth)
    var tally = TestTally(regionCount: 2, outputCount: 3, hasModel: true)
    tally.add(block, truth: truth)
    var detail = TestDetail(of: packed.header, rowCount: rows.count)
    detail.add(
      block, rows: rows.indices, truth: truth, groups: hasGroups ? rows.map(\.group) : nil)
    self.detail = detail
    let dump = try ActivationDump(
      inputs: inputs, logits: Self.matrix(rows.count, 3, seed: 6), labels: truth,
      teacherParameters: 507_205, teacherMultiplyAccumulates: 70_041_216,
      classNames: Self.classNames, parallelism: .allCores)
    let table = Self.table
    let choice = try SelectionRule.best.select(from: table, score: .agreement, budget: 4_096)
    record = RunRecord(
      of: packed, model: model,
      selection: RunRecord.Selection(
        choice.chosen, choice: choice, table: table, search: .structures(.standard),
        budget: 4_096),
      table: table, seed: 7, calibration: quantized.calibration, int8Disagreement: 0.01,
      certificate: Certificate(bound, of: packed, inputs: inputs, parallelism: .allCores),
      dumps: RunRecord.Dumps(train: dump, transfer: [], test: dump),
      command: ["tessera", "compress", "it's here.npz"], test: TestReport(tally, of: packed))
  }

  private static func model(_ kind: HeadKind) -> PiecewiseLinearModel {
    let layer = map(3, 3, seed: 4)
    let head: StudentHead =
      switch kind {
      case .folded: .folded
      case .absent: .absent
      case .linear: .linear(layer)
      case .rectified: .rectified(layer)
      }
    return PiecewiseLinearModel(
      projection: map(4, 8, seed: 1),
      partition: Partition(centroids: Matrix(rows: [[1, 0, -1, 0.5], [-1, 0.25, 1, -0.5]])),
      sharedMap: map(3, 8, seed: 2), maps: [map(3, 4, seed: 3), map(3, 4, seed: 8)], head: head)
  }

  private static func map(_ outputs: Int, _ inputs: Int, seed: UInt64) -> AffineMap {
    AffineMap(
      weights: matrix(outputs, inputs, seed: seed).converted(to: Double.self),
      offsets: (0..<outputs).map { 0.25 * Double($0) })
  }

  private static func matrix(_ rows: Int, _ columns: Int, seed: UInt64) -> Matrix<Float> {
    var generator = SeededGenerator(seed: seed)
    return Matrix(
      rowCount: rows, columnCount: columns,
      elements: (0..<rows * columns).map { _ in Float(2 * generator.uniform() - 1) })
  }

  /// Three structures, of which the last was tried at three strengths.
  private static var table: CrossValidationTable {
    func candidate(
      _ structure: StudentStructure, _ shared: Double, bytes: Int, agreement: Double
    ) -> Candidate {
      Candidate(
        structure: structure,
        fit: .penalized(Penalties(shared: shared, corrections: 1), correctionScale: 1),
        byteCount: bytes, multiplyAccumulates: bytes / 2,
        scores: FoldScores(mse: [1, 2], agreement: [agreement - 0.01, agreement + 0.01]))
    }
    let corrected = StudentStructure.corrected(regionCount: 2, componentCount: 4)
    return CrossValidationTable(
      foldCount: 2, grouped: true,
      candidates: [
        candidate(.regional(regionCount: 1), 0.01, bytes: 808, agreement: 0.93),
        candidate(.regional(regionCount: 2), 0.01, bytes: 1_500, agreement: 0.92),
        candidate(corrected, 0.001, bytes: 2_004, agreement: 0.949),
        candidate(corrected, 0.01, bytes: 2_004, agreement: 0.95),
        candidate(corrected, 0.1, bytes: 2_004, agreement: 0.85),
      ])
  }
}

// The test dump.
extension RecordFixture {
  private struct Row {
    let truth: Int
    let student: Int
    let teacher: Int
    let group: Int
  }

  /// 250 rows in four groups: the student labels 92.0 % of them right, the teacher 95.2 %.
  private static var rows: [Row] {
    func labels(_ counts: [Int]) -> [Int] {
      counts.enumerated().flatMap { Array(repeating: $0.offset, count: $0.element) }
    }
    return (0..<4).flatMap { group in
      let student = [[50 + group, 2, 1], [1, 6, 1], [0, 0, 0]]
      let teacher = [[51 + group, 1, 1], [0, 7, 1], [0, 0, 0]]
      return (0..<3).flatMap { truth in
        zip(labels(student[truth]), labels(teacher[truth])).map {
          Row(truth: truth, student: $0, teacher: $1, group: 100 + group)
        }
      }
    }
  }

  private static func block(_ rows: [Row], inputs: Matrix<Float>) -> TestBlock {
    let regions = rows.indices.map { $0 % 4 == 0 ? 1 : 0 }
    let outputs = matrix(rows.count, 3, seed: 6).converted(to: Double.self)
    let int8 = Matrix(
      rowCount: rows.count, columnCount: 3, elements: outputs.elements.map { $0 + 0.01 })
    let labels = rows.map(\.student)
    return TestBlock(
      regions: regions, int8: TestBlock.Student(labels: labels, squaredError: 2),
      float: TestBlock.Student(labels: labels, squaredError: 1),
      teacherLabels: rows.map(\.teacher), check: nil,
      detail: TestBlock.Detail(
        inputs: inputs, int8: int8, float: outputs,
        floatRegions: regions.enumerated().map { $0.offset < 3 ? 1 - $0.element : $0.element }))
  }
}
