internal import Evaluation
internal import PackedFormat

/// How a student with limits judges its own answers on a dump.
public struct VerdictReport: Sendable, Equatable, Codable {
  /// Rows whose answer is sure.
  public var sure: Int
  /// Rows whose answer is doubtful.
  public var doubtful: Int
  /// Rows whose input is foreign.
  public var foreign: Int
  /// Agreement with the teacher among the sure ones; nil where outputs are no logits, or none is sure.
  public var agreement: Double?
  /// The share of the sure ones with the true label; nil without labels.
  public var accuracy: Double?
  /// Its 95 % interval over groups; nil without groups.
  public var accuracyInterval: [Double]?
  /// The share of rows that are sure, of each true class; nil without labels.
  public var coverageByClass: [Double]?
  /// The share of the sure ones of each true class that have its label; nil without labels.
  public var sensitivity: [Double]?
  /// The least share of sure rows in a group; nil without groups.
  public var leastCoverage: Double?

  /// The share of rows that are sure.
  public var coverage: Double { Double(sure) / Double(max(1, sure + doubtful + foreign)) }

  // The keys of files.
  private enum CodingKeys: String, CodingKey {
    case sure, doubtful, foreign, agreement, accuracy, accuracyInterval, coverageByClass,
      sensitivity, leastCoverage
  }
}

/// The counts of verdicts in a pass over a dump.
struct VerdictTally: Sendable {
  private struct Counts: Sendable {
    var all = 0
    var sure = 0
    var known = 0
    var right = 0
  }

  private var byVerdict = [0, 0, 0]
  private var agreeing: Int?
  private var total = Counts()
  private var byClass: [Counts]
  private var byGroup: [Int: Counts] = [:]

  init(labelCount: Int) { byClass = Array(repeating: Counts(), count: labelCount) }

  /// Adds the next rows.
  ///
  /// - Parameters:
  ///   - verdicts: of each row.
  ///   - labels: the student's.
  ///   - teacher: the teacher's; nil where outputs are no logits.
  ///   - truth: the true ones, −1 for none; nil without labels.
  ///   - groups: nil without groups.
  mutating func add(
    _ verdicts: [AnswerVerdict], labels: [Int], teacher: [Int]?, truth: [Int]?, groups: [Int]?
  ) {
    for (row, verdict) in verdicts.enumerated() {
      let isSure = verdict == .sure
      byVerdict[Int(verdict.rawValue)] += 1
      if isSure, let teacher { agreeing = (agreeing ?? 0) + (teacher[row] == labels[row] ? 1 : 0) }
      let known = truth.flatMap { $0[row] >= 0 ? $0[row] : nil }
      func count(in counts: inout Counts) {
        counts.all += 1
        guard isSure else { return }
        counts.sure += 1
        if let known {
          counts.known += 1
          if known == labels[row] { counts.right += 1 }
        }
      }
      count(in: &total)
      if let known { count(in: &byClass[known]) }
      if let group = groups?[row] { count(in: &byGroup[group, default: Counts()]) }
    }
  }

  /// The figures so far.
  var report: VerdictReport {
    func share(_ part: Int, of all: Int) -> Double { all == 0 ? 0 : Double(part) / Double(all) }
    let hasTruth = byClass.contains { $0.all > 0 }
    let groups = byGroup.values.filter { $0.known > 0 }
    var report = VerdictReport(sure: byVerdict[0], doubtful: byVerdict[1], foreign: byVerdict[2])
    report.agreement = agreeing.map { share($0, of: byVerdict[0]) }
    if hasTruth {
      report.accuracy = total.known == 0 ? nil : share(total.right, of: total.known)
      report.coverageByClass = byClass.map { share($0.sure, of: $0.all) }
      report.sensitivity = byClass.map { share($0.right, of: $0.known) }
    }
    if !byGroup.isEmpty {
      report.leastCoverage = byGroup.values.map { share($0.sure, of: $0.all) }.min()
      if hasTruth, !groups.isEmpty {
        let interval = WilsonInterval(
          successesByGroup: groups.map(\.right), trialsByGroup: groups.map(\.known))
        report.accuracyInterval = [interval.lower, interval.upper]
      }
    }
    return report
  }
}
