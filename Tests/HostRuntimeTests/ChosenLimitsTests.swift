import HostRuntime
import PackedFormat
import Rows
import Testing

/// Limits that are chosen from rows, on golden students whose windows are random here.
@Suite("Chosen limits")
struct ChosenLimitsTests {
  /// Rows near two points, in units that the student's scale spreads over its quanta.
  private static func rows(_ student: PackedStudent, count: Int, seed: UInt64) -> Matrix<Float> {
    var random = SeededGenerator(seed: seed)
    let unit = 1 / student.header.inputMultiplier
    let width = student.header.windowCount
    return Matrix(
      rowCount: count, columnCount: width,
      elements: (0..<count * width).map { index in
        let middle: Float = (index / width).isMultiple(of: 2) ? 30 : -30
        let sign: Float = (index % width).isMultiple(of: 2) ? 1 : -1
        return (middle * sign + Float(6 * (random.uniform() - 0.5))) * unit
      })
  }

  private static func limited(
    _ name: String, rate: Double, leastMargin: Int32? = nil
  ) throws -> (student: PackedStudent, rows: Matrix<Float>) {
    let student = try Golden.student(name)
    let rows = rows(student, count: 600, seed: 3)
    let limits = StudentLimits(
      foreignRate: rate, of: student, on: rows, leastMargin: leastMargin)
    return (try student.limited(by: limits), rows)
  }

  /// With a projection, with a gate over the inputs, and with one region.
  static let names = [
    "v2-projection-8-8-n21-k3-d10-c3", "folded-n140-k3-c5", "v2-binary-n9-k3-c1",
  ]

  @Test("call the share of the known rows foreign that was asked for", arguments: names)
  func rate(name: String) throws {
    for rate in [0.02, 0.1] {
      let (student, rows) = try Self.limited(name, rate: rate)
      let verdicts = student.predict(rows, parallelism: .serial).verdicts
      let share = Double(verdicts.count { $0 == .foreign }) / Double(rows.rowCount)
      #expect(share <= rate + 0.005)
      #expect(share >= rate / 3)
    }
  }

  @Test("find windows of nothing", arguments: names)
  func nothing(name: String) throws {
    let (student, _) = try Self.limited(name, rate: 0.02)
    let width = student.header.windowCount
    let windows = Matrix(
      rowCount: 10, columnCount: width, elements: [Float](repeating: 0, count: 10 * width))
    let verdicts = student.predict(windows, parallelism: .serial).verdicts
    #expect(verdicts.allSatisfy { $0 == .foreign })
  }

  @Test("change no answer, and are read again", arguments: names)
  func answers(name: String) throws {
    let (student, rows) = try Self.limited(name, rate: 0.02, leastMargin: 40)
    let plain = try Golden.student(name).predict(rows, parallelism: .serial)
    var answers = student.predict(rows, parallelism: .serial)
    let margins = student.margins(of: answers)
    for (row, verdict) in answers.verdicts.enumerated() where verdict != .foreign {
      #expect((verdict == .doubtful) == (margins[row] < 40))
    }
    answers.verdicts = []
    #expect(answers == plain)
    #expect(try PackedStudent(bytes: student.bytes) == student)
    #expect(
      try Runtime(student.bytes).predict(rows.elements).answers.verdicts
        == student.predict(rows, parallelism: .serial).verdicts)
  }
}
