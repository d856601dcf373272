import Foundation
import Tessera
import Testing

/// Records and verbs on a student whose regions see a projection, with a map that they share.
@Suite("Students with a projection and a shared map")
struct ProjectedStudentTests {
  /// The map of one region is shared, and two regions of a random projection to two dimensions add
  /// little to it.
  private func model(_ kind: HeadKind = .folded) throws -> PiecewiseLinearModel {
    let set = try TrainingSet(Samples.dump(80), head: kind)
    let shared = try PiecewiseLinearRegression(
      clustering: KMeans(regionCount: 1), lambda: 1
    ).fit(set, parallelism: .allCores).maps[0]
    var generator = SeededGenerator(seed: 6)
    func map(_ outputs: Int, _ features: Int, scale: Double) -> AffineMap {
      func values(_ count: Int) -> [Double] {
        (0..<count).map { _ in scale * (2 * generator.uniform() - 1) }
      }
      return AffineMap(
        weights: Matrix(
          rowCount: outputs, columnCount: features, elements: values(outputs * features)),
        offsets: values(outputs))
    }
    let projection = map(2, 4, scale: 1)
    let regional = (0..<2).map { _ in map(shared.outputCount, 2, scale: 0.1) }
    let centres = Matrix(rows: [[2.0, 2, 2, 2], [-2, -2, -2, -2]])
    return PiecewiseLinearModel(
      projection: projection, partition: Partition(centroids: projection.predict(centres)),
      sharedMap: shared, maps: regional, head: set.head)
  }

  /// Writes a student of `model` with a record, and reads it back.
  private func withFile(
    of model: PiecewiseLinearModel, archive: ModelArchive? = nil,
    _ body: (StudentFile, RunRecord) throws -> Void
  ) throws {
    let quantized = try Quantizer().quantize(
      model, calibratingOn: Samples.inputs(80), parallelism: .allCores)
    let packed = try PackedStudent(quantized.student)
    var record = try Compression(sweep: Samples.sweep()).run(
      Samples.dump(80), parallelism: .allCores
    ).record
    record.student = RunRecord.Student(packed, model: model)
    record.calibration = quantized.calibration
    // Of the other student.
    record.certificate = nil
    record.model = archive ?? ModelArchive(model)
    try Samples.inDirectory { folder in
      let path = folder + "/s.tessera"
      try AtomicFile.write(JSONDocument.encode(record), to: folder + "/s.json")
      try AtomicFile.write(packed.bytes, to: path)
      try body(StudentFile.read(path), record)
    }
  }

  @Test("are kept to the bit in a record", arguments: HeadKind.allCases)
  func archive(kind: HeadKind) throws {
    let model = try model(kind)
    let archive = ModelArchive(model)
    let copy = JSONDocument.decode(ModelArchive.self, from: try JSONDocument.encode(archive))
    #expect(copy == archive)
    #expect(copy?.model == model)
    try withFile(of: model) { file, record in
      #expect(file.warning == nil)
      #expect(file.record == record)
      #expect(file.model == model)
    }
  }

  @Test("leave no trace in the record of a student without them")
  func oldRecords() throws {
    let record = try Compression(sweep: Samples.sweep()).run(
      Samples.dump(80), parallelism: .allCores
    ).record
    let text = String(decoding: try JSONDocument.encode(record), as: UTF8.self)
    #expect(!text.contains("projection") && !text.contains("shared_map"))
  }

  @Test("have no float student when the archive contradicts itself")
  func contradictions() throws {
    let good = ModelArchive(try model())
    let changes: [(String, (inout ModelArchive) -> Void)] = [
      ("no projection", { $0.projection = nil }),
      ("no Base64", { $0.projection?.float64 = "?" }),
      ("no Base64 shared", { $0.sharedMap?.float64 = "?" }),
      ("another projection", { $0.projection = $0.maps[0] }),
      ("a shared map of z", { $0.sharedMap = $0.maps[0] }),
      (
        "a projection of more rows",
        {
          let projection = $0.projection
          $0.projection?.rows = projection?.columns ?? 0
          $0.projection?.columns = projection?.rows ?? 0
        }
      ),
    ]
    for (name, change) in changes {
      var archive = good
      change(&archive)
      #expect(archive.model == nil, "\(name)")
    }
    // Without its shared map the archive is another student's, and whole.
    var bare = good
    bare.sharedMap = nil
    #expect(bare.model != nil)
    try withFile(of: model(), archive: bare) { file, _ in
      #expect(file.record == nil)
      #expect(file.warning?.contains("contradicts") == true)
    }
  }

  @Test("count the numbers that they store")
  func parameters() throws {
    let model = try model()
    // Projection, gate, shared map, two maps.
    #expect(model.parameterCount == 2 * 5 + 3 + 2 * 5 + 2 * 2 * 3)
    let linear = try self.model(.linear)
    #expect(linear.parameterCount == 2 * 5 + 3 + 3 * 5 + 2 * 3 * 3 + 2 * 4)
    let one = PiecewiseLinearModel(
      partition: Partition(centroids: Matrix(rowCount: 1, columnCount: 4)),
      maps: [try #require(model.sharedMap)], head: .folded)
    #expect(one.parameterCount == 10)
  }

  @Test("are inspected, profiled and measured as they are", arguments: HeadKind.allCases)
  func verbs(kind: HeadKind) throws {
    let model = try model(kind)
    try withFile(of: model) { file, _ in
      guard case .student(let inspection) = try Inspection(file.path, parallelism: .allCores) else {
        Issue.record("not a student")
        return
      }
      #expect(inspection.hasProjection && inspection.hasSharedMap)
      #expect(
        inspection.componentCount == 2 && inspection.inputs == 4 && inspection.regionCount == 2)
      #expect(
        inspection.sections.map(\.name).prefix(5)
          == ["header", "projection", "gate", "shared map", "region map 0"])
      #expect(inspection.sections.reduce(0) { $0 + $1.bytes } == file.student.bytes.count)

      let profile = try Profile(file, measures: false)
      #expect(profile.sections == inspection.sections)
      #expect(profile.student.macs == inspection.macs)
      #expect(profile.cores[0].memory.scratch == file.student.layout.scratchByteCount)

      let dump = try Samples.dump(60, seed: 9)
      let report = try TestReport(
        of: file.student, model: file.model, on: dump, parallelism: .allCores)
      let float = try #require(report.float)
      let activations = try TrainingSet(dump, head: kind).targets.gathering(
        rows: Array(0..<60), as: Double.self)
      let scale = activations.elements.reduce(0) { max($0, abs($1)) }
      #expect(abs(float.rmse - report.rmse) < 0.05 * scale)
      #expect(report.regionShares.count == 2)
      #expect((report.int8Disagreements ?? 0) <= 2)
    }
  }

  @Test("are generated with the answers of the host")
  func generation() throws {
    try withFile(of: model(.rectified)) { file, _ in
      let source = try FirmwareFolder(file).source
      guard case .floats(let numbers) = source.vectors.windows else {
        Issue.record("a student that takes floats is tested with others")
        return
      }
      let windows = Matrix(
        rowCount: source.vectors.labels.count, columnCount: 4, elements: numbers)
      let answers = file.student.predict(windows, parallelism: .allCores)
      #expect(source.vectors.logits == answers.logits)
      #expect(source.vectors.labels == answers.labels)
      #expect(source.vectors.regions == answers.regions)
    }
  }
}
