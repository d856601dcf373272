import Tessera
import Testing

/// Reports block by block against figures from whole matrices.
@Suite("Test reports of many blocks")
struct TestReportOracleTests {
  private static let rowCount = 9_000

  @Test("are those of whole matrices, whatever the number of threads", arguments: [1, 2, 5])
  func oracle(threadCount: Int) throws {
    let made = try Compression(sweep: Samples.sweep()).run(
      Samples.dump(300), parallelism: .allCores)
    let dump = try Samples.dump(Self.rowCount, seed: 9)
    let report = try TestReport(
      of: made.student, model: made.model, on: dump,
      parallelism: Parallelism(threadCount: threadCount))
    let serial = try TestReport(
      of: made.student, model: made.model, on: dump, parallelism: .serial)
    #expect(report == serial)

    let x = Samples.inputs(Self.rowCount, seed: 9)
    let teacher = AffineMap(weights: Samples.head.weight.transposed, offsets: Samples.head.bias)
      .predict(Samples.activations(x).converted(to: Double.self))
    let int8 = made.student.predict(x, parallelism: .allCores)
    let float = made.model.predict(x)
    let truth = (0..<Self.rowCount).map { $0 % 2 }
    let teacherLabels = argmaxPerRow(teacher.elements, columnCount: 2)
    let floatLabels = argmaxPerRow(float.outputs.elements, columnCount: 2)
    let confusion = ConfusionMatrix(truth: truth, predictions: int8.labels, classCount: 2)
    let scores = ClassificationReport(confusion, beta: 2)
    let floatScores = ClassificationReport(
      ConfusionMatrix(truth: truth, predictions: floatLabels, classCount: 2), beta: 2)
    let teacherConfusion = ConfusionMatrix(truth: truth, predictions: teacherLabels, classCount: 2)

    #expect(report.rows == Self.rowCount)
    #expect(report.confusion == confusion.counts && report.accuracy == scores.accuracy)
    #expect(report.macroF1 == scores.macro.f1 && report.weightedF2 == scores.weighted.fBeta)
    #expect(report.sensitivity == scores.sensitivity && report.support == scores.support)
    #expect(report.agreement == Agreement(of: int8.labels, with: teacherLabels).share)
    #expect(report.int8Disagreements == Agreement(of: int8.labels, with: floatLabels).disagreements)
    #expect(report.float?.accuracy == floatScores.accuracy)
    #expect(report.float?.weightedF1 == floatScores.weighted.f1)
    #expect(report.float?.agreement == Agreement(of: floatLabels, with: teacherLabels).share)
    #expect(report.teacherConfusion == teacherConfusion.counts)
    #expect(report.teacherAccuracy == teacherConfusion.accuracy)
    let regions = (0..<made.model.regionCount).map { region in
      Double(int8.regions.count { $0 == region }) / Double(Self.rowCount)
    }
    #expect(report.regionShares == regions)
    let errors = [
      (report.rmse, int8.logits.map { Double($0) * made.student.outputScale }),
      (try #require(report.float?.rmse), float.outputs.elements),
    ]
    for (rmse, predictions) in errors {
      let expected = RegressionReport(
        truth: teacher.elements, predictions: predictions, outputCount: 2)
      #expect(abs(rmse - expected.rootMeanSquaredError) < 1e-12)
    }
  }

  @Test("of students without logits have an error and regions alone")
  func activations() throws {
    let x = Samples.inputs(5_000)
    let dump = try ActivationDump(
      inputs: x, activations: Samples.activations(x), parallelism: .allCores)
    let made = try Compression(sweep: Samples.sweep(head: .absent)).run(
      dump, parallelism: .allCores)
    let report = try TestReport(
      of: made.student, model: made.model, on: dump, parallelism: .allCores)
    let float = made.model.predict(x).outputs.elements
    let expected = RegressionReport(
      truth: Samples.activations(x).converted(to: Double.self).elements, predictions: float,
      outputCount: 3)
    #expect(abs(try #require(report.float?.rmse) - expected.rootMeanSquaredError) < 1e-12)
    #expect(report.agreement == nil && report.confusion == nil && report.int8Disagreements == nil)
    #expect(abs(report.regionShares.reduce(0, +) - 1) < 1e-12)
  }

  @Test("tell how far they have come, up to the end")
  func progress() throws {
    let made = try Compression(sweep: Samples.sweep()).run(
      Samples.dump(300), parallelism: .allCores)
    let reports = Heard()
    _ = try TestReport(
      of: made.student, model: nil, on: Samples.dump(Self.rowCount), parallelism: .allCores,
      progress: reports.hear)
    let all = reports.all
    #expect(all.first == ProgressReport("evaluate", done: 0, total: 9_000, unit: .rows))
    #expect(all.last == ProgressReport("evaluate", done: 9_000, total: 9_000, unit: .rows))
    #expect(all.map(\.done) == all.map(\.done).sorted() && all.count == 4)
  }
}
