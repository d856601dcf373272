import Tessera
import Testing

/// Tables of sensors whose columns have other units, and what becomes of them.
@Suite("Inputs of other units")
struct InputLadderTests {
  /// The kinds of columns that one int8 scale does not suit.
  enum Kind: CaseIterable {
    case pressure, day, year, outlier, sentinel
  }

  /// A teacher with a bend that sees the columns before they get their units.
  private func dump(_ kind: Kind, rows: Int, features: Int, seed: UInt64 = 1) throws
    -> ActivationDump
  {
    var layout = SeededGenerator(seed: 9)
    let first = (0..<8 * features).map { _ in 2 * layout.uniform() - 1 }
    let second = (0..<24).map { _ in 2 * layout.uniform() - 1 }
    var random = SeededGenerator(seed: seed)
    var (inputs, logits): ([Float], [Float]) = ([], [])
    for row in 0..<rows {
      let x = (0..<features).map { _ in (0..<4).reduce(0) { sum, _ in sum + random.uniform() } - 2 }
      let hidden = (0..<8).map { unit in
        let sum = (0..<features).reduce(0) { $0 + first[unit * features + $1] * x[$1] }
        return sum / (1 + abs(sum))
      }
      for output in 0..<3 {
        logits.append(Float((0..<8).reduce(0) { $0 + second[8 * output + $1] * hidden[$1] }))
      }
      inputs += x.enumerated().map { column, value in
        Float(Self.value(value, kind, row: row, column: column, draw: random.uniform()))
      }
    }
    return try ActivationDump(
      inputs: Matrix(rowCount: rows, columnCount: features, elements: inputs),
      logits: Matrix(rowCount: rows, columnCount: 3, elements: logits), parallelism: .allCores)
  }

  private static func value(
    _ value: Double, _ kind: Kind, row: Int, column: Int, draw: Double
  ) -> Double {
    switch (kind, column) {
    case (.pressure, 0): 101_325 + 300 * value
    case (.pressure, 1): 0.01 + 0.002 * value
    case (.day, 0): 1.7e9 + 20_000 * value
    case (.year, 0): 1.7e9 + 7e6 * value
    case (.outlier, 3): row == 17 ? 1e6 : value
    case (.sentinel, 2): draw < 0.07 ? -999 : (value + 2) / 4
    default: value
    }
  }

  private var search: Sweep {
    var search = StudentSearch.standard
    search.structures = [
      .regional(regionCount: 1), .regional(regionCount: 3),
      .corrected(regionCount: 2, componentCount: 2), .projected(regionCount: 3, componentCount: 2),
    ]
    search.folds = KFold(foldCount: 3)
    search.finalistCount = 0
    return Sweep(search: .structures(search))
  }

  @Test(
    "make a student, which loses no more than int8 may or has 16 bits", arguments: Kind.allCases)
  func kinds(kind: Kind) throws {
    for (rows, features) in [(300, 4), (300, 8), (900, 12)] {
      let train = try dump(kind, rows: rows, features: features)
      let test = try dump(kind, rows: 200, features: features, seed: 2)
      let result = try Compression(sweep: search).run(train, test: test, parallelism: .allCores)
      let form = InputForm(of: result.student)
      #expect(result.record.inputs ?? .plain == form)
      let report = try #require(result.record.test)
      let (float, int8) = try (
        #require(report.float?.agreement), #require(report.agreement)
      )
      #expect(form.bits == 16 || float - int8 < 0.03, "\(kind), \(rows) × \(features)")
      // A student that sees every column, and not the one of the largest numbers alone.
      #expect(int8 > 0.65, "\(kind), \(rows) × \(features)")
      #expect(result.record.certificate?.calibration.violations == 0)
      #expect(report.certificate?.violations == 0)
    }
  }

