/// Events of Docs/Format.md, without a loop: what comes before a sample is known from sums.
struct EventGraph {
  /// T: samples of a larger magnitude are above.
  let threshold: Int
  /// R: samples from the last one above to an event.
  let refractory: Int
  /// Intervals that are kept.
  private static let intervalCount = 48
  /// Beyond all places and intervals.
  private static let beyond: Int64 = 1 << 20

  /// The ten features, N × 1 each.
  ///
  /// - Parameters:
  ///   - channel: N × m.
  ///   - length: m.
  ///   - graph: gets the operations.
  func features(
    of channel: GraphValue, _ length: Int, in graph: inout GraphBuilder
  ) -> [GraphValue] {
    let above = graph.isAbove(
      graph.node("Abs", [channel]), graph.scalar(Int64(threshold)))
    let events = self.events(above, length, in: &graph)
    let places = self.places(of: events, length, in: &graph)
    let last = Self.intervalCount
    let later = graph.slice(places, from: 1, to: last + 1)
    let intervals = graph.subtract(later, graph.slice(places, from: 0, to: last))
    let isThere = graph.isAbove(graph.scalar(Self.beyond), later)
    let missing = graph.multiply(
      graph.subtract(graph.scalar(1), isThere), graph.scalar(Self.beyond))
    let known = graph.add(graph.multiply(intervals, isThere), missing)
    let sorted = graph.extremes(known, count: last, isLargest: false)
    let count = graph.sum(isThere)
    let index = graph.larger(graph.subtract(count, graph.scalar(1)), graph.scalar(0))
    let ranks = [(0, 1), (1, 4), (1, 2), (3, 4), (1, 1)].map { part, whole in
      let rank = graph.divide(
        graph.multiply(index, graph.scalar(Int64(part))), graph.scalar(Int64(whole)))
      let interval = graph.node("GatherElements", [sorted, rank], [.integer("axis", 1)])
      // No interval reaches m, which stands for one that is missing.
      return graph.smaller(interval, graph.scalar(Int64(length)))
    }
    let changes = graph.add(self.changes(intervals, isThere, in: &graph), graph.scalar(1))
    let logarithms = [changes, ranks[2], ranks[4]].map { graph.logarithm($0) }
    return [graph.sum(events)] + ranks + logarithms + [graph.sum(above)]
  }

  /// 1 where a sample is an event: none of the R − 1 samples before it is above.
  private func events(
    _ above: GraphValue, _ length: Int, in graph: inout GraphBuilder
  ) -> GraphValue {
    guard refractory > 1 else { return above }
    let axis = graph.scalar(1)
    let seen = graph.node("CumSum", [above, axis])
    let before = delayed(seen, by: 1, length, above, in: &graph)
    let past = delayed(seen, by: refractory, length, above, in: &graph)
    let isHeld = graph.isAbove(before, past)
    return graph.multiply(above, graph.subtract(graph.scalar(1), isHeld))
  }

  /// Sums some samples ago; 0 before the first.
  private func delayed(
    _ sums: GraphValue, by delay: Int, _ length: Int, _ above: GraphValue,
    in graph: inout GraphBuilder
  ) -> GraphValue {
    let count = min(delay, length)
    let zeros = graph.multiply(graph.slice(above, from: 0, to: count), graph.scalar(0))
    guard count < length else { return zeros }
    return graph.concatenate([zeros, graph.slice(sums, from: 0, to: length - count)])
  }

  /// The places of the first 49 events in ascending order, N × 49.
  private func places(
    of events: GraphValue, _ length: Int, in graph: inout GraphBuilder
  ) -> GraphValue {
    let count = Self.intervalCount + 1
    let indices = graph.constant((0..<length).map(Int64.init))
    let edge = graph.scalar(Self.beyond)
    let moved = graph.multiply(graph.subtract(indices, edge), events)
    var places = graph.add(moved, edge)
    if length < count {
      let first = graph.columns(events, Array(repeating: 0, count: count - length), of: length)
      let none = graph.add(graph.multiply(first, graph.scalar(0)), edge)
      places = graph.concatenate([places, none])
    }
    return graph.extremes(places, count: count, isLargest: false)
  }

  /// The sum of the magnitudes by which intervals differ from the one before, N × 1.
  private func changes(
    _ intervals: GraphValue, _ isThere: GraphValue, in graph: inout GraphBuilder
  ) -> GraphValue {
    let last = Self.intervalCount
    let later = graph.slice(intervals, from: 1, to: last)
    let change = graph.subtract(later, graph.slice(intervals, from: 0, to: last - 1))
    let known = graph.multiply(
      graph.node("Abs", [change]), graph.slice(isThere, from: 1, to: last))
    return graph.sum(known)
  }
}
