import Evaluation
import Foundation
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

  /// Platt's calibration by plain gradient descent, and the best expected F of every threshold.
  private static func naiveOffset(
    _ outputs: Matrix<Double>, _ truth: [Int], positive: Int, beta: Double
  ) -> Double {
    let none = [Double](repeating: 0, count: outputs.columnCount)
    let margins = OperatingOffsets.margins(of: positive, in: outputs, offsets: none).margins
    let members = Double(truth.count { $0 == positive })
    let others = Double(truth.count) - members
    let targets = truth.map { $0 == positive ? (members + 1) / (members + 2) : 1 / (others + 2) }
    var (slope, intercept) = (0.0, 0.0)
    for _ in 0..<20_000 {
      var gradient = (0.0, 0.0)
      for (margin, target) in zip(margins, targets) {
        let error = target - 1 / (1 + exp(-slope * margin - intercept))
        gradient.0 += error * margin
        gradient.1 += error
      }
      slope += 0.5 * gradient.0 / Double(truth.count)
      intercept += 0.5 * gradient.1 / Double(truth.count)
    }
    let probabilities = margins.map { 1 / (1 + exp(-slope * $0 - intercept)) }
    let sorted = Set(margins).sorted()
    let ends = [sorted[0], sorted[sorted.count - 1]]
    let room = (ends[1] - ends[0]) / Double(sorted.count - 1)
    let thresholds =
      [ends[0] - room / 2] + zip(sorted, sorted.dropFirst()).map { ($0 + $1) / 2 }
      + [ends[1] + room / 2]
    let support = probabilities.reduce(0, +)
    func expected(_ threshold: Double) -> Double {
      let own = margins.indices.filter { margins[$0] > threshold }
      return (1 + beta * beta) * own.reduce(0) { $0 + probabilities[$1] }
        / (beta * beta * support + Double(own.count))
    }
    return -(thresholds.max { expected($0) < expected($1) } ?? 0)
  }

  @Test("are those of the best expected score", arguments: [DecisionScore.f1, .f2], 2...4)
  func oracle(score: DecisionScore, classes: Int) throws {
    for seed in 1...4 as ClosedRange<UInt64> {
      let (outputs, truth) = Self.rows(90, classes: classes, seed: seed)
      let positive = Int(seed) % classes
      let offsets = OperatingOffsets(.best(score), positive: positive)
        .offsets(for: outputs, truth: truth)
      #expect(offsets.indices.allSatisfy { $0 == positive || offsets[$0] == 0 })
      let naive = Self.naiveOffset(
        outputs, truth, positive: positive, beta: score == .f1 ? 1 : 2)
      #expect(abs(offsets[positive] - naive) < 1e-9)
    }
  }

  /// Source: Z. Lipton, C. Elkan and B. Naryanaswamy, Optimal thresholding of classifiers to maximize F1
  /// measure, 2014.
  @Test("decide at the best score over 1 + β², in odds", arguments: [DecisionScore.f1, .f2])
  func law(score: DecisionScore) throws {
    var random = SeededGenerator(seed: 12)
    let margins = (0..<20_000).map { _ in 4 * random.uniform() + 3 * random.uniform() - 5 }
    let truth = margins.map { random.uniform() < 1 / (1 + exp(-1.5 * $0 - 0.5)) ? 1 : 0 }
    let outputs = Matrix<Double>(rows: margins.map { [0, $0] })
    let offsets = OperatingOffsets(.best(score)).offsets(for: outputs, truth: truth)
    let figures = try Self.figures(outputs, truth, offsets, positive: 1)
    let best = try #require(score == .f1 ? figures.f1 : figures.f2).value
    let probability = best / (score == .f1 ? 2 : 5)
    let odds = log(probability / (1 - probability))
    #expect(abs(-offsets[1] - (odds - 0.5) / 1.5) < 0.1)
    // No threshold counts much better on these very rows.
    for step in -40...40 {
      let other = try Self.figures(outputs, truth, [0, Double(step) / 10], positive: 1)
      #expect(try #require(score == .f1 ? other.f1 : other.f2).value < best + 0.005)
    }
  }

  @Test("of a mean over two classes serve both", arguments: [DecisionScore.macroF1, .macroF2])
  func twoClasses(score: DecisionScore) throws {
    var random = SeededGenerator(seed: 5)
    let margins = (0..<4_000).map { _ in 6 * random.uniform() - 5 }
    let truth = margins.map { random.uniform() < 1 / (1 + exp(-2 * $0)) ? 1 : 0 }
    let outputs = Matrix<Double>(rows: margins.map { [0, $0] })
    func value(_ offsets: [Double]) throws -> Double {
      let figures = try Self.figures(outputs, truth, offsets, positive: 1)
      return (score == .macroF1 ? figures.macroF1 : figures.macroF2).value
    }
    let found = try value(
      OperatingOffsets(.best(score)).offsets(for: outputs, truth: truth))
    for step in -40...40 { #expect(try value([0, Double(step) / 10]) < found + 0.01) }
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

  @Test("are 0 where nothing is better, and where a larger output is no sign of a class")
  func unmoved() {
    let outputs = Matrix<Double>(rows: [[1, 0, 0], [2, 0, 0], [0, 1, 0], [0, 0, 3]])
    for score in [DecisionScore.macroF1, .macroF2] {
      #expect(
        OperatingOffsets(.best(score)).offsets(for: outputs, truth: [0, 0, 1, 2]) == [0, 0, 0])
    }
    let two = Matrix<Double>(rows: [[1, 0], [2, 0], [0, 1], [0, 3]])
    for score in DecisionScore.allCases {
      #expect(OperatingOffsets(.best(score)).offsets(for: two, truth: [1, 1, 0, 0]) == [0, 0])
    }
    #expect(OperatingOffsets(.best(.f2)).offsets(for: two, truth: [-1, -1, -1, -1]) == [0, 0])
  }

  @Test("of a share lie in the middle of the gap")
  func middle() {
    // Class 1 leads by −1 and −2 where it is true, by −6 and −7 where it is not.
    let outputs = Matrix<Double>(rows: [[1, 0], [2, 0], [6, 0], [7, 0]])
    let goal = OperatingGoal.atLeast(1, of: .sensitivity)
    #expect(OperatingOffsets(goal).offsets(for: outputs, truth: [1, 1, 0, 0]) == [0, 4])
    let other = OperatingOffsets(goal, positive: 0).offsets(for: outputs, truth: [0, 0, 1, 1])
    // Class 0 leads by 6 and 7 where class 1 is true, and no threshold parts the two.
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
