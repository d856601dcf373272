/// What a reader took for granted where a dump leaves room: one line for a person each.
public enum DumpNote: Sendable, Equatable {
  /// One output stands for two classes; the second one is where it is above 0.
  case singleOutput(array: String)
}

extension DumpNote: CustomStringConvertible {
  public var description: String {
    switch self {
    case .singleOutput(let array):
      "\(array) has one output: class 1 where it is above 0, otherwise class 0"
    }
  }
}
