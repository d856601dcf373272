import Clustering
import HostRuntime
import Quantization
import Regression
import Rows
import Student
import TestSupport
import Testing

@Suite("Columns that few values blow up")
struct ColumnFindingTests {
  private static let scaled = InputForm(bits: 8, hasScales: true)

  /// Normal inputs, N × 4, changed by `change`, and what is found in them.
  private func findings(
    _ form: InputForm = Self.scaled, primaryCount: Int = 400,
    _ change: (inout Matrix<Float>) -> Void
  ) throws -> [ColumnFinding] {
    let random = RandomStudent(.folded, k: 1, features: 4)
    var inputs = random.inputs
    change(&inputs)
    let packed = try PackedStudent(
      Quantizer().quantize(
        random.model, as: form, calibratingOn: inputs, parallelism: .allCores
      ).student)
    return ColumnFinding.all(
      in: inputs, rows: (0..<inputs.rowCount).map { 2 * $0 }, primaryCount: primaryCount,
      of: packed, areAlike: true)
  }

  @Test("a row that lies far off is named by its place in the dump")
  func outlier() throws {
    let found = try findings(primaryCount: 800) { $0[17, 3] = 1e6 }
    #expect(found.count == 1 && found[0].column == 3)
    #expect(found[0].reason == .outlier(row: 34, isTransferred: false, value: 1e6))
    #expect(found[0].ratio > 1e5)
    let transferred = try findings(primaryCount: 20) { $0[17, 3] = 1e6 }
    #expect(transferred[0].reason == .outlier(row: 14, isTransferred: true, value: 1e6))
  }

  @Test("a value in many rows is one, and unlike values are several")
  func several() throws {
    let sentinel = try findings { for row in 0..<28 { $0[row, 2] = -999 } }
    #expect(sentinel.map(\.reason) == [.sentinel(rowCount: 28, value: -999)])
    let others = try findings { for row in 0..<3 { $0[row, 0] = 1_000 + Float(row) } }
    #expect(others.map(\.reason) == [.outliers(rowCount: 3, value: 1_002)])
  }

  @Test("a column that is constant but for a value is named where a scale is spent on that")
  func constant() throws {
    func constant(_ value: Float) throws -> [ColumnFinding] {
      try findings { inputs in
        for row in 0..<inputs.rowCount { inputs[row, 1] = row == 17 ? value : 3 }
      }
    }
    let found = try constant(1e6)
    #expect(found.map(\.reason) == [.outlier(row: 34, isTransferred: false, value: 1e6)])
    #expect(found[0].isConstant && found[0].ratio > 1e5)
    #expect(try constant(4).isEmpty)
    #expect(try findings { $0[17, 3] = 1e6 }.allSatisfy { !$0.isConstant })
  }

  @Test("steps of float32 are named where they matter")
  func coarseFloats() throws {
    let hour = try findings { for row in 0..<400 { $0[row, 1] = 1.7e9 + 1_000 * $0[row, 1] } }
    #expect(hour.map(\.column) == [1])
    guard case .coarseFloats(step: 128, value: let value) = hour.first?.reason else {
      Issue.record("\(hour)")
      return
    }
    #expect(abs(value - 1.7e9) < 1e4)
    let year = try findings { for row in 0..<400 { $0[row, 1] = 1.7e9 + 1e7 * $0[row, 1] } }
    #expect(year.isEmpty)
  }

  @Test("nothing is said of ordinary columns, of heavy tails, or of one int8 scale")
  func quiet() throws {
    for form in InputFormTests.forms {
      #expect(try findings(form) { _ in }.isEmpty)
      let tails = try findings(form) { inputs in
        for row in 0..<400 { inputs[row, 0] = inputs[row, 0] * inputs[row, 0] * inputs[row, 0] }
      }
      #expect(tails.isEmpty)
    }
    #expect(try findings(.plain) { $0[17, 3] = 1e6 }.isEmpty)
  }
}
