public import HostRuntime
internal import PackedFormat

extension OnnxModel {
  /// A packed student as exact integer operators: the device's integers for every window without NaN.
  ///
  /// The input `window` is N × w. The outputs are `outputs` (N × C, float32, in real units), `quanta` (N × C,
  /// int32, the device's own integers), `label` (N, int64; not of plain values), `region` (N, int64), `margin`
  /// (N, int64), and `verdict` (N, int64: 0 sure, 1 doubtful, 2 foreign; of a student with limits).
  ///
  /// - Parameters:
  ///   - student: the student.
  ///   - type: of the numbers of a window; nil for the first that the student takes: float32, int32, int16.
  ///   - hasVerdict: whether limits are written; otherwise `verdict` is left out.
  ///   - notes: words about the student, as metadata.
  ///   - version: of the tool.
  /// - Throws: `ExportsError.window` for a type that the student does not take, `.stage` for a stage that ONNX
  ///   has no operators for, `.limits` for limits with sums of more than 61 bits.
  /// - Complexity: O(bytes of the student).
  public init(
    _ student: PackedStudent, window type: WindowElementType? = nil, hasVerdict: Bool = true,
    notes: [Note] = [], version: String
  ) throws(ExportsError) {
    let accepted = InputGraph.types(of: student.header)
    let type = type ?? accepted.first ?? .int16
    guard accepted.contains(type) else { throw .window(type, accepted: accepted) }
    var graph = GraphBuilder()
    let form = IntegerGraph(QuantizedStudent(student))
    let ports = try form.write(type, hasVerdict: hasVerdict, to: &graph)
    self.init(
      graph,
      inputs: [
        Port(name: "window", type: type.element, width: student.header.windowCount)
      ], outputs: ports, notes: notes, version: version)
  }
}

/// The inference of Docs/Format.md as operators.
struct IntegerGraph {
  let student: QuantizedStudent
  var header: PackedHeader { student.header }

  init(_ student: QuantizedStudent) { self.student = student }

  /// The vectors that an inference makes.
  struct Answer {
    let input: GraphValue
    let components: GraphValue
    /// N × k; nil for one region.
    let scores: GraphValue?
    /// N; nil for one region.
    let region: GraphValue?
    /// N × C.
    let outputs: GraphValue
  }

  /// Writes the operations from the window to the answer.
  ///
  /// - Returns: the outputs.
  func write(
    _ type: WindowElementType, hasVerdict: Bool, to graph: inout GraphBuilder
  ) throws(ExportsError) -> [OnnxModel.Port] {
    let window = GraphValue(name: "window")
    let input = try InputGraph(student, type).quanta(of: window, in: &graph)
    let answer = infer(input, in: &graph)
    let scale = graph.constant(OnnxTensor.Content([Double(header.outputScale)], shape: []))
    let real = graph.multiply(graph.cast(answer.outputs, to: .float64), scale)
    let width = header.outputCount
    var ports = [
      graph.port("outputs", real, as: .float32, width: width),
      graph.port("quanta", answer.outputs, as: .int32, width: width),
    ]
    if header.flags.contains(.logits) {
      ports.append(graph.port("label", label(answer.outputs, in: &graph)))
    }
    ports.append(
      graph.port("region", answer.region ?? zeros(like: answer.outputs, in: &graph)))
    let margin = self.margin(answer.outputs, in: &graph)
    ports.append(graph.port("margin", margin))
    if hasVerdict, let limits = student.limits {
      let verdict = try VerdictGraph(limits, student).verdict(
        of: answer, margin: margin, in: &graph)
      ports.append(graph.port("verdict", verdict))
    }
    return ports
  }

  /// Inputs become outputs.
  private func infer(_ input: GraphValue, in graph: inout GraphBuilder) -> Answer {
    let top = Int64(header.largestComponent)
    var z = input
    if let map = student.projection {
      z = graph.limit(graph.values(of: map, input), -top...top)
    }
    let scores = student.gate.map { self.scores(of: $0, z, in: &graph) }
    let region = scores.map { graph.placeOfLargest($0) }
    var outputs =
      region.map { graph.values(of: student.regionMaps, in: $0, z) }
      ?? graph.values(of: student.regionMaps[0], z)
    if let map = student.sharedMap {
      outputs = graph.add(outputs, graph.values(of: map, input))
    }
    if let head = student.head {
      let least: Int64 = header.flags.contains(.rectified) ? 0 : -127
      outputs = graph.values(of: head, graph.limit(outputs, least...127))
    }
    return Answer(
      input: input, components: z, scores: scores, region: region, outputs: outputs)
  }

  /// The scores of all regions, with the 0 of the first.
  private func scores(
    of gate: IntegerGate, _ z: GraphValue, in graph: inout GraphBuilder
  ) -> GraphValue {
    let width = gate.columnCount
    let weights = [Int8](repeating: 0, count: width) + gate.weights
    let products = graph.products(weights, rowCount: gate.rowCount + 1, width, z)
    return graph.add(products, graph.constant([0] + gate.biases.map(Int64.init)))
  }

  private func label(_ outputs: GraphValue, in graph: inout GraphBuilder) -> GraphValue {
    guard header.isBinary else { return graph.placeOfLargest(outputs) }
    return graph.reshape(graph.isAbove(outputs, graph.scalar(0)), [-1])
  }

  /// The largest output minus the largest of the others; of a binary output its magnitude.
  private func margin(_ outputs: GraphValue, in graph: inout GraphBuilder) -> GraphValue {
    guard header.outputCount > 1 else {
      return header.isBinary
        ? graph.reshape(graph.node("Abs", [outputs]), [-1]) : zeros(like: outputs, in: &graph)
    }
    let pair = graph.extremes(outputs, count: 2, isLargest: true)
    let first = graph.columns(pair, [0], of: 2)
    return graph.reshape(graph.subtract(first, graph.columns(pair, [1], of: 2)), [-1])
  }

  /// A 0 for each row.
  private func zeros(like outputs: GraphValue, in graph: inout GraphBuilder) -> GraphValue {
    let first = graph.columns(outputs, [0], of: header.outputCount)
    return graph.reshape(graph.multiply(first, graph.scalar(0)), [-1])
  }
}
