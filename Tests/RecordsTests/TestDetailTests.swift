import Evaluation
import HostRuntime
import PackedFormat
import Quantization
import RecordSupport
import Records
import Rows
import Testing

@Suite("Details of a test")
struct TestDetailTests {
  @Test("count rows by group and by region")
  func counts() throws {
    let fixture = try RecordFixture()
    let (detail, report) = (fixture.detail, try #require(fixture.record.test))
    #expect(detail.groups.map(\.identifier) == [100, 101, 102, 103])
    #expect(detail.groups.map(\.student.total).reduce(0, +) == report.rows)
    let hits = detail.groups.map(\.student.hits).reduce(0, +)
    #expect(Double(hits) / Double(report.rows) == report.accuracy)
    let agreements = detail.groups.map(\.agreementCount).reduce(0, +)
    #expect(Double(agreements) / Double(report.rows) == report.agreement)
    #expect(
      detail.regions.map { Double($0.labelCounts.reduce(0, +)) / Double(report.rows) }
        == report.regionShares)
    #expect(detail.regions.allSatisfy { $0.mean?.count == 8 && $0.deviation?.count == 8 })
    #expect(try RecordFixture(hasGroups: false).detail.groups.isEmpty)
  }

  @Test("keep outputs of every row of a short dump, and those where int8 takes another region")
  func outputs() throws {
    let detail = try RecordFixture().detail
    #expect(detail.outputs.count == 250 * 3)
    #expect(detail.outputs.allSatisfy { abs($0.int8 - $0.float - 0.01) < 1e-12 })
    #expect(detail.elsewhereCount == 3 && abs(detail.elsewhereError - 0.01) < 1e-12)
    #expect(detail.outputs.count { $0.isElsewhere } == 9)
  }

  @Test("keep a sample of a long one, spread evenly, and what int8 changes most")
  func sample() throws {
    let header = try RecordFixture().packed.header
    let count = 9_000
    var detail = TestDetail(of: header, rowCount: count)
    for start in stride(from: 0, to: count, by: 1_000) {
      let rows = start..<start + 1_000
      let float = Matrix<Double>(rowCount: 1_000, columnCount: 3)
      // Row r is off by r.
      let int8 = Matrix(
        rowCount: 1_000, columnCount: 3, elements: rows.flatMap { [Double($0), 0, 0] })
      let labels = TestBlock.Student(labels: Array(repeating: 0, count: 1_000), squaredError: 0)
      let regions = Array(repeating: 0, count: 1_000)
      detail.add(
        TestBlock(
          regions: regions, int8: labels, float: labels, teacherLabels: nil, check: nil,
          detail: TestBlock.Detail(
            inputs: Matrix(rowCount: 1_000, columnCount: 8), int8: int8, float: float,
            floatRegions: regions)),
        rows: rows, truth: nil, groups: nil)
    }
    #expect(detail.outputs.count == 900 + 30)
    #expect(detail.outputs.prefix(900).map(\.int8).max() == 8_970)
    #expect(detail.outputs.suffix(30).allSatisfy { $0.int8 > 8_960 })
    #expect(detail.groups.isEmpty && detail.elsewhereCount == 0)
  }
}
