internal import ActivationFormats
internal import Evaluation
internal import LinearAlgebra
internal import Quantization
internal import Student

/// What a report needs of a dump beyond a test report: rows by group and by region, and a sample of
/// outputs.
struct ReportMeasurement {
  /// The figures of `evaluate`.
  let evaluation: EvaluationRecord
  /// Ascending in the group; empty without groups or labels.
  let groups: [GroupCounts]
  /// k values.
  let regions: [RegionSums]
  /// Outputs of rows that are spread evenly over the dump, and those that int8 changes most.
  let sample: [OutputPair]
  /// Rows where int8 takes another region than float.
  let elsewhereCount: Int
  /// The largest difference of an output there.
  let elsewhereError: Double

  /// The rows of one group.
  struct GroupCounts {
    let identifier: Int
    var student = LabelCounts()
    var teacher = LabelCounts()
    /// Rows with the teacher's label.
    var agreementCount = 0

    fileprivate init(identifier: Int) { self.identifier = identifier }

    /// Counts a row.
    fileprivate mutating func add(truth: Int, student label: Int, teacher other: Int) {
      student.add(truth: truth, prediction: label)
      teacher.add(truth: truth, prediction: other)
      if label == other { agreementCount += 1 }
    }
  }

  /// The rows of one region.
  struct RegionSums {
    var rowCount = 0
    /// n sums.
    var sums: [Double]
    /// n sums of squares.
    var squares: [Double]
    /// Rows of each label that the student gave.
    var labelCounts: [Int]
    /// C sums of the int8 outputs.
    var outputSums: [Double]
  }

  /// One output of both students.
  struct OutputPair {
    let output: Int
    let float: Double
    let int8: Double
    /// Whether int8 takes another region.
    let isElsewhere: Bool

    /// What int8 changes.
    var deviation: Double { abs(int8 - float) }
  }

  /// The most outputs in the sample, and of those that int8 changes most.
  private static let sampleLimit = (even: 900, worst: 30)

  /// Measures a student on a dump.
  ///
  /// - Throws: as `EvaluationRecord.init`.
  /// - Complexity: O(N) inferences; memory for some blocks of rows, and for the labels of each group.
  init(
    _ file: StudentFile, on dump: ActivationDump, parallelism: Parallelism,
    progress: ProgressHandler?
  ) throws(TesseraError) {
    evaluation = try EvaluationRecord(
      file, on: dump, parallelism: parallelism, progress: progress)
    let header = file.student.header
    let (n, outputs) = (header.inputCount, header.outputCount)
    var regions = Array(
      repeating: RegionSums(
        sums: Array(repeating: 0, count: n), squares: Array(repeating: 0, count: n),
        labelCounts: Array(repeating: 0, count: outputs),
        outputSums: Array(repeating: 0, count: outputs)), count: header.regionCount)
    var (sample, worst): ([OutputPair], [OutputPair]) = ([], [])
    var (elsewhereCount, elsewhereError) = (0, 0.0)
    var counts: [Int: GroupCounts] = [:]
    let stride = max(1, dump.sampleCount * outputs / Self.sampleLimit.even)
    let blocks = RowBlocks(rowCount: dump.sampleCount, width: dump.featureCount)
    let logits = header.flags.contains(.logits) ? TeacherLogits(dump) : nil
    do throws(RowReadError) {
      try parallelism.forEachBlock(of: blocks) { rows throws(RowReadError) in
        try ReportBlock(rows, of: dump, student: file.student, model: file.model, logits: logits)
      } take: { rows, block throws(RowReadError) in
        for (index, row) in rows.enumerated() {
          regions[block.regions[index]].add(index, of: block)
          let outputs = block.pairs(of: index)
          if outputs.first?.isElsewhere == true {
            elsewhereCount += 1
            elsewhereError = outputs.reduce(elsewhereError) { max($0, $1.deviation) }
          }
          if row.isMultiple(of: stride) { sample += outputs } else { worst += outputs }
          if let teacher = block.teacherLabels, let groups = dump.groups, let labels = dump.labels {
            let group = Int(groups[row])
            counts[group, default: GroupCounts(identifier: group)].add(
              truth: Int(labels[row]), student: block.labels[index], teacher: teacher[index])
          }
        }
        worst.sort { $0.deviation > $1.deviation }
        worst.removeLast(max(0, worst.count - Self.sampleLimit.worst))
      }
    } catch {
      throw .unreadableRows(error)
    }
    self.regions = regions
    self.sample = sample + worst
    self.elsewhereCount = elsewhereCount
    self.elsewhereError = elsewhereError
    groups = counts.values.sorted { $0.identifier < $1.identifier }
  }
}

extension ReportMeasurement.RegionSums {
  /// The mean of the rows, n values; nil without rows.
  var mean: [Double]? {
    rowCount > 0 ? sums.map { $0 / Double(rowCount) } : nil
  }
  /// The mean of each int8 output, C values; nil without rows.
  var outputMeans: [Double]? {
    rowCount > 0 ? outputSums.map { $0 / Double(rowCount) } : nil
  }
  /// Their standard deviation, n values; nil without rows.
  var deviation: [Double]? {
    guard let mean else { return nil }
    return zip(squares, mean).map { max(0, $0 / Double(rowCount) - $1 * $1).squareRoot() }
  }

  fileprivate mutating func add(_ row: Int, of block: ReportBlock) {
    rowCount += 1
    labelCounts[block.labels[row]] += 1
    for (output, value) in block.outputs(of: row).enumerated() { outputSums[output] += value }
    for (feature, value) in block.inputs[row: row].enumerated() {
      sums[feature] += Double(value)
      squares[feature] += Double(value) * Double(value)
    }
  }
}

/// What both students and the teacher say of some rows.
private struct ReportBlock: Sendable {
  let inputs: Matrix<Float>
  let regions: [Int]
  let labels: [Int]
  let teacherLabels: [Int]?
  private let int8: [Int32]
  private let scale: Double
  private let float: PiecewiseLinearModel.Prediction?

  init(
    _ rows: Range<Int>, of dump: ActivationDump, student: PackedStudent,
    model: PiecewiseLinearModel?, logits: TeacherLogits?
  ) throws(RowReadError) {
    inputs = try dump.inputs.matrix(of: rows, as: Float.self)
    let prediction = student.predict(inputs, parallelism: .serial)
    regions = prediction.regions
    labels = prediction.labels
    int8 = prediction.logits
    scale = student.outputScale
    float = model?.predict(inputs)
    let truth = try logits.map { logits throws(RowReadError) in
      try logits.matrix(of: rows, as: Double.self)
    }
    teacherLabels = truth.map { argmaxPerRow($0.elements, columnCount: $0.columnCount) }
  }

  /// The int8 outputs of one row, in real units.
  func outputs(of row: Int) -> [Double] {
    let count = int8.count / max(1, regions.count)
    return int8[row * count..<(row + 1) * count].map { Double($0) * scale }
  }

  /// The outputs of one row by both students.
  func pairs(of row: Int) -> [ReportMeasurement.OutputPair] {
    guard let float else { return [] }
    let isElsewhere = float.regions[row] != regions[row]
    return zip(float.outputs[row: row], outputs(of: row)).enumerated().map { output, values in
      ReportMeasurement.OutputPair(
        output: output, float: values.0, int8: values.1, isElsewhere: isElsewhere)
    }
  }
}
