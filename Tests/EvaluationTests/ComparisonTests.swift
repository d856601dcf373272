import Evaluation
import Testing

@Suite("Agreement")
struct AgreementTests {
  @Test("Agreement counts equal labels")
  func counts() {
    let agreement = Agreement(of: [0, 1, 2, 1], with: [0, 2, 2, 1])
    #expect(agreement.disagreements == 1)
    #expect(agreement.count == 4)
    #expect(agreement.share == 0.75)
  }

  @Test("Agreement is symmetric and full with oneself", arguments: RandomLabels.all)
  func symmetry(labels: RandomLabels) {
    let agreement = Agreement(of: labels.truth, with: labels.predictions)
    #expect(agreement == Agreement(of: labels.predictions, with: labels.truth))
    #expect(Agreement(of: labels.truth, with: labels.truth).share == 1)
  }

  @Test("Agreement with the truth is accuracy", arguments: RandomLabels.all)
  func accuracy(labels: RandomLabels) {
    let share = Agreement(of: labels.truth, with: labels.predictions).share
    #expect(isClose(share, labels.matrix.accuracy))
  }

  @Test("Unpaired labels and no labels are the caller's bugs")
  func preconditions() async {
    await #expect(processExitsWith: .failure) { _ = Agreement(of: [0], with: [0, 1]) }
    await #expect(processExitsWith: .failure) { _ = Agreement(of: [], with: []) }
  }
}

/// A 95 % interval from SciPy: `binomtest(successes, trials).proportion_ci(method="wilson")`.
struct KnownInterval: Sendable {
  let successes: Int
  let trials: Int
  let lower: Double
  let upper: Double

  static let all = [
    KnownInterval(successes: 0, trials: 10, lower: 0.0, upper: 0.27753279986288926),
    KnownInterval(
      successes: 1, trials: 10, lower: 0.017876213095072896,
      upper: 0.4041500267952385),
    KnownInterval(
      successes: 5, trials: 10, lower: 0.236593090512564,
      upper: 0.7634069094874361),
    KnownInterval(successes: 10, trials: 10, lower: 0.7224672001371109, upper: 1.0),
    KnownInterval(
      successes: 81, trials: 263, lower: 0.2552885198782742,
      upper: 0.36620957698280004),
    KnownInterval(
      successes: 15, trials: 148, lower: 0.06238639953073629,
      upper: 0.16048724172330803),
    KnownInterval(
      successes: 1379, trials: 1500, lower: 0.9044570014901809,
      upper: 0.9320673492791605),
    KnownInterval(successes: 1, trials: 1, lower: 0.20654931437723745, upper: 1.0),
  ]
}

@Suite("Wilson intervals")
struct WilsonIntervalTests {
  @Test("Intervals are SciPy's", arguments: KnownInterval.all)
  func known(example: KnownInterval) {
    let interval = WilsonInterval(
      successes: example.successes, trials: example.trials, z: 1.959963984540054)
    #expect(isClose(interval.lower, example.lower))
    #expect(isClose(interval.upper, example.upper))
  }

  @Test("No success starts at 0, all successes end at 1, and both have width")
  func extremes() {
    let none = WilsonInterval(successes: 0, trials: 10)
    let all = WilsonInterval(successes: 10, trials: 10)
    #expect(none.lower == 0)
    #expect(isClose(none.upper, 1.96 * 1.96 / (10 + 1.96 * 1.96)))
    #expect(all.upper == 1)
    #expect(isClose(all.lower, 1 - none.upper))
  }

  @Test("The interval holds the share, is inside 0 ... 1 and mirrors its complement")
  func properties() {
    for trials in [1, 2, 7, 40, 1500] {
      for successes in stride(from: 0, through: trials, by: max(1, trials / 20)) {
        let interval = WilsonInterval(successes: successes, trials: trials)
        let mirrored = WilsonInterval(successes: trials - successes, trials: trials)
        let share = Double(successes) / Double(trials)
        #expect(0 <= interval.lower && interval.lower <= share)
        #expect(share <= interval.upper && interval.upper <= 1)
        #expect(isClose(mirrored.lower, 1 - interval.upper))
      }
    }
  }

