import Tessera
import Testing

@Suite("Certificates of int8")
struct CertificateTests {
  private func result(_ head: HeadKind? = nil) throws -> Compression.Result {
    try Compression(sweep: Samples.sweep(head: head)).run(
      Samples.dump(80), test: Samples.dump(40, seed: 4), parallelism: .allCores)
  }

  /// Calls `body` with a student that was written and read again, with its record changed.
  private func withFile(
    _ result: Compression.Result, _ change: (inout RunRecord) -> Void = { _ in },
    _ body: (StudentFile) throws -> Void
  ) throws {
    try Samples.inDirectory { folder in
      try result.write(to: folder + "/s.tessera")
      var record = result.record
      change(&record)
      try AtomicFile.write(JSONDocument.encode(record), to: folder + "/s.json")
      try body(StudentFile.read(folder + "/s.tessera"))
    }
  }

  @Test("are in the run record and hold on calibration and test rows", arguments: HeadKind.allCases)
  func record(head: HeadKind) throws {
    let result = try result(head)
    let certificate = try #require(result.record.certificate)
    #expect(certificate.bounds.count == result.record.selection.regionCount)
    #expect(certificate.bounds.allSatisfy { $0.count == result.record.student.outputs })
    #expect(certificate.bounds.joined().allSatisfy { $0 > 0 })
    let test = try #require(result.record.test?.certificate)
    #expect(certificate.calibration.rows == 80 && test.rows == 40)
    for check in [certificate.calibration, test] {
      #expect(check.violations == 0 && check.rowsOutside < check.rows / 2)
      #expect(check.largestError > 0 && check.largestShare <= 1)
      #expect((check.certifiedShare == nil) == (head == .absent))
      #expect(check.certifiedShare ?? 1 > 0.5)
    }
    #expect(certificate.windowError == nil)
  }

  @Test("are derived again from both students")
  func again() throws {
    let result = try result()
    let dump = try Samples.dump(40, seed: 4)
    try withFile(result) { file in
      let record = try EvaluationRecord(file, on: dump, parallelism: .allCores)
      #expect(record.certificateMatches == true)
      #expect(record.test.certificate == result.record.test?.certificate)
    }
    try withFile(result) {
      $0.certificate?.bounds[0][0] *= 0.99
    } _: { file in
      let record = try EvaluationRecord(file, on: dump, parallelism: .allCores)
      #expect(record.certificateMatches == false)
    }
    let other = try self.result(.linear).model.foldingHead
    try withFile(result) {
      $0.model = ModelArchive(Self.moved(other))
    } _: { file in
      let record = try EvaluationRecord(file, on: dump, parallelism: .allCores)
      #expect(record.certificateMatches == false)
    }
  }

  /// The model with an offset moved.
  private static func moved(_ model: PiecewiseLinearModel) -> PiecewiseLinearModel {
    var maps = model.maps
    maps[0].offsets[0] += 1
    return PiecewiseLinearModel(
      projection: model.projection, partition: model.partition, sharedMap: model.sharedMap,
      maps: maps, head: model.head)
  }

  @Test("may be missing from a record, as in older versions")
  func missing() throws {
    try withFile(result()) {
      $0.certificate = nil
      $0.test?.certificate = nil
    } _: { file in
      #expect(file.warning == nil && file.record != nil && file.bound == nil)
      let record = try EvaluationRecord(file, on: Samples.dump(40, seed: 4), parallelism: .allCores)
      #expect(record.certificateMatches == nil && record.test.certificate == nil)
    }
  }

  @Test("that are infinite are matched by nothing and certify nothing")
  func infinite() throws {
    let result = try result()
    let certificate = try #require(result.record.certificate)
    var maps = result.model.maps
    maps[0].weights.elements[0] = 1e308
    let absurd = PiecewiseLinearModel(
      projection: nil, partition: result.model.partition, sharedMap: nil, maps: maps,
      head: result.model.head)
    let bound = QuantizationBound(
      result.student, model: absurd,
      limits: QuantizationBound.Limits(norm: .greatestFiniteMagnitude))
    #expect(bound.logits.elements.contains { !$0.isFinite })
    #expect(!certificate.matches(bound))
    try withFile(result) {
      $0.model = ModelArchive(absurd)
    } _: { file in
      #expect(file.record == nil && file.bound == nil)
      #expect(file.warning?.contains("'model'") == true)
    }
  }

  @Test("with limits that no range has make a record contradict its student")
  func damaged() throws {
    try withFile(result()) {
      $0.certificate?.norm = -1
    } _: { file in
      #expect(file.record == nil && file.warning?.contains("contradicts") == true)
    }
  }

  @Test("are refused when a row breaks the bound")
  func violated() throws {
    var check = try #require(result().record.certificate).calibration
    try check.accept()
    check.violations = 2
    #expect(throws: RecordsError.boundViolated(rows: 2, of: 80)) { try check.accept() }
    #expect(TesseraError.records(.boundViolated(rows: 2, of: 80)).kind == .badData)
  }
}
