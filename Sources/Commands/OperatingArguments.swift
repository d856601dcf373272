import ArgumentParser
import Reports
import Tessera

/// What `--score` takes: a measure that compares candidates, or a score of decisions.
enum RequestedScore: ExpressibleByArgument {
  /// Compares candidates, and moves no output.
  case measure(Score)
  /// Moves outputs to where this is best.
  case decision(DecisionScore)

  init?(argument: String) {
    if let decision = DecisionScore(rawValue: argument) {
      self = .decision(decision)
    } else if let score = Score(rawValue: argument) {
      self = .measure(score)
    } else {
      return nil
    }
  }

  static var allValueStrings: [String] {
    let decisions = DecisionScore.allCases.map(\.rawValue)
    return Score.allCases.map(\.rawValue).filter { !decisions.contains($0) } + decisions
  }

  /// The measure that compares candidates; nil for the default.
  var measure: Score? {
    switch self {
    case .measure(let score): score
    case .decision(let score): score.score
    }
  }

  /// Where outputs are moved to; nil where they stay.
  var goal: OperatingGoal? {
    if case .decision(let score) = self { .best(score) } else { nil }
  }
}

/// Where the student shall decide.
struct OperatingArguments: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Let the student decide where this is reached on held-out rows: f1, f2, macro-f1, macro-f2, or "
        + "sensitivity>=0.98, also of specificity and precision.", valueName: "goal"),
    transform: Self.goal)
  var operatingPoint: OperatingGoal?

  @Option(
    help: ArgumentHelp(
      "The class that is looked for: its name, or its place from 0. (default: 1 of two classes)",
      valueName: "class"))
  var positive: String?

  private static func goal(_ text: String) throws -> OperatingGoal {
    guard let goal = OperatingGoal(text) else {
      let scores = DecisionScore.allCases.map(\.rawValue).joined(separator: ", ")
      throw ValidationError(
        "a goal is \(scores), or a share above 0 and at most 1: sensitivity>=0.98")
    }
    return goal
  }

  /// Refuses a class without a goal.
  func check(beside sweep: SweepArguments) throws {
    guard positive == nil || request(beside: sweep) != nil else {
      throw ValidationError("--positive goes with --operating-point, or with --score f1 or f2.")
    }
  }

  /// Where outputs are moved to; nil where they stay.
  func request(beside sweep: SweepArguments) -> OperatingRequest? {
    (operatingPoint ?? sweep.score?.goal).map {
      OperatingRequest(
        $0, positive: positive.map { .name($0) },
        comparesStudents: sweep.score?.goal == $0 && $0.isOfOneClass)
    }
  }
}

/// Where a student decides, on the terminal.
struct OperatingTable {
  private let point: OperatingPoint
  private let text: OperatingText

  init(_ point: OperatingPoint, classNames: [String]?) {
    self.point = point
    text = OperatingText(point, classNames: classNames)
  }

  func show() {
    var table = TextTable(
      ["operating point \(point.goal.text)", "as fitted", "moved", "held out", "95 %"], leading: 1)
    for row in text.rows {
      table.add([
        row.title, Format.score(row.before?.value, 3), Format.score(row.after?.value, 3),
        Format.score(row.heldOut?.value, 3),
        row.heldOut.map { "\(Format.score($0.lower, 3)) to \(Format.score($0.upper, 3))" } ?? "",
      ])
    }
    let agreement = point.agreement
    table.add([
      "agreement", Format.score(agreement.before, 3), Format.score(agreement.after, 3),
      Format.score(agreement.heldOut, 3), "",
    ])
    Terminal.print("")
    table.show()
    showRivals()
    for line in text.lines { Terminal.print(line) }
    Terminal.print("")
  }

  /// The students that the goal compared.
  private func showRivals() {
    guard let rivals = point.rivals else { return }
    var table = TextTable(["by \(point.goal.text)", "bytes", "held out"], leading: 1)
    for rival in rivals {
      table.add([rival.title, Format.integer(rival.bytes), Format.score(rival.heldOut, 4)])
    }
    table.show()
  }

  /// Warns of a goal that was not reached.
  func warn() {
    if let warning = text.warning { Terminal.warning(warning) }
  }
}
