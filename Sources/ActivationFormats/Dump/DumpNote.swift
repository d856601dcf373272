/// What a reader took for granted where a dump leaves room: one line for a person each.
public enum DumpNote: Sendable, Equatable {
  /// One output stands for two classes; the second one is where it is above 0.
  case singleOutput(array: String)
  /// Outputs are not logits, and became them.
  case converted(array: String, form: OutputForm)
  /// Outputs are not of the form of the training dump's.
  case otherForm(array: String, form: OutputForm, expected: OutputForm)
  /// All rows have one answer: `label`.
  case oneAnswer(array: String, label: Int)
  /// The outputs are numbers, and not classes.
  case targets(array: String)
  /// An array that says nothing about a regression.
  case unused(array: String)
  /// `count` rows have no label, because theirs is one of `values`.
  case unlabelled(array: String, count: Int, values: [String])
  /// `low` is class 0, and `high` is class 1.
  case pairOfLabels(array: String, low: Int, high: Int)
  /// An array with the name of labels, which is not read; there are none.
  case unreadLabels(array: String)
  /// White space at the ends of words does not count.
  case trimmedLabels(array: String)
  /// The label of a row is the column of its only 1.
  case oneHotLabels(array: String)
  /// Labels are names of classes.
  case labelsByName(array: String, names: [String])
  /// Labels are words, as many as classes: sorted, they are the classes.
  case sortedLabels(array: String, names: [String])
  /// Groups are words; sorted, their places are their numbers.
  case numberedGroups(array: String, count: Int)
  /// A table, or an array of one, that is written in another way than with commas and points.
  case dialect(array: String, dialect: String)
}

extension DumpNote: CustomStringConvertible {
  public var description: String {
    switch self {
    case .singleOutput(let array):
      "'\(array)' has one output: class 1 where it is above 0, otherwise class 0; where it is a "
        + "number and no class, give --task regression"
    case .converted(let array, .probabilities):
      "'\(array)' are probabilities: their logarithms are the logits "
        + "(--logits-are logits takes them as they are)"
    case .converted(let array, _):
      "'\(array)' are logarithms of probabilities, with a least one in place of 0"
    case .otherForm(let array, let form, let expected):
      "'\(array)' are \(form.rawValue), and those of the training dump \(expected.rawValue)"
    case .oneAnswer(let array, let label):
      "'\(array)' answers class \(label) for every row: if its outputs are numbers and no classes, "
        + "give --task regression"
    case .targets(let array):
      "'\(array)' are the targets of a regression"
    case .unused(let array):
      "'\(array)' is not used: outputs are compared with the teacher's"
    case .unlabelled(let array, let count, let values):
      "\(count) rows have no label: \(array) is \(values.joined(separator: " or ")) there"
    case .pairOfLabels(let array, let low, let high):
      "\(array) holds \(low) and \(high): class 0 and class 1"
    case .unreadLabels(let array):
      "'\(array)' is not read: where it holds the true classes, give --array "
        + Conversion.word("\(DumpArrayName.labels.rawValue)=\(array)")
    case .trimmedLabels(let array): "the words of \(array) are read without blanks at their ends"
    case .oneHotLabels(let array): "\(array) holds one-hot rows: the class is the column of the 1"
    case .labelsByName(let array, let names):
      "the words of \(array) are the names of the classes: \(Self.list(names))"
    case .sortedLabels(let array, let names):
      "the words of \(array), sorted, are the classes: \(Self.list(names))"
    case .numberedGroups(let array, let count):
      "the words of \(array) are numbered in their order, 0 to \(count - 1)"
    case .dialect(let array, let dialect):
      (array.isEmpty ? "the table" : array) + " is read with \(dialect)"
    }
  }

  /// The first eight names, each with its number.
  private static func list(_ names: [String]) -> String {
    let shown = names.prefix(8).enumerated().map { "\($0.offset) = \($0.element)" }
    return shown.joined(separator: ", ") + (names.count > 8 ? ", …" : "")
  }
}
