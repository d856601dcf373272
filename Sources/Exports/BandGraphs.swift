// The lifting of Docs/Format.md, bands, on the samples that are left and not on their places in one array.
extension GraphBuilder {
  /// A channel in octaves.
  ///
  /// - Parameters:
  ///   - channel: N × m.
  ///   - length: m.
  ///   - levelCount: 1 … 13.
  mutating func bands(_ channel: GraphValue, _ length: Int, levelCount: Int) -> StageResult {
    var result = StageResult()
    var (left, count) = (channel, length)
    // Where each piece of the result goes: places of the details of each level, and of what is left.
    var (pieces, places): ([GraphValue], [Int]) = ([], [])
    var step = 1
    for _ in 0..<levelCount {
      let details = details(of: left, count)
      let size = node("Abs", [details])
      result.features += [
        logarithm(sum(size)), logarithm(extremes(size, count: 1, isLargest: true)),
      ]
      pieces.append(details)
      places += (0..<count / 2).map { (2 * $0 + 1) * step }
      left = averages(of: left, count, details)
      (count, step) = ((count + 1) / 2, 2 * step)
    }
    result.features.append(logarithm(sum(node("Abs", [left]))))
    pieces.append(left)
    places += (0..<count).map { $0 * step }
    var order = [Int](repeating: 0, count: length)
    for (index, place) in places.enumerated() { order[place] = index }
    result.samples = columns(concatenate(pieces), order, of: length)
    return result
  }

  /// d[j] = o[j] − ((e[j] + e[j + 1]) >> 1).
  private mutating func details(of value: GraphValue, _ count: Int) -> GraphValue {
    let odd = slice(value, from: 1, to: count, step: 2)
    let pairs = count / 2
    let neighbours = (0..<pairs).map { min(2 * $0 + 2, (count - 1) & ~1) }
    let even = columns(value, (0..<pairs).map { 2 * $0 }, of: count)
    let sums = add(even, columns(value, neighbours, of: count))
    return subtract(odd, shiftDown(sums, by: 1))
  }

  /// a[j] = e[j] + ((d[j − 1] + d[j] + 2) >> 2).
  private mutating func averages(
    of value: GraphValue, _ count: Int, _ details: GraphValue
  ) -> GraphValue {
    let (pairs, left) = (count / 2, (count + 1) / 2)
    let even = slice(value, from: 0, to: count, step: 2)
    let before = columns(details, (0..<left).map { max($0 - 1, 0) }, of: pairs)
    let after = columns(details, (0..<left).map { min($0, pairs - 1) }, of: pairs)
    return add(even, shiftDown(add(add(before, after), scalar(2)), by: 2))
  }
}
