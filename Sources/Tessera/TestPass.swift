internal import ActivationFormats
internal import Evaluation
internal import HostRuntime
internal import Quantization
internal import Records
internal import Rows
internal import Student

extension PiecewiseLinearModel {
  /// The float student for comparison.
  var reference: TestPass.Reference {
    {
      let prediction = self.predict($0)
      return (prediction.outputs, prediction.regions)
    }
  }
}

/// One pass over the rows of a dump that measures a student.
struct TestPass: Sendable {
  /// The answers of a student that is compared with the packed one. It takes inputs, N × n, and
  /// gives outputs, N × C, and the regions, where they are known.
  typealias Reference = @Sendable (Matrix<Float>) -> (outputs: Matrix<Double>, regions: [Int]?)

  private let student: PackedStudent
  private let reference: Reference?
  /// Of the packed student; nil when it is not known.
  private let bound: QuantizationBound?
  /// Whether rows are taken apart by group, region and output, too.
  private let isDetailed: Bool
  /// Whether the rows are features of a program, which are whole numbers.
  private let readsFeatures: Bool
  /// The class that is looked for; nil for none.
  private let positive: Int?
  private let isClassifier: Bool

  /// The most rows whose radii are certified. Of more rows every second, third or later one is.
  private static let mostRadii = 20_000

  /// The results of a pass.
  struct Findings {
    var tally: TestTally
    /// nil where it was not requested.
    var detail: TestDetail?
  }

  init(
    _ student: PackedStudent, reference: Reference?, bound: QuantizationBound? = nil,
    isDetailed: Bool = false, readsFeatures: Bool = false, positive: Int? = nil
  ) {
    self.isDetailed = isDetailed
    self.readsFeatures = readsFeatures
    self.positive = positive
    self.student = student
    self.reference = reference
    self.bound = bound
    isClassifier = student.header.flags.contains(.logits)
  }

  /// The counts on `dump`.
  ///
  /// - Throws: `TesseraError.mismatchedDump`, `.takesIntegersOnly`, `.nothingToCompare` or
  ///   `.unreadableRows`.
  /// - Complexity: O(N) inferences.
  func run(
    on dump: ActivationDump, parallelism: Parallelism, progress: ProgressHandler?
  ) throws(TesseraError) -> Findings {
    try check(dump, "features", dump.featureCount, student.header.windowCount)
    guard student.header.acceptsFloats || readsFeatures else { throw .takesIntegersOnly }
    if isClassifier, let logits = TeacherLogits(dump) {
      if student.header.isBinary, logits.columnCount == 2 {
        return try run(
          on: dump, against: LogitDifference(logits), parallelism: parallelism, progress: progress)
      }
      return try run(on: dump, against: logits, parallelism: parallelism, progress: progress)
    }
    // A regression's targets may be called logits.
    if !isClassifier, let activations = dump.activations ?? dump.logits?.stored {
      return try run(on: dump, against: activations, parallelism: parallelism, progress: progress)
    }
    throw .nothingToCompare(path: dump.path, isClassifier: isClassifier)
  }

  private func check(
    _ dump: ActivationDump, _ what: String, _ found: Int, _ expected: Int
  ) throws(TesseraError) {
    guard found == expected else {
      throw .mismatchedDump(path: dump.path, what: what, found: found, expected: expected)
    }
  }

  private func run(
    on dump: ActivationDump, against teacher: some RowSource, parallelism: Parallelism,
    progress: ProgressHandler?
  ) throws(TesseraError) -> Findings {
    if student.header.isBinary, teacher.columnCount != 1 {
      try check(dump, "classes", teacher.columnCount, 2)
    }
    try check(dump, "outputs", teacher.columnCount, student.header.outputCount)
    let labels = isClassifier ? dump.labels : nil
    let blocks = RowBlocks(rowCount: dump.sampleCount, width: dump.featureCount)
    var found = Findings(
      tally: TestTally(
        regionCount: student.header.regionCount, outputCount: teacher.columnCount,
        labelCount: student.header.labelCount, hasModel: reference != nil),
      detail: isDetailed
        ? TestDetail(of: student.header, rowCount: dump.sampleCount, positive: positive) : nil)
    let stride = (dump.sampleCount + Self.mostRadii - 1) / Self.mostRadii
    func report(_ done: Int) {
      progress?(ProgressReport("evaluate", done: done, total: blocks.rowCount, unit: .rows))
    }
    report(0)
    do throws(RowReadError) {
      try parallelism.forEachBlockOverRanks(of: blocks) { rows throws(RowReadError) in
        try measure(rows, of: dump.inputs, against: teacher, certifyingEvery: stride)
      } take: { rows, block throws(RowReadError) in
        let truth = labels.map { $0[rows].map { Int($0) } }
        let groups = dump.groups.map { Array($0[rows]) }
        found.tally.add(block, truth: truth, groups: groups)
        found.detail?.add(block, rows: rows, truth: truth, groups: groups)
        report(rows.upperBound)
      }
    } catch {
      throw .unreadableRows(error)
    }
    return found
  }

  /// The answers of students and teacher for some rows.
  private func measure(
    _ rows: Range<Int>, of inputs: some RowSource, against teacher: some RowSource,
    certifyingEvery stride: Int
  ) throws(RowReadError) -> TestBlock {
    let x = try inputs.matrix(of: rows, as: Float.self)
    let truth = try teacher.matrix(of: rows, as: Double.self)
    let prediction = student.predict(x, parallelism: .serial)
    let scale = student.outputScale
    var int8Error = 0.0
    for (logit, truth) in zip(prediction.logits, truth.elements) {
      let error = Double(logit) * scale - truth
      int8Error += error * error
    }
    // The float student takes what is left of a window.
    let inputs = student.inputs(of: x)
    let float = reference?(inputs)
    return TestBlock(
      regions: prediction.regions,
      int8: TestBlock.Student(labels: prediction.labels, squaredError: int8Error),
      float: float.map { float in
        var error = 0.0
        for (output, truth) in zip(float.outputs.elements, truth.elements) {
          error += (output - truth) * (output - truth)
        }
        return TestBlock.Student(labels: labels(of: float.outputs), squaredError: error)
      },
      teacherLabels: isClassifier ? labels(of: truth) : nil,
      check: bound?.check(x, prediction: prediction, parallelism: .serial),
      targets: isClassifier
        ? nil
        : TestBlock.Targets(
          truth: truth.elements, int8: prediction.logits.map { Double($0) * scale },
          float: float?.outputs.elements),
      detail: isDetailed
        ? TestBlock.Detail(
          inputs: inputs,
          int8: Matrix(
            rowCount: rows.count, columnCount: truth.columnCount,
            elements: prediction.logits.map { Double($0) * scale }),
          float: float?.outputs, floatRegions: float?.regions) : nil,
      verdicts: prediction.verdicts,
      radii: student.certifiedRadii(
        of: stride < 2
          ? x : x.gathering(rows: (0..<rows.count).filter { (rows.lowerBound + $0) % stride == 0 }))
    )
  }

  private func labels(of outputs: Matrix<Double>) -> [Int] {
    outputs.labels(isBinary: student.header.isBinary)
  }
}
