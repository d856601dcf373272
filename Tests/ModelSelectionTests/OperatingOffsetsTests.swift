import Evaluation
import ModelSelection
import Rows
import TestSupport
import Testing

@Suite("Offsets of outputs")
struct OperatingOffsetsTests {
  /// Outputs of rows whose true class leads more often than not.
  private static func rows(_ count: Int, classes: Int, seed: UInt64) -> (Matrix<Double>, [Int]) {
    var random = SeededGenerator(seed: seed)
    var outputs = random.matrix(count, classes)
    let truth = (0..<count).map { $0 % (classes + 1) % classes }
    for row in 0..<count {
      // Coarse values, so that margins are equal now and then.
      outputs[row, truth[row]] += 0.8
      for column in 0..<classes {
        outputs[row, column] = (outputs[row, column] * 16).rounded() / 16
      }
    }
    return (outputs, truth)
  }

  private static func figures(
    _ outputs: Matrix<Double>, _ truth: [Int], _ offsets: [Double], positive: Int?
  ) throws -> OperatingFigures {
    try #require(
      OperatingFigures(
        truth: truth, answers: OperatingOffsets.answers(to: outputs, offsets: offsets),
        groups: nil, classCount: outputs.columnCount, positive: positive))
  }

  /// The figures at every threshold of one class: between each two margins, and beyond them.
  private static func naive(
    _ outputs: Matrix<Double>, _ truth: [Int], positive: Int
  ) throws -> [OperatingFigures] {
    let none = [Double](repeating: 0, count: outputs.columnCount)
    let margins = OperatingOffsets.margins(of: positive, in: outputs, offsets: none).margins
    let sorted = Set(margins).sorted()
    let between = zip(sorted, sorted.dropFirst()).map { ($0 + $1) / 2 }
    return try ([sorted[0] - 1] + between + [sorted[sorted.count - 1] + 1]).map { threshold in
      var offsets = none
      offsets[positive] = -threshold
      return try figures(outputs, truth, offsets, positive: positive)
    }
  }

  @Test(
    "are within .002 of the best of all thresholds", arguments: [DecisionScore.f1, .f2], 2...4)
  func oracle(score: DecisionScore, classes: Int) throws {
    for seed in 1...6 as ClosedRange<UInt64> {
      let (outputs, truth) = Self.rows(90, classes: classes, seed: seed)
      let positive = Int(seed) % classes
      let offsets = OperatingOffsets(.best(score), positive: positive)
        .offsets(for: outputs, truth: truth)
      #expect(offsets.indices.allSatisfy { $0 == positive || offsets[$0] == 0 })
      func value(_ figures: OperatingFigures) -> Double {
        (score == .f1 ? figures.f1 : figures.f2)?.value ?? 0
      }
      let best = try Self.naive(outputs, truth, positive: positive).map(value).max() ?? 0
      let found = try value(Self.figures(outputs, truth, offsets, positive: positive))
      let plain = try value(
        Self.figures(outputs, truth, offsets.map { _ in 0 }, positive: positive))
      #expect(found >= best - 0.002 - 1e-12 && found <= best + 1e-12)
      #expect(found > plain || offsets.allSatisfy { $0 == 0 })
    }
  }

  @Test("reach a share with the best of the other share", arguments: DecisionShare.allCases)
  func shares(share: DecisionShare) throws {
    for seed in 1...6 as ClosedRange<UInt64> {
      let (outputs, truth) = Self.rows(120, classes: 2, seed: seed)
      let least = share == .precision ? 0.6 : 0.9
      let search = OperatingOffsets(.atLeast(least, of: share))
      let offsets = search.offsets(for: outputs, truth: truth)
      func own(_ figures: OperatingFigures) -> Double {
        switch share {
        case .sensitivity: figures.sensitivity?.value ?? 0
        case .specificity: figures.specificity?.value ?? 0
        case .precision: figures.precision?.value ?? 0
        }
      }
      func other(_ figures: OperatingFigures) -> Double {
        (share == .sensitivity ? figures.specificity : figures.sensitivity)?.value ?? 0
      }
      let possible = try Self.naive(outputs, truth, positive: 1).filter { own($0) >= least }
      let found = try Self.figures(outputs, truth, offsets, positive: 1)
      #expect(own(found) >= least)
      #expect(abs(other(found) - (possible.map(other).max() ?? 0)) < 1e-12)
      #expect(search.areReached(by: outputs, truth: truth, offsets: offsets))
    }
  }

  @Test("find more of the class, the more sensitivity is asked for")
  func monotone() throws {
    let (outputs, truth) = Self.rows(200, classes: 2, seed: 9)
    var last = -Double.infinity
    for least in stride(from: 0.05, through: 1, by: 0.05) {
      let offsets = OperatingOffsets(.atLeast(min(1, least), of: .sensitivity))
        .offsets(for: outputs, truth: truth)
      let found = try #require(
        try Self.figures(outputs, truth, offsets, positive: 1).sensitivity
      ).value
      #expect(found >= least - 1e-12 && found >= last)
      last = found
    }
  }

  @Test("are 0 where nothing is better")
  func unmoved() {
    let outputs = Matrix<Double>(rows: [[1, 0], [2, 0], [0, 1], [0, 3]])
    for score in DecisionScore.allCases {
      #expect(
        OperatingOffsets(.best(score)).offsets(for: outputs, truth: [0, 0, 1, 1]) == [0, 0])
    }
    #expect(OperatingOffsets(.best(.f2)).offsets(for: outputs, truth: [-1, -1, -1, -1]) == [0, 0])
  }

  @Test("lie in the middle of the gap")
  func middle() {
    // Class 1 leads by −1 and −2 where it is true, by −6 and −7 where it is not.
    let outputs = Matrix<Double>(rows: [[1, 0], [2, 0], [6, 0], [7, 0]])
    let offsets = OperatingOffsets(.best(.f2)).offsets(for: outputs, truth: [1, 1, 0, 0])
    #expect(offsets == [0, 4])
    let other = OperatingOffsets(.best(.f2), positive: 0)
      .offsets(for: outputs, truth: [0, 0, 1, 1])
    // Class 0 leads by 6 and 7 where class 1 is true: it has to lose by more than it leads by itself.
    #expect(other.count == 2 && other[1] == 0)
  }

  @Test("never lower a mean over classes, and find what one class after the other can gain")
  func severalClasses() throws {
    for seed in 1...5 as ClosedRange<UInt64> {
      let (plain, truth) = Self.rows(150, classes: 4, seed: seed)
      var outputs = plain
      for row in 0..<150 { outputs[row, 2] -= 1.5 }
      let offsets = OperatingOffsets(.best(.macroF2)).offsets(for: outputs, truth: truth)
      func value(_ offsets: [Double]) throws -> Double {
        try Self.figures(outputs, truth, offsets, positive: nil).macroF2.value
      }
      #expect(offsets[0] == 0 && offsets[2] > 0.5)
      let found = try value(offsets)
      #expect(try found > value([0, 0, 0, 0]))
      // No class alone gains more than the tolerance.
      for moved in 1..<4 {
        for step in -40...40 {
          var other = offsets
          other[moved] += Double(step) / 20
          #expect(try value(other) <= found + 0.002 + 1e-12)
        }
      }
    }
  }

  @Test("of the rows of a fold come from the other folds")
  func heldOut() {
    let (outputs, truth) = Self.rows(90, classes: 3, seed: 4)
    let folds = (0..<90).map { UInt8($0 % 5 % 3) }
    let search = OperatingOffsets(.best(.macroF1))
    let answers = search.heldOutAnswers(to: outputs, truth: truth, folds: folds)
    for fold in 0..<3 as Range<UInt8> {
      let others = folds.indices.filter { folds[$0] != fold }
      let offsets = search.offsets(
        for: outputs.gathering(rows: others), truth: others.map { truth[$0] })
      let all = OperatingOffsets.answers(to: outputs, offsets: offsets)
      for row in folds.indices where folds[row] == fold { #expect(answers[row] == all[row]) }
    }
  }

  @Test("have goals that are read as they are written")
  func goals() throws {
    for text in ["f1", "f2", "macro-f1", "macro-f2", "sensitivity>=0.98", "precision>=1.0"] {
      #expect(try #require(OperatingGoal(text)).text == text)
    }
    for text in [
      "", "f3", "accuracy", "sensitivity", "sensitivity>=0", "sensitivity>=1.1", ">=0.5",
      "sensitivity>0.5", "sensitivity>=x", "sensitivity>=nan", "f2>=0.5",
    ] {
      #expect(OperatingGoal(text) == nil, "\(text)")
    }
  }
}
