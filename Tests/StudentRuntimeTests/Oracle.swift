import PackedFormat

/// Docs/Format.md read literally: row by row, in wide integers, with every step kept.
///
/// It shares the layout and the order of the weights with the runtime (both tested on their
/// own) and nothing of the arithmetic.
struct Oracle {
  struct Trace {
    var z: [Int] = []
    var scores: [Int] = []
    var outcome = Outcome()
  }

  let bytes: [UInt8]
  let header: PackedHeader
  let layout: PackedLayout

  init(bytes: [UInt8]) {
    self.bytes = bytes
    do {
      header = try PackedHeader(parsing: bytes.span.bytes)
    } catch {
      fatalError("\(error)")
    }
    layout = PackedLayout(trusting: header)
  }

  /// (acc × M + 2^(s − 1)) >> s in 128 bits.
  static func requantize(_ accumulator: Int, _ multiplier: Int, _ shift: Int) -> Int {
    let sum = Int128(accumulator) * Int128(multiplier) + Int128(1) << Int128(shift - 1)
    return Int(sum >> Int128(shift))
  }

  func infer(_ input: [Int16]) -> Trace {
    let x = input.map(Int.init)
    var trace = Trace()
    let top = Int(header.largestComponent)
    trace.z = layout[.projection].map { apply($0, x).map { min(max($0, -top), top) } } ?? x
    trace.scores = [0]
    if let gate = layout[.gate] {
      trace.scores += (0..<gate.rowCount).map { row in
        int32(gate.biases + 4 * row)
          + dot(gate.weights, row, gate.rowCount, gate.columnCount, trace.z)
      }
    }
    let region = firstLargest(trace.scores)
    var y = apply(layout.regionMap(region), trace.z)
    if let shared = layout[.sharedMap] { y = zip(y, apply(shared, x)).map { $0 + $1 } }
    if let head = layout[.head] {
      let low = header.flags.contains(.rectified) ? 0 : -127
      y = apply(head, y.map { clamp($0, low) })
    }
    let label = header.isBinary ? (y[0] > 0 ? 1 : 0) : firstLargest(y)
    let others = y.indices.filter { $0 != label }.map { y[$0] }
    let margin = header.isBinary ? abs(y[0]) : others.max().map { y[label] - $0 } ?? 0
    trace.outcome = Outcome(
      quantized: input, region: region, logits: y.map(Int32.init), label: label,
      margin: Int32(margin))
    trace.outcome.verdict = verdict(trace)
    return trace
  }

  /// The verdict of an answer, in numbers of 128 bits.
  private func verdict(_ trace: Trace) -> UInt8 {
    guard let limits = layout.limits else { return 0 }
    let numbers = limits.numbers(in: bytes.span.bytes)
    if isForeign(trace, limits, numbers) { return 2 }
    return limits.parts.contains(.margin) && trace.outcome.margin < numbers.leastMargin ? 1 : 0
  }

  private func isForeign(_ trace: Trace, _ limits: LimitsLayout, _ numbers: LimitNumbers) -> Bool {
    let file = bytes.span.bytes
    let (region, z) = (trace.outcome.region, trace.z.map { Int128($0) })
    let energy = trace.outcome.quantized.reduce(Int128(0)) { $0 + Int128($1) * Int128($1) }
    if limits.parts.contains(.distances) {
      let sum = z.indices.reduce(Int128(0)) { sum, index in
        let away = z[index] - Int128(limits.centre(index, in: file))
        return sum + away * away
      }
      let nearer = Self.requantize(
        trace.scores[region], Int(numbers.scoreMultiplier), Int(numbers.scoreShift))
      let distance = (sum >> Int128(numbers.distanceUnit)) - Int128(nearer)
      if distance > Int128(limits.distance(region, in: file)) { return true }
    }
    if limits.parts.contains(.energy), let projection = layout[.projection] {
      let top = Int(header.largestComponent)
      let zeros = apply(projection, Array(repeating: 0, count: header.inputCount))
      let held = z.indices.reduce(Int128(0)) { sum, index in
        let away = z[index] - Int128(min(max(zeros[index], -top), top))
        return sum + away * away * Int128(limits.energyMultiplier(index, in: file))
      }
      let inside = (held & Int128(UInt64.max)) >> Int128(numbers.energyShift)
      if energy - min(energy, inside) > Int128(numbers.energyLimit) { return true }
    }
    let least = Int128(numbers.leastDeviation)
    return limits.parts.contains(.deviation)
      && energy << 16 < least * least * Int128(header.inputCount)
  }

  private func apply(_ map: SectionLayout, _ vector: [Int]) -> [Int] {
    (0..<map.rowCount).map { row in
      let sum =
        int32(map.biases + 4 * row)
        + dot(map.weights, row, map.rowCount, map.columnCount, vector)
      return Self.requantize(
        sum, int32(map.multipliers + 4 * row), Int(bytes[map.shifts + row]))
    }
  }

  private func dot(_ weights: Int, _ row: Int, _ rows: Int, _ columns: Int, _ v: [Int]) -> Int {
    (0..<columns).reduce(0) { sum, column in
      let index = TileOrder.index(row: row, column: column, rowCount: rows, columnCount: columns)
      return sum + Int(Int8(bitPattern: bytes[weights + index])) * v[column]
    }
  }

  private func int32(_ offset: Int) -> Int {
    let word = (0..<4).reduce(UInt32(0)) { $0 | UInt32(bytes[offset + $1]) << UInt32(8 * $1) }
    return Int(Int32(bitPattern: word))
  }

  private func clamp(_ value: Int, _ low: Int) -> Int { min(max(value, low), 127) }

  private func firstLargest(_ values: [Int]) -> Int {
    values.indices.reduce(0) { values[$1] > values[$0] ? $1 : $0 }
  }
}
