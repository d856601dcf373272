import Tessera
import Testing

/// A student of one region that gives back its three inputs, against figures worked out by hand.
@Suite("Test reports")
struct TestReportTests {
  private static let identity: [Double] = [1, 0, 0, 0, 1, 0, 0, 0, 1]
  private static let model = PiecewiseLinearModel(
    partition: Partition(centroids: Matrix(rowCount: 1, columnCount: 3)),
    maps: [
      AffineMap(
        weights: Matrix(rowCount: 3, columnCount: 3, elements: identity), offsets: [0, 0, 0])
    ], head: .folded)
  /// The student answers 0, 1, 2, 0, 1.
  private static let inputs: Matrix<Float> = Matrix(rows: [
    [1, 0, 0], [0, 1, 0], [0, 0, 1], [1, 0.5, 0], [0.25, 1, 0],
  ])

  private func student() throws -> PackedStudent {
    try PackedStudent(
      Quantizer(calibration: .minMax).quantize(
        Self.model, calibratingOn: Self.inputs, parallelism: .allCores
      ).student)
  }

  @Test("count by hand")
  func byHand() throws {
    // The teacher answers 0, 1, 2, 1, 1; the truth is 0, 1, 1, 0, 2.
    var logits = Self.inputs
    logits[3, 0] = 0
    let dump = try ActivationDump(
      inputs: Self.inputs, logits: logits, labels: [0, 1, 1, 0, 2], parallelism: .allCores)
    let report = try TestReport(of: student(), model: Self.model, on: dump, parallelism: .allCores)
    #expect(report.rows == 5)
    #expect(report.confusion == [[2, 0, 0], [0, 1, 1], [0, 1, 0]])
    #expect(report.support == [2, 2, 1])
    #expect(report.accuracy == 0.6)
    #expect(report.agreement == 0.8)
    #expect(report.teacherConfusion == [[1, 1, 0], [0, 1, 1], [0, 1, 0]])
    #expect(report.teacherAccuracy == 0.4)
    #expect(report.sensitivity == [1, 0.5, 0])
    #expect(report.precision == [1, 0.5, 0])
    #expect(report.f1 == [1, 0.5, 0])
    #expect(report.macroF1 == 0.5)
    let weighted = (2 * 1 + 2 * 0.5 + 0) / 5.0
    for value in [
      report.weightedF1, report.weightedSensitivity, report.weightedPrecision, report.weightedF2,
    ] { #expect(abs(try #require(value) - weighted) < 1e-12) }
    #expect(report.regionShares == [1])
    #expect(report.int8Disagreements == 0)
    #expect(report.float?.accuracy == 0.6 && report.float?.agreement == 0.8)
    // One of 15 outputs is off by 1.
    #expect(abs(try #require(report.float?.rmse) - (1 / 15.0).squareRoot()) < 1e-12)
    #expect(abs(report.rmse - (1 / 15.0).squareRoot()) < 0.01)
  }

  @Test("leave out what the dump has nothing for")
  func bare() throws {
    let dump = try ActivationDump(inputs: Self.inputs, logits: Self.inputs, parallelism: .allCores)
    let report = try TestReport(of: student(), model: nil, on: dump, parallelism: .allCores)
    #expect(report.accuracy == nil && report.teacherAccuracy == nil && report.float == nil)
    #expect(report.int8Disagreements == nil)
    #expect(report.agreement == 1)
    let text = String(decoding: try JSONDocument.encode(report), as: UTF8.self)
    #expect(!text.contains("accuracy") && !text.contains("null"))
  }

  @Test("say which outputs a dump lacks")
  func nothingToCompare() throws {
    let dump = try ActivationDump(
      inputs: Self.inputs, activations: Self.inputs, parallelism: .allCores)
    let error = #expect(throws: TesseraError.self) {
      try TestReport(of: student(), model: nil, on: dump, parallelism: .allCores)
    }
    #expect(error?.description.contains("Add 'logits'") == true)
    #expect(error?.kind == .badData)
  }

  @Test("refuse dumps of another shape by name")
  func mismatched() throws {
    let wide = try ActivationDump(
      inputs: Matrix(rowCount: 2, columnCount: 4), logits: Matrix(rowCount: 2, columnCount: 3),
      parallelism: .allCores)
    let narrow = try ActivationDump(
      inputs: Matrix(rowCount: 2, columnCount: 3), logits: Matrix(rowCount: 2, columnCount: 2),
      parallelism: .allCores)
    for (dump, what) in [(wide, "features"), (narrow, "outputs")] {
      let error = #expect(throws: TesseraError.self) {
        try TestReport(of: student(), model: nil, on: dump, parallelism: .allCores)
      }
      #expect(error?.description.contains(what) == true)
    }
  }
}
