/// The front-end of a student on signals, and how it was chosen.
public struct FrontEndRecord: Sendable, Equatable, Codable {
  /// A program that was tried.
  public struct Trial: Sendable, Equatable, Codable {
    /// The name of the program.
    public var name: String
    /// Features of a window.
    public var features: Int
    /// What a window costs, in element steps (Docs/Format.md, Program).
    public var steps: Int
    /// The divergence of a student of one region from the teacher, mean over folds; the squared
    /// error where outputs are no logits.
    public var loss: Double
    /// The standard error of that mean; nil for a single fold.
    public var standardError: Double?
    /// The share of rows with the teacher's label, of the same student.
    public var agreement: Double?
    /// Of the student that the rule chose on these features; nil where no structures were tried.
    public var chosen: Structures?

    /// A student on the features of one program.
    public struct Structures: Sendable, Equatable, Codable {
      /// Its structure, in words.
      public var title: String
      /// Bytes with the program.
      public var bytes: Int
      /// Its score, mean over folds.
      public var score: Double

      /// A student with its size and score.
      public init(title: String, bytes: Int, score: Double) {
        self.title = title
        self.bytes = bytes
        self.score = score
      }
    }

    /// A program with the figures of its student of one region.
    public init(
      name: String, features: Int, steps: Int, loss: Double, standardError: Double?,
      agreement: Double?, chosen: Structures? = nil
    ) {
      self.name = name
      self.features = features
      self.steps = steps
      self.loss = loss
      self.standardError = standardError
      self.agreement = agreement
      self.chosen = chosen
    }

    // The keys of files that exist.
    private enum CodingKeys: String, CodingKey {
      case standardError = "standard_error"
      case name, features, steps, loss, agreement, chosen
    }
  }

  /// The name of the program.
  public var name: String
  /// Its stages, a line of JSON each, as a program file has them.
  public var stages: [String]
  /// What was tried, in the order of the library; empty where the program was named.
  public var trials: [Trial]

  /// A front-end.
  public init(name: String, stages: [String], trials: [Trial] = []) {
    self.name = name
    self.stages = stages
    self.trials = trials
  }
}
