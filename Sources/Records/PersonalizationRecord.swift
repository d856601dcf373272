/// How a student learns from a few labels of each patient, as a device does: the result of `personalize`,
/// printed and exported as JSON.
public struct PersonalizationRecord: Sendable, Equatable, Codable {
  /// Which rows a person is asked for.
  public enum Asking: String, Sendable, Equatable, Codable, CaseIterable {
    /// Those of smallest margins.
    case margin
    /// Those that a seed draws.
    case random
  }

  /// Shares of the rows that nobody was asked for.
  public struct Figures: Sendable, Equatable, Codable {
    /// The share of rows with the true label.
    public var accuracy: Double
    /// The mean of F1 over the classes that have rows.
    public var macroF1: Double
    /// For each class, the share of its rows that are given it; nil for one without rows.
    public var sensitivity: [Double?]
  }

  /// A patient.
  public struct Group: Sendable, Equatable, Codable {
    /// The group of the dump.
    public var group: Int
    /// Rows that the figures are of: those with a label, but for those that were asked.
    public var rows: Int
    /// Labels that were learnt.
    public var asked: Int
    /// Those of them that were wrong.
    public var wrong: Int
    /// Whether what was learnt is used.
    public var isUsed: Bool
    /// The student as it is.
    public var before: Figures
    /// After learning.
    public var after: Figures

    /// A patient of these figures.
    package init(
      group: Int, rows: Int, asked: Int, wrong: Int, isUsed: Bool, before: Figures, after: Figures
    ) {
      (self.group, self.rows, self.asked, self.wrong) = (group, rows, asked, wrong)
      (self.isUsed, self.before, self.after) = (isUsed, before, after)
    }
  }

  /// Means over the groups; of a class, over those that have rows of it.
  public struct Mean: Sendable, Equatable, Codable {
    /// The student as it is.
    public var before: Figures
    /// After learning.
    public var after: Figures
  }

  /// SHA-256 of the packed student, in hexadecimal.
  public var student: String
  /// The dump.
  public var dump: String
  /// Labels of each group, at most.
  public var labels: Int
  /// Which rows a person is asked for.
  public var ask: Asking
  /// The share of labels that are wrong, 0 ... 1.
  public var wrong: Double
  /// Fixes every draw.
  public var seed: UInt64
  /// Bytes that a device saves.
  public var deltaBytes: Int
  /// Means over the groups.
  public var mean: Mean
  /// By ascending group.
  public var groups: [Group]

  /// A record of groups, at least one.
  package init(
    student: String, dump: String, labels: Int, ask: Asking, wrong: Double, seed: UInt64,
    deltaBytes: Int, groups: [Group]
  ) {
    precondition(!groups.isEmpty, "a dump has rows")
    self.student = student
    self.dump = dump
    self.labels = labels
    self.ask = ask
    self.wrong = wrong
    self.seed = seed
    self.deltaBytes = deltaBytes
    self.groups = groups
    mean = Mean(
      before: Figures(meanOf: groups.map(\.before)), after: Figures(meanOf: groups.map(\.after)))
  }

  /// Groups whose accuracy fell.
  public var worseCount: Int { groups.count { $0.after.accuracy < $0.before.accuracy } }
  /// Groups whose accuracy rose.
  public var betterCount: Int { groups.count { $0.after.accuracy > $0.before.accuracy } }
  /// The least change of a group's accuracy.
  public var leastChange: Double {
    groups.map { $0.after.accuracy - $0.before.accuracy }.min() ?? 0
  }
}

extension PersonalizationRecord.Figures {
  /// The figures of `answers` to rows of known labels.
  ///
  /// - Parameters:
  ///   - answers: N labels, 0 ..< C.
  ///   - truth: N labels, 0 ..< C; N is at least 1.
  ///   - classCount: C.
  package init(answers: [Int], truth: [Int], classCount: Int) {
    var hits = [Int](repeating: 0, count: classCount)
    var (support, given) = (hits, hits)
    for (answer, label) in zip(answers, truth) {
      support[label] += 1
      given[answer] += 1
      if answer == label { hits[label] += 1 }
    }
    let seen = (0..<classCount).filter { support[$0] > 0 }
    let scores = seen.map { 2 * Double(hits[$0]) / Double(support[$0] + given[$0]) }
    accuracy = Double(hits.reduce(0, +)) / Double(truth.count)
    macroF1 = scores.reduce(0, +) / Double(seen.count)
    sensitivity = (0..<classCount).map {
      support[$0] > 0 ? Double(hits[$0]) / Double(support[$0]) : nil
    }
  }

  fileprivate init(meanOf figures: [Self]) {
    func mean(_ values: [Double]) -> Double { values.reduce(0, +) / Double(values.count) }
    accuracy = mean(figures.map(\.accuracy))
    macroF1 = mean(figures.map(\.macroF1))
    sensitivity = figures[0].sensitivity.indices.map { label in
      let known = figures.compactMap { $0.sensitivity[label] }
      return known.isEmpty ? nil : mean(known)
    }
  }
}