  @Test("Rows narrow the interval, and z = 0 leaves the share alone")
  func width() {
    let few = WilsonInterval(successes: 9, trials: 10)
    let many = WilsonInterval(successes: 900, trials: 1000)
    #expect(many.upper - many.lower < few.upper - few.lower)
    let point = WilsonInterval(successes: 9, trials: 10, z: 0)
    #expect(point.lower == 0.9 && point.upper == 0.9)
  }

  @Test("More successes than trials are the caller's bug")
  func preconditions() async {
    await #expect(processExitsWith: .failure) { _ = WilsonInterval(successes: 3, trials: 2) }
    await #expect(processExitsWith: .failure) { _ = WilsonInterval(successes: 0, trials: 0) }
  }
}

@Suite("Paired differences")
struct PairedDifferenceTests {
  @Test("Mean and standard error are what a hand computes")
  func byHand() {
    let difference = PairedDifference(of: [3, 5, 10, 2], from: [1, 4, 5, 2])
    #expect(isClose(difference.mean, 2))
    #expect(isClose(difference.standardError, (14.0 / 3 / 4).squareRoot()))
  }

  @Test("A constant lead has no standard error, however hard the folds")
  func constantLead() {
    let difference = PairedDifference(of: [2, 11, 102, 0.5], from: [1, 10, 101, -0.5])
    #expect(difference == PairedDifference(of: [1, 1, 1, 1], from: [0, 0, 0, 0]))
    #expect(difference.mean == 1)
    #expect(difference.standardError == 0)
  }

  @Test("Swapping the candidates turns the sign and nothing else")
  func antisymmetry() {
    let difference = PairedDifference(of: [0.3, 0.1, 0.7], from: [0.2, 0.6, 0.5])
    let swapped = PairedDifference(of: [0.2, 0.6, 0.5], from: [0.3, 0.1, 0.7])
    #expect(swapped.mean == -difference.mean)
    #expect(swapped.standardError == difference.standardError)
  }

  @Test("One fold and unpaired folds are the caller's bugs")
  func preconditions() async {
    await #expect(processExitsWith: .failure) { _ = PairedDifference(of: [1], from: [1]) }
    await #expect(processExitsWith: .failure) { _ = PairedDifference(of: [1, 2], from: [1]) }
  }
}

@Suite("Argmax")
struct ArgmaxTests {
  @Test("The lowest index wins a tie")
  func ties() {
    #expect(argmax([1, 3, 2, 3]) == 1)
    #expect(argmax([0.0, 0.0, 0.0]) == 0)
    #expect(argmax([-0.0, 0.0]) == 0)
  }

  @Test("A slice counts from its own start")
  func slices() {
    let logits: [Int32] = [9, 9, 9, -5, 7, 2]
    #expect(argmax(logits[3...]) == 1)
    #expect(argmax(logits[5...]) == 0)
  }

  @Test("Infinities and the smallest integer are values like any other")
  func extremes() {
    #expect(argmax([-Double.infinity, -1, .infinity]) == 2)
    #expect(argmax([Int32.min, Int32.min]) == 0)
  }

  @Test("Every row has its own label")
  func rows() {
    #expect(argmaxPerRow([1, 2, 0, 5, 5, 4], columnCount: 3) == [1, 0])
    #expect(argmaxPerRow([Float](), columnCount: 4) == [])
    #expect(argmaxPerRow([3.0, -1.0], columnCount: 1) == [0, 0])
  }

  @Test("An empty row and values that fill no row are the caller's bugs")
  func preconditions() async {
    await #expect(processExitsWith: .failure) { _ = argmax([Double]()) }
    await #expect(processExitsWith: .failure) { _ = argmaxPerRow([1, 2, 3], columnCount: 2) }
  }
}
