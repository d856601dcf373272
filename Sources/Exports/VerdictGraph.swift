internal import HostRuntime
internal import PackedFormat

/// The limits of Docs/Format.md as operators.
struct VerdictGraph {
  let limits: StudentLimits
  let student: QuantizedStudent

  init(_ limits: StudentLimits, _ student: QuantizedStudent) {
    self.limits = limits
    self.student = student
  }

  /// 0 sure, 1 doubtful, 2 foreign: N values.
  ///
  /// - Throws: `ExportsError.limits`.
  func verdict(
    of answer: IntegerGraph.Answer, margin: GraphValue, in graph: inout GraphBuilder
  ) throws(ExportsError) -> GraphValue {
    var signs: [GraphValue] = []
    if let distances = limits.distances {
      signs.append(isFar(distances, answer, in: &graph))
    }
    if limits.energy != nil || limits.leastDeviation != nil {
      let energy = graph.sum(graph.multiply(answer.input, answer.input))
      if let part = limits.energy {
        let inside = try energyInside(part, answer.components, in: &graph)
        let held = graph.smaller(energy, inside)
        let limit = graph.scalar(Int64(clamping: part.limit))
        signs.append(graph.isAbove(graph.subtract(energy, held), limit))
      }
      if let least = limits.leastDeviation {
        let count = Int64(student.header.inputCount)
        let needed = graph.scalar(Int64(least) * Int64(least) * count)
        signs.append(graph.isAbove(needed, graph.multiply(energy, graph.scalar(1 << 16))))
      }
    }
    let doubt =
      limits.leastMargin.map { graph.isAbove(graph.scalar(Int64($0)), margin) }
      ?? graph.multiply(margin, graph.scalar(0))
    guard var foreign = signs.first else { return doubt }
    for sign in signs.dropFirst() { foreign = graph.larger(foreign, sign) }
    let flat = graph.reshape(foreign, [-1])
    return graph.larger(graph.multiply(flat, graph.scalar(2)), doubt)
  }

  /// Whether z is too far from the centre of its region, N × 1.
  private func isFar(
    _ distances: StudentLimits.Distances, _ answer: IntegerGraph.Answer,
    in graph: inout GraphBuilder
  ) -> GraphValue {
    let centre = graph.constant(distances.centre.map(Int64.init))
    let moved = graph.subtract(answer.components, centre)
    let squares = graph.sum(graph.multiply(moved, moved))
    var distance = graph.shiftDown(squares, by: Int(distances.unit))
    guard let scores = answer.scores, let region = answer.region else {
      return graph.isAbove(distance, graph.scalar(Int64(distances.limits[0])))
    }
    let score = graph.extremes(scores, count: 1, isLargest: true)
    let product = graph.multiply(score, graph.scalar(Int64(distances.scoreMultiplier)))
    let shift = graph.roundedShift([Int(distances.scoreShift)], shape: [])
    distance = graph.subtract(distance, graph.round(product, by: shift))
    let limits = graph.constant(distances.limits.map(Int64.init))
    let limit = graph.reshape(graph.node("Gather", [limits, region]), [-1, 1])
    return graph.isAbove(distance, limit)
  }

  /// The energy that the components hold, N × 1.
  private func energyInside(
    _ energy: StudentLimits.Energy, _ components: GraphValue, in graph: inout GraphBuilder
  ) throws(ExportsError) -> GraphValue {
    guard let projection = student.projection else { throw .limits }
    let top = Int64(student.header.largestComponent)
    let zeros = projection.biases.indices.map { row in
      let product = Int64(projection.biases[row]) * Int64(projection.multipliers[row])
      let shift = Int64(projection.shifts[row])
      return min(max((product + 1 << (shift - 1)) >> shift, -top), top)
    }
    var most = 0.0
    for (zero, multiplier) in zip(zeros, energy.multipliers) {
      let distance = Double(top + abs(zero))
      most += distance * distance * Double(multiplier)
    }
    guard most < 0x1p61 else { throw .limits }
    let moved = graph.subtract(components, graph.constant(zeros))
    let multipliers = graph.constant(
      energy.multipliers.map(Int64.init), shape: [energy.multipliers.count, 1])
    let held = graph.node("MatMul", [graph.multiply(moved, moved), multipliers])
    return graph.shiftDown(held, by: Int(min(energy.shift, 61)))
  }
}
