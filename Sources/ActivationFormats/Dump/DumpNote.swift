/// What a reader took for granted where a dump leaves room: one line for a person each.
public enum DumpNote: Sendable, Equatable {
  /// One output stands for two classes; the second one is where it is above 0.
  case singleOutput(array: String)
  /// Outputs are not logits, and became them.
  case converted(array: String, form: OutputForm)
  /// All rows have one answer: `label`.
  case oneAnswer(array: String, label: Int)
  /// The outputs are numbers, and not classes.
  case targets(array: String)
  /// An array that says nothing about a regression.
  case unused(array: String)
}

extension DumpNote: CustomStringConvertible {
  public var description: String {
    switch self {
    case .singleOutput(let array):
      "'\(array)' has one output: class 1 where it is above 0, otherwise class 0"
    case .converted(let array, .probabilities):
      "'\(array)' are probabilities: their logarithms are the logits "
        + "(--logits-are logits takes them as they are)"
    case .converted(let array, _):
      "'\(array)' are logarithms of probabilities, with a least one in place of 0"
    case .oneAnswer(let array, let label):
      "'\(array)' answers class \(label) for every row: if its outputs are numbers and no classes, "
        + "give --task regression"
    case .targets(let array):
      "'\(array)' are the targets of a regression"
    case .unused(let array):
      "'\(array)' is not used: outputs are compared with the teacher's"
    }
  }
}
