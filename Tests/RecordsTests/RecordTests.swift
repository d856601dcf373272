import Clustering
import Foundation
import RecordSupport
import Records
import Regression
import Rows
import Student
import Testing

@Suite("Records")
struct RecordTests {
  @Test("come back from JSON as they were", arguments: HeadKind.allCases)
  func roundTrip(head: HeadKind) throws {
    let record = try RecordFixture(head: head).record
    let bytes = try JSONDocument.encode(record)
    #expect(JSONDocument.decode(RunRecord.self, from: bytes) == record)
    #expect(JSONDocument.decode(RunRecord.self, from: Array(bytes.dropLast(3))) == nil)
    #expect(record.student.head == head)
    #expect(record.dumps.map(\.role) == ["train", "test"])
    #expect(record.teacher.parameters == 507_205)
    #expect(record.classNames == RecordFixture.classNames)
  }

  @Test("have snake_case keys in a fixed order and end with a newline")
  func stable() throws {
    let record = try RecordFixture().record
    let bytes = try JSONDocument.encode(record)
    #expect(try JSONDocument.encode(record) == bytes)
    #expect(try JSONDocument.encode(RecordFixture().record) == bytes)
    let text = String(decoding: bytes, as: UTF8.self)
    #expect(text.hasSuffix("}\n"))
    // Keys of the outermost object: two blanks before them.
    let keys = text.split(separator: "\n").filter { $0.hasPrefix("  \"") }
      .compactMap { $0.split(separator: "\"").dropFirst().first.map(String.init) }
    #expect(keys == keys.sorted())
    #expect(keys.contains("class_names") && keys.contains("int8_disagreement"))
    for key in ["weighted_f2", "int8_disagreements", "teacher_accuracy", "macro_f1", "input_scale"]
    {
      #expect(text.contains("\"\(key)\""), "\(key)")
    }
    #expect(!text.contains("\\/"))
  }

  @Test("keep the float student to the bit", arguments: HeadKind.allCases)
  func archive(head: HeadKind) throws {
    let model = try RecordFixture(head: head).model
    let archive = ModelArchive(model)
    let copy = JSONDocument.decode(ModelArchive.self, from: try JSONDocument.encode(archive))
    #expect(copy == archive)
    #expect(copy?.model == model)
    let odd = [0.0, -0.0, .leastNonzeroMagnitude, .greatestFiniteMagnitude, 0.1, -.pi]
    let extreme = PiecewiseLinearModel(
      partition: Partition(centroids: Matrix(rowCount: 1, columnCount: 2, elements: [0.1, -0.0])),
      maps: [
        AffineMap(
          weights: Matrix(rowCount: 2, columnCount: 2, elements: Array(odd[..<4])),
          offsets: Array(odd[4...]))
      ], head: .folded)
    let back = try #require(ModelArchive(extreme).model)
    #expect(back.maps[0].weights.elements.map(\.bitPattern) == odd[..<4].map(\.bitPattern))
    #expect(back.maps[0].offsets.map(\.bitPattern) == odd[4...].map(\.bitPattern))
    #expect(back.partition.centroids.elements[1].sign == .minus)
  }

  /// Ways to make an archive contradict itself.
  private static let contradictions: [(String, @Sendable (inout ModelArchive) -> Void)] = [
    ("a map less", { $0.maps.removeLast() }), ("no map", { $0.maps = [] }),
    ("a row less", { $0.centroids.rows -= 1 }),
    (
      "negative shape",
      {
        $0.centroids.rows *= -1
        $0.centroids.columns *= -1
      }
    ),
    (
      "overflowing shape",
      {
        $0.centroids.rows = .max
        $0.centroids.columns = .max
      }
    ),
    ("no Base64", { $0.centroids.float64 = "?" }),
    ("seven bytes", { $0.centroids.float64 = Data(count: 7).base64EncodedString() }),
    ("no head", { $0.headLayer = nil }),
    (
      "narrow head",
      {
        $0.headLayer?.columns = 3
        $0.headLayer?.rows = 4
      }
    ),
    (
      "transposed map",
      {
        let map = $0.maps[0]
        ($0.maps[0].rows, $0.maps[0].columns) = (map.columns, map.rows)
      }
    ),
    (
      "NaN",
      {
        let one = Double.nan.bitPattern
        let count = $0.centroids.rows * $0.centroids.columns
        let word = (0..<8).map { UInt8(truncatingIfNeeded: one >> UInt64(8 * $0)) }
        $0.centroids.float64 = Data((0..<count).flatMap { _ in word }).base64EncodedString()
      }
    ),
  ]

  @Test("with archives that contradict themselves have no float student")
  func inconsistent() throws {
    let good = ModelArchive(try RecordFixture(head: .linear).model)
    #expect(good.model != nil)
    for (name, change) in Self.contradictions {
      var archive = good
      change(&archive)
      #expect(archive.model == nil, "\(name)")
    }
  }

  @Test("agree with their student, and name the key that does not")
  func flaws() throws {
    let fixture = try RecordFixture()
    #expect(fixture.record.flaw(beside: fixture.packed) == nil)
    var other = fixture.record
    other.model.maps.removeLast()
    #expect(other.flaw(beside: fixture.packed) == "model")
    other = fixture.record
    other.test?.regionShares[0] = 2
    #expect(other.flaw(beside: fixture.packed) == "test.region_shares")
  }

  @Test("say which figure JSON cannot hold")
  func figures() throws {
    var record = try RecordFixture().record
    record.test?.rmse = .infinity
    #expect(throws: RecordsError.notRepresentable(key: "test.rmse")) {
      try JSONDocument.encode(record)
    }
  }
}
