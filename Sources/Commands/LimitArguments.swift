import ArgumentParser
import Tessera

/// When the student shall doubt its answer, or call an input foreign.
struct LimitArguments: ParsableArguments {
  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Let this share of held-out answers be sure and the others doubtful: 95% or 0.95.",
      valueName: "share"), transform: Self.share)
  var coverage: Double?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Let the student call inputs foreign that are unlike the training rows, with this share of false "
        + "alarms: 1% or 0.01.", valueName: "share"), transform: Self.share)
  var foreign: Double?

  private static func share(_ text: String) throws -> Double {
    let value = try Share.reading(text).value
    guard value > 0, value < 1 else { throw ValidationError("a share is above 0% and below 100%") }
    return value
  }

  /// The limits; nil where none is asked for.
  var rates: LimitRates? {
    guard coverage != nil || foreign != nil else { return nil }
    return LimitRates(doubtful: coverage.map { 1 - $0 }, foreign: foreign)
  }
}

/// How the limits of a student were chosen, on the terminal.
struct LimitTable {
  private let limits: AnswerLimits
  private let test: VerdictReport?

  init(_ limits: AnswerLimits, test: VerdictReport?) {
    self.limits = limits
    self.test = test
  }

  func show() {
    Terminal.print("")
    if !limits.curve.isEmpty {
      var table = TextTable(["answered", "agreement held out", "accuracy held out"], leading: 0)
      for point in limits.curve {
        table.add([
          Format.percent(point.coverage), Format.score(point.agreement),
          Format.score(point.accuracy),
        ])
      }
      table.show()
    }
    if let coverage = limits.coverage, let margin = limits.leastMargin {
      let least = limits.leastCoverage.map {
        "; the group with the fewest keeps \(Format.percent($0))"
      }
      Terminal.print(
        "sure from a margin of \(Format.score(margin)), for \(Format.percent(coverage)) of held-out "
          + "answers\(least ?? "")")
    }
    if let foreign = limits.foreign {
      Terminal.print("foreign beyond \(Format.percent(1 - foreign)) of the training rows")
    }
    if let test { VerdictTable(test, classNames: nil).show() }
  }
}

/// Verdicts on a dump, on the terminal.
struct VerdictTable {
  private let verdicts: VerdictReport
  private let classNames: [String]?

  init(_ verdicts: VerdictReport, classNames: [String]?) {
    self.verdicts = verdicts
    self.classNames = classNames
  }

  func show() {
    var line =
      "sure of \(Format.percent(verdicts.coverage)) of the rows, doubtful "
      + "\(Format.integer(verdicts.doubtful)), foreign \(Format.integer(verdicts.foreign))"
    if let accuracy = verdicts.accuracy {
      line += "; accuracy of the sure ones \(Format.score(accuracy))"
      if let interval = verdicts.accuracyInterval {
        line += " (95 %: \(Format.score(interval[0])) to \(Format.score(interval[1])))"
      }
    }
    if let agreement = verdicts.agreement { line += ", agreement \(Format.score(agreement))" }
    if let least = verdicts.leastCoverage {
      line += "; the group with the fewest keeps \(Format.percent(least))"
    }
    Terminal.print(line)
    guard let coverage = verdicts.coverageByClass, let sensitivity = verdicts.sensitivity else {
      return
    }
    Terminal.print("")
    var table = TextTable(["class", "sure", "sensitivity of the sure"], leading: 1)
    for index in coverage.indices {
      table.add([
        classNames.map { $0[index] } ?? "\(index)", Format.percent(coverage[index]),
        Format.score(sensitivity[index]),
      ])
    }
    table.show()
  }
}
