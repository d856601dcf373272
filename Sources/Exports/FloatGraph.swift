internal import Clustering
public import HostRuntime
internal import PackedFormat
internal import Regression
internal import Rows
public import Student

extension OnnxModel {
  /// The float student of a packed one, in double precision.
  ///
  /// The input `window` is N × w, float32. The outputs are `outputs` (N × C, float32), `label` (N, int64; not of
  /// plain values) and `region` (N, int64). Where the packed student has a program, its features are made in
  /// integers, as on a device.
  ///
  /// - Parameters:
  ///   - model: the float student.
  ///   - student: the packed one, which says what of a window are inputs.
  ///   - notes: words about the student, as metadata.
  ///   - version: of the tool.
  /// - Precondition: `model` has the inputs and outputs of `student`.
  /// - Throws: `ExportsError.stage` for a stage that ONNX has no operators for.
  /// - Complexity: O(weights).
  public init(
    float model: PiecewiseLinearModel, of student: PackedStudent, notes: [Note] = [],
    version: String
  ) throws(ExportsError) {
    var graph = GraphBuilder()
    let form = QuantizedStudent(student)
    let kept = form.keptInputs ?? Array(0..<student.header.featureCount)
    let features = try InputGraph(form, .float32).features(
      of: GraphValue(name: "window"), in: &graph)
    let inputs = graph.cast(
      graph.columns(features, kept, of: student.header.featureCount), to: .float64)
    let answer = graph.answer(of: model, inputs)
    var ports = [
      graph.port("outputs", answer.outputs, as: .float32, width: model.outputCount)
    ]
    if student.header.flags.contains(.logits) {
      let label =
        student.header.isBinary
        ? graph.reshape(graph.isAbove(answer.outputs, graph.doubles([0], shape: [])), [-1])
        : graph.node(
          "ArgMax", [answer.outputs], [.integer("axis", 1), .integer("keepdims", 0)])
      ports.append(graph.port("label", label))
    }
    ports.append(graph.port("region", answer.region))
    self.init(
      graph,
      inputs: [Port(name: "window", type: .float32, width: student.header.windowCount)],
      outputs: ports, notes: notes, version: version)
  }
}

extension GraphBuilder {
  /// The outputs of a float student, N × C, and its regions, N.
  fileprivate mutating func answer(
    of model: PiecewiseLinearModel, _ inputs: GraphValue
  ) -> (outputs: GraphValue, region: GraphValue) {
    let z = model.projection.map { self.values(of: $0, inputs) } ?? inputs
    let region = self.region(of: model.partition, z)
    var values = self.values(of: model.maps, in: region, z)
    if let map = model.sharedMap { values = add(values, self.values(of: map, inputs)) }
    switch model.head {
    case .folded, .absent: break
    case .linear(let layer): values = self.values(of: layer, values)
    case .rectified(let layer): values = self.values(of: layer, node("Relu", [values]))
    }
    return (values, region)
  }

  /// Known numbers in double precision.
  fileprivate mutating func doubles(_ values: [Double], shape: [Int]) -> GraphValue {
    constant(OnnxTensor.Content(values, shape: shape))
  }

  /// B x + d, for N × n to N × t.
  fileprivate mutating func values(of map: AffineMap, _ inputs: GraphValue) -> GraphValue {
    let products = node("MatMul", [inputs, transposed([map.weights])])
    return add(products, doubles(map.offsets, shape: [map.outputCount]))
  }

  /// The map of the region of each vector.
  private mutating func values(
    of maps: [AffineMap], in region: GraphValue, _ vectors: GraphValue
  ) -> GraphValue {
    let (k, q) = (maps.count, maps[0].outputCount)
    let products = node("MatMul", [vectors, transposed(maps.map(\.weights))])
    let sums = add(products, doubles(maps.flatMap(\.offsets), shape: [k * q]))
    let places = reshape(region, [-1, 1])
    return node("GatherND", [reshape(sums, [0, k, q]), places], [.integer("batch_dims", 1)])
  }

  /// The region whose centroid is nearest, the lowest among equals: the smallest |c|² / 2 − c · z.
  private mutating func region(of partition: Partition, _ z: GraphValue) -> GraphValue {
    let centroids = partition.centroids
    let halves = (0..<centroids.rowCount).map { row in
      centroids[row: row].reduce(0) { $0 + $1 * $1 } / 2
    }
    let products = node("MatMul", [z, transposed([centroids])])
    let scores = subtract(doubles(halves, shape: [halves.count]), products)
    // The smallest by the largest of the negative: ArgMin knows fewer types.
    return node(
      "ArgMax", [node("Neg", [scores])], [.integer("axis", 1), .integer("keepdims", 0)])
  }

  /// Matrices of n columns beside one another, transposed: n × all rows.
  private mutating func transposed(_ matrices: [Matrix<Double>]) -> GraphValue {
    let width = matrices[0].columnCount
    var elements: [Double] = []
    for column in 0..<width {
      for matrix in matrices {
        for row in 0..<matrix.rowCount { elements.append(matrix[row, column]) }
      }
    }
    return doubles(elements, shape: [width, elements.count / width])
  }
}
