/// A graph of ONNX operators as a file: `.onnx`, opset 17.
///
/// Rows are a dimension of any length. The first input is one array of windows, N × w.
public struct OnnxModel: Sendable, Equatable {
  /// The operators' version.
  public static let operatorSet = 17
  /// The version of the file format that goes with it.
  static let fileVersion = 8

  /// An array that goes into a graph or comes out of it.
  package struct Port: Sendable, Equatable {
    /// Its name.
    package let name: String
    /// The type of its elements.
    package let type: OnnxTensor.ElementType
    /// Numbers of a row; nil where a row is one number.
    package let width: Int?
  }

  /// A word about the student and what it says.
  public struct Note: Sendable, Equatable {
    /// The word.
    public let key: String
    /// What it says.
    public let value: String

    /// A note.
    ///
    /// - Parameters:
    ///   - key: the word.
    ///   - value: what it says.
    public init(_ key: String, _ value: String) {
      self.key = key
      self.value = value
    }
  }

  /// The bytes of the file.
  public let bytes: [UInt8]
  /// The names of the outputs, in their order.
  public let outputNames: [String]
  /// How many operations there are.
  public let nodeCount: Int

  /// The file of a graph.
  ///
  /// - Parameters:
  ///   - graph: its operations and arrays.
  ///   - inputs: what a caller hands over.
  ///   - outputs: what a caller gets.
  ///   - notes: words about the student, as metadata.
  ///   - version: of the tool.
  /// - Complexity: O(bytes).
  package init(
    _ graph: GraphBuilder, inputs: [Port], outputs: [Port], notes: [Note], version: String
  ) {
    var model = ProtobufWriter()
    model.append(1, Self.fileVersion)
    model.append(2, "tessera")
    model.append(3, version)
    model.append(7) { message in
      for node in graph.nodes { message.append(1) { node.write(to: &$0) } }
      message.append(2, "student")
      for tensor in graph.tensors { message.append(5) { tensor.write(to: &$0) } }
      for port in inputs { message.append(11) { port.write(to: &$0) } }
      for port in outputs { message.append(12) { port.write(to: &$0) } }
    }
    model.append(8) { message in
      message.append(1, "")
      message.append(2, Self.operatorSet)
    }
    for note in notes {
      model.append(14) { message in
        message.append(1, note.key)
        message.append(2, note.value)
      }
    }
    bytes = model.bytes
    outputNames = outputs.map(\.name)
    nodeCount = graph.nodes.count
  }
}

extension OnnxModel.Port {
  /// The fields of a `ValueInfoProto`.
  fileprivate func write(to message: inout ProtobufWriter) {
    message.append(1, name)
    message.append(2) { type in
      type.append(1) { tensor in
        tensor.append(1, self.type.rawValue)
        tensor.append(2) { shape in
          shape.append(1) { $0.append(2, "rows") }
          if let width { shape.append(1) { $0.append(1, width) } }
        }
      }
    }
  }
}
