internal import HostRuntime
internal import PackedFormat

/// How a window becomes the quantised inputs of a student.
struct InputGraph {
  let student: QuantizedStudent
  let type: WindowElementType
  private var header: PackedHeader { student.header }
  private var largest: Int64 { Int64(header.largestFeature) }
  /// The bits of a quantum that a float is rounded from.
  private var fractionBits: Int { header.featureBits == 16 ? 8 : 16 }

  init(_ student: QuantizedStudent, _ type: WindowElementType) {
    self.student = student
    self.type = type
  }

  /// The types of windows that a student takes, the usual one first.
  static func types(of header: PackedHeader) -> [WindowElementType] {
    (header.acceptsFloats ? [.float32] : []) + (header.acceptsIntegers ? [.int32] : [])
      + (header.acceptsCounts ? [.int16] : [])
  }

  /// The quantised inputs.
  ///
  /// - Parameters:
  ///   - window: N × w, of the type.
  ///   - graph: gets the operations.
  /// - Returns: N × n, magnitudes up to T.
  /// - Throws: `ExportsError.stage`.
  func quanta(
    of window: GraphValue, in graph: inout GraphBuilder
  ) throws(ExportsError) -> GraphValue {
    let kept = student.keptInputs ?? Array(0..<header.featureCount)
    if student.program != nil {
      let features = try features(of: window, in: &graph)
      return scaled(
        graph.columns(features, kept, of: header.featureCount), student.scales?.integers ?? [],
        in: &graph)
    }
    let m = header.standardizedCount
    let (leading, rest) = (kept.filter { $0 < m }, kept.filter { $0 >= m })
    let integers = type == .float32 ? nil : graph.cast(window, to: .int64)
    var parts: [GraphValue] = []
    if !leading.isEmpty {
      let counts = integers ?? counts(of: window, in: &graph)
      let first = graph.columns(counts, Array(0..<m), of: header.windowCount)
      parts.append(
        graph.standardize(
          first, count: m, places: leading, gain: header.windowGain, largest: largest))
    }
    if !rest.isEmpty {
      let values = graph.columns(integers ?? window, rest, of: header.windowCount)
      parts.append(
        type == .float32 ? roundedFloats(values, in: &graph) : fromIntegers(values, in: &graph))
    }
    return graph.concatenate(parts)
  }

  /// The features that the program makes, N × F.
  func features(
    of window: GraphValue, in graph: inout GraphBuilder
  ) throws(ExportsError) -> GraphValue {
    guard let program = student.program else { return window }
    let counts =
      type == .float32
      ? graph.programCounts(window, program.countsPerUnit, length: header.samplesPerChannel)
      : graph.cast(window, to: .int64)
    return try graph.features(counts, program, header)
  }

  /// The counts of floats that are standardised.
  private func counts(of window: GraphValue, in graph: inout GraphBuilder) -> GraphValue {
    let factor = graph.constant(OnnxTensor.Content([header.countsPerUnit * 256], shape: []))
    let scaled = graph.multiply(window, factor)
    let limited = graph.limit(scaled, from: -8_388_352, to: 8_388_352)
    return graph.shiftDown(
      graph.add(graph.cast(limited, to: .int64), graph.scalar(128)), by: 8)
  }

  /// From floats: one subtraction where there are scales, one multiplication, then integers.
  private func roundedFloats(_ values: GraphValue, in graph: inout GraphBuilder) -> GraphValue {
    let unit = Float(1 << fractionBits)
    var scaled = values
    if let scales = student.scales?.floats {
      let count = scales.count
      scaled = graph.subtract(
        scaled, graph.constant(OnnxTensor.Content(scales.map(\.centre), shape: [count])))
      // An infinity times 0 would be no number.
      scaled = graph.limit(
        scaled, from: -Float.greatestFiniteMagnitude, to: Float.greatestFiniteMagnitude)
      let factors = scales.map { $0.multiplier * unit }
      scaled = graph.multiply(
        scaled, graph.constant(OnnxTensor.Content(factors, shape: [count])))
    } else {
      scaled = graph.multiply(
        scaled,
        graph.constant(OnnxTensor.Content([header.inputMultiplier * unit], shape: [])))
    }
    let top = Float(largest) * unit
    let limited = graph.cast(graph.limit(scaled, from: -top, to: top), to: .int64)
    let half = graph.scalar(1 << (fractionBits - 1))
    return graph.shiftDown(graph.add(limited, half), by: fractionBits)
  }

  private func fromIntegers(_ values: GraphValue, in graph: inout GraphBuilder) -> GraphValue {
    if let scales = student.scales?.integers { return scaled(values, scales, in: &graph) }
    let centred = graph.multiply(
      graph.subtract(values, graph.scalar(Int64(header.countZero))), graph.scalar(256))
    let product = graph.multiply(centred, graph.scalar(Int64(header.countMultiplier)))
    let shift = graph.roundedShift([Int(header.countShift)], shape: [])
    return graph.limit(graph.round(product, by: shift), -largest...largest)
  }

  /// Inputs by a scale each.
  private func scaled(
    _ values: GraphValue, _ scales: [IntegerScale], in graph: inout GraphBuilder
  ) -> GraphValue {
    let edge = Int64(Int32.max)
    let centres = graph.constant(scales.map { Int64($0.centre) })
    let moved = graph.limit(graph.subtract(values, centres), -edge...edge)
    let product = graph.multiply(moved, graph.constant(scales.map { Int64($0.multiplier) }))
    // A shift of 1 saturates whatever is not 0, as 2 does. A multiplier of 0 has no shift.
    let shift = graph.roundedShift(scales.map { max(Int($0.shift), 2) }, shape: [scales.count])
    return graph.limit(graph.round(product, by: shift), -largest...largest)
  }
}

extension GraphBuilder {
  /// Floats limited to a range.
  mutating func limit(
    _ value: GraphValue, from least: Float, to largest: Float
  ) -> GraphValue {
    let least = constant(OnnxTensor.Content([least], shape: []))
    let largest = constant(OnnxTensor.Content([largest], shape: []))
    return node("Clip", [value, least, largest])
  }
}