  @Test("name the row that blows a column up")
  func columns() throws {
    let result = try Compression(sweep: search).run(
      dump(.outlier, rows: 300, features: 4), parallelism: .allCores)
    #expect(
      result.columns.map(\.reason)
        == [.outlier(row: 17, isTransferred: false, value: 1e6)])
    #expect(result.columns.map(\.column) == [3])
  }

  @Test("have the form that is asked for, and the record says so")
  func choice() throws {
    let train = try dump(.pressure, rows: 300, features: 6)
    for choice in InputChoice.allCases {
      let result = try Compression(sweep: search, inputs: choice).run(
        train, parallelism: .allCores)
      let form = InputForm(of: result.student)
      #expect(choice.forms.contains(form) && form.hasScales)
      #expect(form.bits == (choice == .int16 ? 16 : 8))
      let bytes = try JSONDocument.encode(result.record)
      #expect(JSONDocument.decode(RunRecord.self, from: bytes) == result.record)
    }
  }

  @Test("count in the bytes of a candidate, so that a budget has room for their scales")
  func budget() throws {
    let train = try dump(.pressure, rows: 300, features: 6)
    let free = try Compression(sweep: search).run(train, parallelism: .allCores)
    #expect(free.student.bytes.count == free.record.chosen?.byteCount)
    var sweep = search
    sweep.budget = free.student.bytes.count
    let bound = try Compression(sweep: sweep).run(train, parallelism: .allCores)
    #expect(bound.student.bytes.count <= free.student.bytes.count)
    #expect(InputForm(of: bound.student).hasScales)
  }
}

@Suite("What integers may lose")
struct Int8CheckTests {
  /// A student of two classes, and its labels for 300 rows.
  private func student() throws -> (PackedStudent, Matrix<Float>, [Int]) {
    let result = try Compression(sweep: Samples.sweep()).run(
      Samples.dump(80), parallelism: .allCores)
    let inputs = Samples.inputs(300, seed: 8)
    return (result.student, inputs, result.student.predict(inputs, parallelism: .serial).labels)
  }

  private func outputs(_ labels: [Int]) -> Matrix<Double> {
    Matrix(rows: labels.map { $0 == 0 ? [1, 0] : [0, 1] })
  }

  /// The check where `lost` rows are right only in the float student, and `won` only in the integers.
  private func check(lost: Int, won: Int) throws -> Int8Check {
    let (student, inputs, labels) = try student()
    let float = labels.enumerated().map { $0 < lost + won ? 1 - $1 : $1 }
    let teacher = labels.enumerated().map { $0 < lost ? 1 - $1 : $1 }
    return Int8Check(
      student, labels: float, inputs: inputs, logits: outputs(teacher),
      parallelism: .serial)
  }

  @Test("two labels of 300 rows ask for finer inputs, and are no reason to refuse")
  func twoRows() throws {
    let check = try check(lost: 2, won: 0)
    #expect(check.agreementLoss > 0.005 && !check.holds(0.005))
    #expect(throws: Never.self) { try check.accept(atMost: 0.005) }
    #expect(try self.check(lost: 1, won: 0).holds(0.005))
    #expect(try self.check(lost: 2, won: 4).holds(0.005))
  }

  @Test("labels that change and cancel ask for finer inputs, too")
  func cancelling() throws {
    let check = try check(lost: 9, won: 12)
    #expect(check.agreementLoss < 0 && !check.holds(0.005))
    #expect(throws: Never.self) { try check.accept(atMost: 0.005) }
  }

  @Test("the form that loses least is the best, and then the one that changes fewest labels")
  func order() throws {
    let (few, many) = (try check(lost: 2, won: 2), try check(lost: 9, won: 12))
    let losing = try check(lost: 3, won: 0)
    #expect(few.isBetter(than: many) && !many.isBetter(than: few))
    #expect(many.isBetter(than: losing) && !losing.isBetter(than: few))
    #expect(!few.isBetter(than: few))
  }

  @Test("what chance does not explain is refused")
  func manyRows() throws {
    for (lost, won, isRefused) in [(30, 0, true), (12, 0, true), (40, 38, false), (60, 20, true)] {
      let check = try check(lost: lost, won: won)
      #expect(((check.disagreement ?? 0) * 300).rounded() == Double(lost + won))
      if isRefused {
        #expect(throws: TesseraError.self) { try check.accept(atMost: 0.005) }
        #expect(throws: Never.self) { try check.accept(atMost: 1) }
      } else {
        #expect(throws: Never.self) { try check.accept(atMost: 0.005) }
      }
    }
  }
}
