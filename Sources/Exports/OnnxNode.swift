/// One operation of a graph.
package struct OnnxNode: Sendable, Equatable {
  /// A setting of an operation.
  package enum Attribute: Sendable, Equatable {
    /// An integer.
    case integer(String, Int)
  }

  /// The name of the operation in ONNX, such as `MatMul`.
  package let operation: String
  /// The names of the arrays that it reads.
  package let inputs: [String]
  /// The names of the arrays that it makes.
  package let outputs: [String]
  /// Its settings.
  package let attributes: [Attribute]

  /// The fields of a `NodeProto`.
  func write(to message: inout ProtobufWriter) {
    for input in inputs { message.append(1, input) }
    for output in outputs { message.append(2, output) }
    message.append(3, outputs.first ?? operation)
    message.append(4, operation)
    for attribute in attributes { message.append(5) { attribute.write(to: &$0) } }
  }
}

extension OnnxNode.Attribute {
  /// The fields of an `AttributeProto`.
  fileprivate func write(to message: inout ProtobufWriter) {
    switch self {
    case .integer(let name, let value):
      message.append(1, name)
      message.append(3, value)
      message.append(20, 2)
    }
  }
}
