import Foundation
import Tessera
import Testing

/// Teachers of two classes: with one output, or with two.
@Suite("Teachers of two classes")
struct TwoClassesTests {
  /// A teacher of one output, and its twin with the logits 0 and z, or any two of that difference.
  private func dumps(features: Int = 40) throws -> (one: ActivationDump, two: ActivationDump) {
    var random = SeededGenerator(seed: 4)
    let weights = (0..<3 * features).map { _ in 2 * random.uniform() - 1 }
    var (inputs, logits): ([Float], [Float]) = ([], [])
    for _ in 0..<240 {
      let x = (0..<features).map { _ in random.uniform() + random.uniform() - 1 }
      let sums = (0..<3).map { unit in
        (0..<features).reduce(0) { $0 + weights[unit * features + $1] * x[$1] }
      }
      inputs += x.map { Float($0) }
      let logit = sums[0] + 0.3 * abs(sums[1]) - 0.3 * abs(sums[2])
      // No row lies at the border, where rounding decides.
      logits.append(Float(logit < 0 ? logit - 2 : logit + 2))
    }
    let matrix = Matrix(rowCount: 240, columnCount: features, elements: inputs)
    let labels = logits.map { $0 > 0 ? 1 : 0 }
    func dump(_ columns: [[Float]]) throws -> ActivationDump {
      let elements = logits.indices.flatMap { row in columns.map { $0[row] } }
      return try ActivationDump(
        inputs: matrix,
        logits: Matrix(rowCount: 240, columnCount: columns.count, elements: elements),
        labels: labels, parallelism: .allCores)
    }
    return (try dump([logits]), try dump([logits.map { _ in 0 }, logits]))
  }

  private let compression = Compression(sweep: Samples.sweep())

  @Test("give the same bytes with one output as with the logits 0 and z")
  func twins() throws {
    let (one, two) = try dumps()
    let first = try compression.run(one, test: one, parallelism: .allCores)
    let second = try compression.run(two, test: two, parallelism: .allCores)
    #expect(first.student.bytes == second.student.bytes)
    #expect(first.record.test?.accuracy == second.record.test?.accuracy)
    #expect(first.record.test?.agreement ?? 0 > 0.8)
  }

  @Test("are packed as the difference of both outputs where that is smaller, as it was counted")
  func difference() throws {
    let dump = try dumps().two
    let result = try compression.run(dump, test: dump, parallelism: .allCores)
    #expect(result.student.header.isBinary && result.student.header.outputCount == 1)
    #expect(result.model.isBinary)
    #expect(result.record.chosen?.byteCount == result.student.bytes.count)
    let test = try #require(result.record.test)
    #expect(test.confusion?.count == 2 && test.certificate?.violations == 0)
    #expect(test.agreement ?? 0 > 0.8)
    // The answers are those of the difference in real numbers, but for rows near 0.
    let x = try dump.inputs.matrix(as: Float.self)
    let float = result.model.labels(of: result.model.predict(x).outputs)
    let int8 = result.student.predict(x, parallelism: .allCores).labels
    #expect(zip(float, int8).count { $0 != $1 } <= 2)
  }

  @Test("are two classes in messages, though they have one output")
  func otherTeacher() throws {
    let result = try compression.run(try dumps().one, parallelism: .allCores)
    #expect(result.student.header.isBinary)
    let other = try ActivationDump(
      inputs: Matrix(rowCount: 2, columnCount: 40), logits: Matrix(rowCount: 2, columnCount: 4),
      parallelism: .allCores)
    #expect(
      throws: TesseraError.mismatchedDump(
        path: other.path, what: "classes", found: 4, expected: 2)
    ) { try TestReport(of: result.student, model: nil, on: other, parallelism: .allCores) }
  }

  @Test("keep two outputs where a file of version 1 is smaller")
  func small() throws {
    let result = try compression.run(try Samples.dump(120), parallelism: .allCores)
    let header = result.student.header
    #expect(header.version == 1 && header.outputCount == 2 && !header.isBinary)
    #expect(result.record.chosen?.byteCount == result.student.bytes.count)
  }

  @Test("are measured, predicted and opened again like any other")
  func files() throws {
    let dump = try dumps().one
    let result = try compression.run(dump, parallelism: .allCores)
    try Samples.inDirectory { folder in
      let path = folder + "/s.tessera"
      try result.write(to: path)
      let file = try StudentFile.read(path)
      #expect(file.record != nil && file.warning == nil)
      let record = try EvaluationRecord(file, on: dump, parallelism: .allCores)
      #expect(record.test.accuracy ?? 0 > 0.8 && record.certificateMatches != false)
      #expect(record.test.certificate?.violations == 0)
    }
  }
}
