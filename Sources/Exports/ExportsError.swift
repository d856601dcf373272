/// Why a student is not written for another runtime.
public enum ExportsError: Error, Equatable, Sendable, CustomStringConvertible {
  /// A stage of the program that ONNX has no operators for.
  case stage(name: String, index: Int)
  /// A window of a type that the student does not take.
  case window(WindowElementType, accepted: [WindowElementType])
  /// Limits of energy whose sums do not fit into 61 bits.
  case limits

  public var description: String {
    switch self {
    case .stage(let name, let index):
      """
      Stage \(index) of the student's program is '\(name)', which is not written as ONNX operators. Use the \
      C runtime ('tessera generate'), or make a student without it.
      """
    case .window(let type, let accepted):
      """
      The student does not take windows of \(type.rawValue). Use --window \
      \(accepted.map(\.rawValue).joined(separator: " or ")).
      """
    case .limits:
      """
      The student's limits of energy have sums of more than 61 bits, which the graph's integers do not hold. Use \
      --without-verdict.
      """
    }
  }
}

/// The type of the numbers of a window.
public enum WindowElementType: String, Sendable, CaseIterable {
  /// In the units of the training dump.
  case float32
  /// A converter's counts.
  case int16
  /// Integers for a student with scales for them.
  case int32

  /// The type of a graph's input.
  var element: OnnxTensor.ElementType {
    switch self {
    case .float32: .float32
    case .int16: .int16
    case .int32: .int32
    }
  }
}
