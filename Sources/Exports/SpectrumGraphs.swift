internal import SignalFrontEnd

/// A spectrum of Docs/Format.md: all pairs of segments of a channel at once.
struct SpectrumGraph {
  /// N, a power of two.
  let length: Int
  /// Samples from one segment to the next.
  let hop: Int
  /// Bins at which bands begin, and the end of the last.
  let edges: [Int]

  /// One feature for each band, N × 1 each.
  ///
  /// - Parameters:
  ///   - channel: N × m.
  ///   - count: m.
  ///   - graph: gets the operations.
  func features(
    of channel: GraphValue, _ count: Int, in graph: inout GraphBuilder
  ) -> [GraphValue] {
    let starts = Array(stride(from: 0, through: count - length, by: hop))
    let firsts = stride(from: 0, to: starts.count, by: 2).map { starts[$0] }
    let seconds = stride(from: 1, through: starts.count, by: 2).map {
      $0 < starts.count ? starts[$0] : nil
    }
    var real = faded(channel, count, firsts, in: &graph)
    var imaginary = faded(channel, count, seconds, in: &graph)
    var half = 1
    while half < length {
      (real, imaginary) = joined(real, imaginary, half, pairs: firsts.count, in: &graph)
      half *= 2
    }
    let energy = graph.add(
      graph.multiply(real, real), graph.multiply(imaginary, imaginary))
    let bins = graph.reshape(energy, [0, firsts.count, length])
    return zip(edges, edges.dropFirst()).map { first, end in
      let near = gather(bins, Array(first..<end), in: &graph)
      let far = gather(bins, (first..<end).map { length - $0 }, in: &graph)
      let powers = graph.shiftDown(graph.add(near, far), by: 1)
      return graph.logarithm(graph.sum(graph.sum(powers, axis: 2, keeps: false)))
    }
  }

  /// Segments times sin², in the order of reversed bits: N × all of them; zeros for one that is missing.
  private func faded(
    _ channel: GraphValue, _ count: Int, _ starts: [Int?], in graph: inout GraphBuilder
  ) -> GraphValue {
    let bits = length.trailingZeroBitCount
    let order = (0..<length).map { place in
      (0..<bits).reduce(0) { $0 | (place >> $1 & 1) << (bits - 1 - $1) }
    }
    let heights = order.map { index -> Int64 in
      let sine = Int64(Sine.sine((2 * index + 1) * (256 / length)))
      return (sine * sine) >> 14
    }
    let places = starts.flatMap { start in order.map { (start ?? 0) + $0 } }
    let factors = starts.flatMap { start in heights.map { start == nil ? 0 : $0 } }
    let products = graph.multiply(
      graph.columns(channel, places, of: count), graph.constant(factors))
    return graph.shiftDown(graph.add(products, graph.scalar(2_048)), by: 12)
  }

  /// Parts of `half` values, joined two by two.
  private func joined(
    _ real: GraphValue, _ imaginary: GraphValue, _ half: Int, pairs: Int,
    in graph: inout GraphBuilder
  ) -> (GraphValue, GraphValue) {
    let shape = [0, pairs * length / (2 * half), 2, half]
    let angles = (0..<half).map { $0 * (512 / half) }
    let cosines = graph.constant(angles.map { Int64(Sine.cosine($0)) })
    let sines = graph.constant(angles.map { Int64(Sine.sine($0)) })
    let (u, a) = parts(of: graph.reshape(real, shape), in: &graph)
    let (v, b) = parts(of: graph.reshape(imaginary, shape), in: &graph)
    let x = rounded(
      graph.add(graph.multiply(a, cosines), graph.multiply(b, sines)), in: &graph)
    let y = rounded(
      graph.subtract(graph.multiply(b, cosines), graph.multiply(a, sines)), in: &graph)
    return (
      sumsAndDifferences(u, x, pairs, in: &graph), sumsAndDifferences(v, y, pairs, in: &graph)
    )
  }

  /// The upper and the lower values of each part, whose third dimension stays with length 1.
  private func parts(
    of value: GraphValue, in graph: inout GraphBuilder
  ) -> (upper: GraphValue, lower: GraphValue) {
    (gather(value, [0], in: &graph), gather(value, [1], in: &graph))
  }

  private func rounded(_ product: GraphValue, in graph: inout GraphBuilder) -> GraphValue {
    graph.shiftDown(graph.add(product, graph.scalar(4_096)), by: 13)
  }

  private func sumsAndDifferences(
    _ upper: GraphValue, _ lower: GraphValue, _ pairs: Int, in graph: inout GraphBuilder
  ) -> GraphValue {
    let both = [graph.add(upper, lower), graph.subtract(upper, lower)]
    let stacked = graph.node("Concat", both, [.integer("axis", 2)])
    return graph.reshape(stacked, [0, pairs * length])
  }

  /// Some places of the third dimension.
  private func gather(
    _ value: GraphValue, _ places: [Int], in graph: inout GraphBuilder
  ) -> GraphValue {
    let places = graph.constant(places.map(Int64.init))
    return graph.node("Gather", [value, places], [.integer("axis", 2)])
  }
}
