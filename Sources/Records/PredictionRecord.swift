/// The file that `predict` wrote.
public struct PredictionRecord: Sendable, Equatable, Codable {
  /// The part of the answers that is written.
  public enum Content: String, Sendable, CaseIterable, Codable {
    /// N × C float32: outputs in real units.
    case logits
    /// N int32: the index of the largest output.
    case labels
    /// N int32: the region.
    case regions
    /// N int32: 0 sure, 1 doubtful, 2 foreign; 0 of a student without limits.
    case verdicts
    /// N × 2 float32: the certified radii of each row, in the Euclidean norm and of the largest change;
    /// 0 where nothing is certified.
    case radii
  }

  /// SHA-256 of the packed student, in hexadecimal.
  public var student: String
  /// The file of the inputs.
  public var inputs: String
  /// The file of the answers.
  public var output: String
  /// `logits`, `labels`, `regions` or `verdicts`.
  public var content: Content
  /// N.
  public var rows: Int

  package init(student: String, inputs: String, output: String, content: Content, rows: Int) {
    self.student = student
    self.inputs = inputs
    self.output = output
    self.content = content
    self.rows = rows
  }
}
