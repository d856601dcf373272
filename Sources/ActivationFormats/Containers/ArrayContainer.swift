import Rows

/// The kind of a container's entry.
enum ArrayContent: Sendable {
  case numbers(NumericArray)
  case text([String], shape: [Int], type: String)
  /// Something that is listed but cannot be used, for the reason `refusal`.
  case other(shape: [Int], type: String, refusal: ActivationFormatsError)
}

extension ArrayContent {
  /// The numeric array; anything else is refused.
  func numbers(file: String, array: String) throws(ActivationFormatsError) -> NumericArray {
    switch self {
    case .numbers(let numbers): return numbers
    case .text(_, _, let type):
      throw .unsupportedElementType(file: file, array: array, type: type)
    case .other(_, _, let refusal): throw refusal
    }
  }
}

/// A file or directory that holds named arrays. Opening one checks its structure; arrays are
/// read on demand.
protocol ArrayContainer: Sendable {
  /// The path that was opened.
  var path: String { get }
  /// The names of the arrays, in the container's order, without repetitions.
  var arrayNames: [String] { get }
  /// Class names that are stored outside any array.
  var classNames: [String]? { get }
  /// Names of inputs that are stored outside any array.
  var featureNames: [String]? { get }
  /// Whether the container is one array whose name is that of its file.
  var isSingleArray: Bool { get }
  /// Whether arrays have to be inflated or parsed before they can be read.
  var isEncoded: Bool { get }

  /// The array of that name; nil when there is none.
  func content(of name: String) throws(ActivationFormatsError) -> ArrayContent?
  /// A summary of every array, in the container's order.
  func summaries(parallelism: Parallelism) throws(ActivationFormatsError) -> [ArraySummary]
  /// What the container took for granted.
  func notes() throws(ActivationFormatsError) -> [DumpNote]
  /// The SHA-256 of all bytes, as lowercase hexadecimal digits.
  func digest() throws(ActivationFormatsError) -> String
}

extension ArrayContainer {
  var classNames: [String]? { nil }
  var featureNames: [String]? { nil }
  var isSingleArray: Bool { false }
  var isEncoded: Bool { false }

  func notes() throws(ActivationFormatsError) -> [DumpNote] { [] }

  /// The numeric array of that name; nil when there is none.
  func numbers(_ name: String) throws(ActivationFormatsError) -> NumericArray? {
    try content(of: name)?.numbers(file: path, array: name)
  }
}
