/// What a student with limits says of its own answer (Docs/Format.md, Limits).
public enum AnswerVerdict: UInt8, Equatable, Sendable {
  /// Every answer of a student without limits, and one within all of them.
  case sure
  /// The margin is small.
  case doubtful
  /// The input is unlike what the student has seen.
  case foreign
}
