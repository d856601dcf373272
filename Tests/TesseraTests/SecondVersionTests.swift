import Foundation
import Tessera
import TestSupport
import Testing

/// Verbs on golden students of format version 2, which have no records.
@Suite("Students of format version 2")
struct SecondVersionTests {
  private func file(_ name: String) throws -> StudentFile {
    try StudentFile.read(fixtureURL("Golden/\(name).tessera").path)
  }

  /// A dump of whole windows in the range of the student, with any activations and logits.
  private func dump(of student: PackedStudent, rowCount: Int) throws -> ActivationDump {
    var random = SeededGenerator(seed: 11)
    func matrix(_ columns: Int, deviation: Double = 1) -> Matrix<Float> {
      random.matrix(rowCount, columns, deviation: deviation).converted(to: Float.self)
    }
    let header = student.header
    let multiplier = Double(header.inputMultiplier)
    return try ActivationDump(
      inputs: matrix(
        header.windowCount,
        deviation: multiplier > 0 ? Double(header.largestFeature) / 2 / multiplier : 100),
      activations: matrix(header.outputCount), logits: matrix(header.outputCount),
      parallelism: .serial)
  }

  @Test(
    "are measured on whole windows",
    arguments: [
      "v2-kept-scales-n6-k3-c2", "v2-samples-kept-n6-k2-c2", "v2-channels-n12-k2-c2",
      "v2-wide-standardized-n140-m137-k2-c4",
    ])
  func windows(name: String) throws {
    let file = try file(name)
    let dump = try dump(of: file.student, rowCount: 40)
    let evaluation = try EvaluationRecord(file, on: dump, parallelism: .serial)
    let windows = try dump.inputs.matrix(of: 0..<40, as: Float.self)
    let header = file.student.header
    let isClassifier = header.flags.contains(.logits)
    let outputs = isClassifier ? dump.logits?.stored : dump.activations
    let teacher = try #require(outputs).matrix(of: 0..<40, as: Double.self)
    let answers = file.student.predict(windows, parallelism: .serial)
    let truth = argmaxPerRow(teacher.elements, columnCount: teacher.columnCount)
    #expect(evaluation.test.rows == 40)
    #expect(
      evaluation.test.agreement
        == (isClassifier ? Agreement(of: answers.labels, with: truth).share : nil))
    let errors = zip(answers.logits, teacher.elements).map {
      Double($0) * file.student.outputScale - $1
    }
    let square = errors.reduce(0) { $0 + $1 * $1 } / Double(errors.count)
    #expect(abs(evaluation.test.rmse - square.squareRoot()) <= 1e-12 * square.squareRoot())
    let page = try StudentReport([file], test: dump, parallelism: .serial).plainPage()
    #expect(!page.bytes.isEmpty)
  }

  @Test(
    "with one binary output have two labels",
    arguments: ["v2-binary-n9-k3-c1", "v2-binary-head-wide-n9-k2-q5-c1"])
  func binary(name: String) throws {
    let file = try file(name)
    let dump = try dump(of: file.student, rowCount: 60)
    let test = try EvaluationRecord(file, on: dump, parallelism: .serial).test
    let windows = try dump.inputs.matrix(of: 0..<60, as: Float.self)
    let teacher = try #require(dump.logits).stored.matrix(of: 0..<60, as: Double.self)
    let prediction = file.student.predict(windows, parallelism: .serial)
    #expect(prediction.labels == prediction.logits.map { $0 > 0 ? 1 : 0 })
    let hits = zip(prediction.logits, teacher.elements).count { ($0 > 0) == ($1 > 0) }
    #expect(test.agreement == Double(hits) / 60)
    let report = try StudentReport(
      [file], test: dump, classNames: ["no", "yes"], parallelism: .serial)
    #expect(!report.plainPage().bytes.isEmpty)
  }

  @Test("that take integers only are run on no dump")
  func integersOnly() throws {
    let file = try file("v2-scales-integers-n5-k3-c5")
    let dump = try dump(of: file.student, rowCount: 4)
    #expect(throws: TesseraError.takesIntegersOnly) {
      _ = try EvaluationRecord(file, on: dump, parallelism: .serial)
    }
    try Samples.inDirectory { folder in
      #expect(throws: TesseraError.takesIntegersOnly) {
        try PredictionFile.write(
          .logits, of: file.student, on: dump.inputs, to: folder + "/p.npy", parallelism: .serial)
      }
      let files = try Samples.files(folder)
      #expect(files == [])
    }
  }
}
