public import Disturbances
public import Evaluation

/// How a student answers disturbed rows: the result of `robustness`, printed and exported as JSON.
public struct RobustnessRecord: Sendable, Equatable, Codable {
  /// Shares of rows, with 95 % intervals over groups, or over rows without groups.
  public struct Figures: Sendable, Equatable, Codable {
    /// The share of rows with the true label; nil where no label is known.
    public var accuracy: ShareEstimate?
    /// The mean over classes of F1; nil likewise.
    public var macroF1: ShareEstimate?
    /// The share of rows that are given what the teacher says of the undisturbed row; nil without a
    /// teacher.
    public var agreement: ShareEstimate?
    /// The share of rows that are given what the student says of the undisturbed row.
    public var unchanged: ShareEstimate
    /// The accuracy of the worst group, or without labels its agreement; nil without groups.
    public var leastGroup: Double?
    /// The accuracy of another student on the same rows, or without labels its agreement; nil for none.
    public var beside: ShareEstimate?
    /// The accuracy of the teacher on the same rows; nil where it did not see them, or without labels.
    public var teacherAccuracy: ShareEstimate?
    /// The share of rows that are given what the teacher says of the same rows; nil where it did not see
    /// them.
    public var teacherAgreement: ShareEstimate?

    /// Counts answers.
    ///
    /// - Parameters:
    ///   - answers: N labels that were given.
    ///   - clean: N labels that the student gives to undisturbed rows.
    ///   - truth: N true labels, -1 where one is not known; nil for none.
    ///   - teacher: N labels of the teacher; nil for none.
    ///   - groups: N groups; nil for rows that stand for themselves.
    ///   - classCount: C.
    /// - Returns: nil without rows.
    package init?(
      answers: [Int], clean: [Int], truth: [Int]?, teacher: [Int]?, groups: [Int]?, classCount: Int
    ) {
      func figures(_ other: [Int]?) -> OperatingFigures? {
        other.flatMap {
          OperatingFigures(
            truth: $0, answers: answers, groups: groups, classCount: classCount, positive: nil)
        }
      }
      guard let unchanged = figures(clean) else { return nil }
      self.unchanged = unchanged.accuracy
      let judged = figures(truth)
      accuracy = judged?.accuracy
      macroF1 = judged?.macroF1
      agreement = figures(teacher)?.accuracy
      leastGroup = groups.flatMap { groups in
        (truth ?? teacher).flatMap { Self.least(of: answers, $0, groups: groups) }
      }
    }

    /// Adds what a teacher answers to the same rows.
    package mutating func addTeacher(
      _ teacher: [Int], answers: [Int], truth: [Int]?, groups: [Int]?, classCount: Int
    ) {
      func share(_ truth: [Int], _ answers: [Int]) -> ShareEstimate? {
        OperatingFigures(
          truth: truth, answers: answers, groups: groups, classCount: classCount, positive: nil
        )?.accuracy
      }
      teacherAccuracy = truth.flatMap { share($0, teacher) }
      teacherAgreement = share(teacher, answers)
    }

    private static func least(of answers: [Int], _ truth: [Int], groups: [Int]) -> Double? {
      var counts: [Int: (hits: Int, rows: Int)] = [:]
      for row in answers.indices where truth[row] >= 0 {
        let hit = answers[row] == truth[row] ? 1 : 0
        counts[groups[row], default: (0, 0)].hits += hit
        counts[groups[row], default: (0, 0)].rows += 1
      }
      return counts.values.map { Double($0.hits) / Double($0.rows) }.min()
    }
  }

  /// A disturbance and what the student makes of it.
  public struct Row: Sendable, Equatable, Codable {
    /// What happened to each row.
    public var kind: Disturbance.Kind
    /// How much, in the unit of the kind.
    public var strength: Double
    /// The figures on the disturbed rows.
    public var figures: Figures
  }

  /// SHA-256 of the packed student, in hexadecimal.
  public var student: String
  /// The dump.
  public var dump: String
  /// N.
  public var rows: Int
  /// Groups that intervals are over; nil without groups.
  public var groups: Int?
  /// The samples of a window.
  public var windowLength: Int
  /// Windows of one row.
  public var channels: Int
  /// In Hz; nil where it was not given.
  public var samplingRate: Double?
  /// Whether windows are standardised after they are disturbed, as those of the dump are.
  public var standardizes: Bool
  /// Fixes every draw.
  public var seed: UInt64
  /// SHA-256 of the student beside the first, in hexadecimal; nil for none.
  public var beside: String?
  /// The dump of a teacher that saw the disturbed rows; nil for none.
  public var teacher: String?
  /// The figures on the rows as they are.
  public var clean: Figures
  /// Kinds in their order, each from weak to strong.
  public var disturbances: [Row]
}

extension RobustnessRecord {
  /// A record of answers that were counted.
  package init(
    student: String, dump: String, groups: [Int]?, rows: Int,
    windows: (length: Int, channels: Int), samplingRate: Double?, standardizes: Bool, seed: UInt64,
    clean: Figures, disturbances: [(Disturbance, Figures)]
  ) {
    self.student = student
    self.dump = dump
    self.rows = rows
    self.groups = groups.map { Set($0).count }
    windowLength = windows.length
    channels = windows.channels
    self.samplingRate = samplingRate
    self.standardizes = standardizes
    self.seed = seed
    self.clean = clean
    self.disturbances = disturbances.map {
      Row(kind: $0.0.kind, strength: $0.0.strength, figures: $0.1)
    }
  }
}
