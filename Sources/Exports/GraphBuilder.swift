/// An array that a node makes or that is known: what other nodes read.
package struct GraphValue: Sendable, Equatable {
  /// Its name in the graph.
  package let name: String
}

/// Operations of a graph, one after another, and the arrays that they read.
///
/// An array without another word is int64. Rows come first: N × width.
package struct GraphBuilder: Sendable {
  /// The operations, in an order in which they can run.
  package private(set) var nodes: [OnnxNode] = []
  /// The arrays that are known.
  package private(set) var tensors: [OnnxTensor] = []
  private var names: [OnnxTensor.Content: String] = [:]

  /// An empty graph.
  package init() {}

  /// Appends an operation with one result.
  ///
  /// - Parameters:
  ///   - operation: its name in ONNX.
  ///   - inputs: what it reads.
  ///   - attributes: its settings.
  ///   - name: of the result; nil for one that is made up.
  /// - Returns: the result.
  @discardableResult
  package mutating func node(
    _ operation: String, _ inputs: [GraphValue], _ attributes: [OnnxNode.Attribute] = [],
    name: String? = nil
  ) -> GraphValue {
    let result = GraphValue(name: name ?? "\(operation)_\(nodes.count)")
    nodes.append(
      OnnxNode(
        operation: operation, inputs: inputs.map(\.name), outputs: [result.name],
        attributes: attributes))
    return result
  }

  /// The largest or smallest numbers of each row, in their order.
  ///
  /// - Parameters:
  ///   - value: N × width.
  ///   - count: how many, up to the width.
  ///   - isLargest: whether the largest; otherwise the smallest.
  /// - Returns: N × count, int64.
  package mutating func extremes(
    _ value: GraphValue, count: Int, isLargest: Bool
  ) -> GraphValue {
    let result = GraphValue(name: "TopK_\(nodes.count)")
    let counts = constant([Int64(count)], shape: [1])
    nodes.append(
      OnnxNode(
        operation: "TopK", inputs: [value.name, counts.name],
        outputs: [result.name, "\(result.name)_places"],
        attributes: [
          .integer("axis", 1), .integer("largest", isLargest ? 1 : 0), .integer("sorted", 1),
        ]))
    return result
  }

  /// An array that is known; equal ones are written once.
  ///
  /// - Parameter content: what it holds.
  /// - Complexity: O(bytes).
  package mutating func constant(_ content: OnnxTensor.Content) -> GraphValue {
    if let name = names[content] { return GraphValue(name: name) }
    let name = "constant_\(tensors.count)"
    names[content] = name
    tensors.append(OnnxTensor(name: name, content: content))
    return GraphValue(name: name)
  }

  /// Known integers; a scalar without a shape.
  package mutating func constant(_ values: [Int64], shape: [Int]? = nil) -> GraphValue {
    constant(OnnxTensor.Content(values, shape: shape ?? [values.count]))
  }

  /// A known integer.
  package mutating func scalar(_ value: Int64) -> GraphValue { constant([value], shape: []) }
}

// MARK: - Outputs

extension GraphBuilder {
  /// A value as an output of the graph.
  ///
  /// - Parameters:
  ///   - name: of the output.
  ///   - value: N, or N × width.
  ///   - type: that it is converted to; nil where it is int64.
  ///   - width: numbers of a row; nil where a row is one number.
  mutating func port(
    _ name: String, _ value: GraphValue, as type: OnnxTensor.ElementType? = nil,
    width: Int? = nil
  ) -> OnnxModel.Port {
    if let type {
      node("Cast", [value], [.integer("to", type.rawValue)], name: name)
    } else {
      node("Identity", [value], name: name)
    }
    return OnnxModel.Port(name: name, type: type ?? .int64, width: width)
  }
}

// MARK: - Operations on integers

// On int64, `Max`, `Min`, `Clip` and `ReduceMax` of onnxruntime 1.31 give wrong numbers where magnitudes reach
// 2³¹. Its `ReduceSum` is wrong beyond 2⁵³. So the first four are not used, and sums stay below that. `Greater`,
// `Where`, `TopK` and `MatMul` were right for all numbers that were tried.
extension GraphBuilder {
  mutating func add(_ a: GraphValue, _ b: GraphValue) -> GraphValue { node("Add", [a, b]) }

  mutating func subtract(_ a: GraphValue, _ b: GraphValue) -> GraphValue { node("Sub", [a, b]) }

  mutating func multiply(_ a: GraphValue, _ b: GraphValue) -> GraphValue { node("Mul", [a, b]) }

  /// A quotient that drops the fraction towards zero.
  mutating func divide(_ a: GraphValue, _ b: GraphValue) -> GraphValue { node("Div", [a, b]) }

  mutating func cast(_ value: GraphValue, to type: OnnxTensor.ElementType) -> GraphValue {
    node("Cast", [value], [.integer("to", type.rawValue)])
  }

  /// Whether a is above b: 1 or 0, int64.
  mutating func isAbove(_ a: GraphValue, _ b: GraphValue) -> GraphValue {
    cast(node("Greater", [a, b]), to: .int64)
  }

  /// A value limited to a range.
  mutating func limit(_ value: GraphValue, _ range: ClosedRange<Int64>) -> GraphValue {
    smaller(larger(value, scalar(range.lowerBound)), scalar(range.upperBound))
  }

  /// The larger of two.
  mutating func larger(_ a: GraphValue, _ b: GraphValue) -> GraphValue {
    node("Where", [node("Greater", [a, b]), a, b])
  }

  /// The smaller of two.
  mutating func smaller(_ a: GraphValue, _ b: GraphValue) -> GraphValue {
    node("Where", [node("Greater", [a, b]), b, a])
  }

  /// Some columns of each row.
  ///
  /// - Parameters:
  ///   - value: N × width.
  ///   - columns: their places, in the order of the result.
  ///   - width: of the value.
  mutating func columns(_ value: GraphValue, _ columns: [Int], of width: Int) -> GraphValue {
    guard columns != Array(0..<width) else { return value }
    let places = constant(columns.map(Int64.init))
    return node("Gather", [value, places], [.integer("axis", 1)])
  }

  /// Columns from one place on, with steps.
  mutating func slice(
    _ value: GraphValue, from start: Int, to end: Int, step: Int = 1
  ) -> GraphValue {
    let (starts, ends) = (constant([Int64(start)]), constant([Int64(end)]))
    let (axes, steps) = (constant([1]), constant([Int64(step)]))
    return node("Slice", [value, starts, ends, axes, steps])
  }

  /// Columns of several values beside one another.
  mutating func concatenate(_ values: [GraphValue]) -> GraphValue {
    values.count == 1 ? values[0] : node("Concat", values, [.integer("axis", 1)])
  }

  /// The same numbers of each row in another shape; 0 keeps a dimension.
  mutating func reshape(_ value: GraphValue, _ shape: [Int]) -> GraphValue {
    let shape = constant(shape.map(Int64.init))
    return node("Reshape", [value, shape])
  }

  /// Sums along a dimension, which stays with length 1 where it is kept; magnitudes below 2⁵³.
  mutating func sum(_ value: GraphValue, axis: Int = 1, keeps: Bool = true) -> GraphValue {
    let axes = constant([Int64(axis)])
    return node("ReduceSum", [value, axes], [.integer("keepdims", keeps ? 1 : 0)])
  }

  /// The place of the largest number of each row, the lowest among equals: N values.
  mutating func placeOfLargest(_ value: GraphValue) -> GraphValue {
    node("ArgMax", [cast(value, to: .int32)], [.integer("axis", 1), .integer("keepdims", 0)])
  }
}
