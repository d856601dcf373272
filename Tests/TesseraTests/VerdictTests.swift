import Tessera
import Testing

@Suite("Whether students follow their teacher") struct FollowingTests {
  private func verdict(_ dump: ActivationDump, regionCounts: [Int] = [1, 2]) throws -> Verdict? {
    let search = Search.grid(GridSearch(regionCounts: regionCounts, lambdas: [0.1, 10]))
    return try Sweep(search: search).run(dump, parallelism: .serial).verdict
  }

  @Test("a signal that moves keeps them from it, and the same signal in one place does not")
  func shift() throws {
    #expect(try verdict(HardTeachers.pulses(300, isAligned: true)) == nil)
    let found = try #require(try verdict(HardTeachers.pulses(300, isAligned: false)))
    #expect(found.reasons.first?.kind == .shift, "\(found)")
    #expect(found.upperAgreement < found.needed && found.rows == 300 && found.inputs == 48)
  }

  @Test("answers of another order of rows, or of no sums, keep them from it")
  func form() throws {
    for dump in [try HardTeachers.unrelated(400), try HardTeachers.parity(400)] {
      let found = try #require(try verdict(dump))
      #expect(Set(found.reasons.map(\.kind)).isSubset(of: [.order, .form]), "\(found)")
      #expect(found.reasons.contains { $0.kind == .form }, "\(found)")
    }
    let order = try verdict(HardTeachers.unrelated(400))?.reasons.first?.kind
    #expect(order == .order)
  }

  @Test("few rows of many inputs keep them from it, and more rows do not")
  func rows() throws {
    let few = try #require(
      try verdict(HardTeachers.wide(100, features: 90), regionCounts: [1]))
    #expect(few.reasons.map(\.kind) == [.rows], "\(few)")
    #expect(try verdict(HardTeachers.wide(3_000, features: 20), regionCounts: [1]) == nil)
  }

  @Test("a verdict does not depend on the number of threads")
  func threads() throws {
    let dump = try HardTeachers.pulses(200, isAligned: false)
    let search = Sweep(search: .grid(GridSearch(regionCounts: [1], lambdas: [1])))
    let one = try search.run(dump, parallelism: .serial).verdict
    #expect(try search.run(dump, parallelism: Parallelism(threadCount: 3)).verdict == one)
    #expect(one != nil)
  }
}

@Suite("Shifts of rows") struct ShiftMeasurementTests {
  @Test("bring pulses of one form together, and not where they lie in one place")
  func pulses() throws {
    func measured(_ dump: ActivationDump) throws -> ShiftMeasurement {
      try #require(try ShiftMeasurement(TrainingSet(dump), parallelism: .serial))
    }
    let moved = try measured(HardTeachers.pulses(120, isAligned: false))
    #expect(moved.isMisaligned && moved.rowCount == 120, "\(moved)")
    #expect(moved.shiftedHitCount > moved.hitCount)
    for dump in [
      try HardTeachers.pulses(120, isAligned: true), try HardTeachers.unrelated(120),
      try HardTeachers.parity(120),
    ] {
      #expect(try !measured(dump).isMisaligned)
    }
  }

  @Test("are those of a naive search")
  func oracle() throws {
    var generator = SeededGenerator(seed: 3)
    let inputs = Matrix<Double>(
      rowCount: 12, columnCount: 7, elements: (0..<84).map { _ in generator.uniform() })
    let answers = (0..<12).map { $0 % 3 }
    func nearest(_ row: Int, shifts: Range<Int>) -> Int {
      func centred(_ row: Int) -> [Double] {
        let mean = inputs[row: row].reduce(0, +) / 7
        return inputs[row: row].map { $0 - mean }
      }
      func distance(_ other: Int) -> Double {
        let (x, y) = (centred(row), centred(other))
        return shifts.map { shift in
          (0..<7).reduce(0) { sum, i in
            let rest = x[(i + shift) % 7] - y[i]
            return sum + rest * rest
          }
        }.min() ?? .infinity
      }
      return (0..<12).filter { $0 != row }.min { distance($0) < distance($1) } ?? row
    }
    let found = ShiftMeasurement(inputs, answers: answers, parallelism: .serial)
    #expect(
      found.hitCount
        == (0..<12).count { answers[nearest($0, shifts: 0..<1)] == answers[$0] })
    #expect(
      found.shiftedHitCount
        == (0..<12).count { answers[nearest($0, shifts: 0..<7)] == answers[$0] })
  }
}
