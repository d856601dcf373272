public import PackedFormat

extension OpenStudent {
  /// Runs the student on one quantised input.
  ///
  /// - Parameters:
  ///   - input: n quantised values, as `quantize` leaves them; any int8 is accepted.
  ///   - bytes: The bytes from which the student was opened.
  ///   - scratch: At least `scratchCount` elements, of any contents. Afterwards
  ///     `scratch[outputs]` are the C outputs.
  /// - Returns: Label, region and margin.
  /// - Throws: `inputCount` or `scratch`.
  /// - Precondition: `bytes` has the length of the file. Other bytes of that length give a
  ///   meaningless answer and touch no memory outside them.
  /// - Complexity: `header.shape.multiplyAccumulates`.
  public func infer(
    _ input: Span<Int8>, bytes: RawSpan, scratch: inout MutableSpan<Int32>
  ) throws(PackedFormatError) -> StudentAnswer {
    guard input.count == header.inputCount else { throw .inputCount }
    guard scratch.count >= layout.scratchCount else { throw .scratch }
    precondition(bytes.byteCount == layout.byteCount, "these are not the student's bytes")
    project(input, bytes, &scratch)
    let region = gate(input, bytes, scratch)
    map(input, region: region, bytes, &scratch)
    applyHead(bytes, &scratch)
    return answer(region: region, scratch)
  }

  /// Step 1: zq = Uᵀ xq, four int8 to a word at the start of the scratch memory.
  private func project(_ input: Span<Int8>, _ bytes: RawSpan, _ scratch: inout MutableSpan<Int32>) {
    guard let projection = layout.projection else { return }
    for row in stride(from: 0, to: projection.rowCount, by: 4) {
      let group = RowGroup(at: row, of: projection.rowCount)
      scratch[row / 4] = group.values(projection, in: bytes, of: input.bytes).packed(from: -127)
    }
  }

  /// Step 2: the region with the largest score, the lowest among equals; region 0 scores 0.
  private func gate(
    _ input: Span<Int8>, _ bytes: RawSpan, _ scratch: borrowing MutableSpan<Int32>
  ) -> Int {
    guard let gate = layout.gate else { return 0 }
    var (region, largest): (Int, Int32) = (0, 0)
    for row in stride(from: 0, to: gate.rowCount, by: 4) {
      let group = RowGroup(at: row, of: gate.rowCount)
      let scores =
        header.flags.contains(.projection)
        ? group.scores(gate, in: bytes, of: scratch.bytes)
        : group.scores(gate, in: bytes, of: input.bytes)
      for lane in 0..<group.count where scores[lane] > largest {
        (region, largest) = (row &+ lane &+ 1, scores[lane])
      }
    }
    return region
  }

  /// Step 3: y = the map of the region on zq, plus the shared map on xq, after zq.
  private func map(
    _ input: Span<Int8>, region: Int, _ bytes: RawSpan, _ scratch: inout MutableSpan<Int32>
  ) {
    let map = layout.regionMap(region)
    let start = layout.projectedWordCount
    for row in stride(from: 0, to: map.rowCount, by: 4) {
      let group = RowGroup(at: row, of: map.rowCount)
      var values =
        header.flags.contains(.projection)
        ? group.values(map, in: bytes, of: scratch.bytes)
        : group.values(map, in: bytes, of: input.bytes)
      if let shared = layout.sharedMap {
        values = values &+ group.values(shared, in: bytes, of: input.bytes)
      }
      scratch.store(values, count: group.count, at: start &+ row)
    }
  }

  /// Step 4: the head on y as int8, which takes the place of y word by word.
  private func applyHead(_ bytes: RawSpan, _ scratch: inout MutableSpan<Int32>) {
    guard let head = layout.head else { return }
    let low: Int32 = header.flags.contains(.rectified) ? 0 : -127
    let start = layout.projectedWordCount
    for row in stride(from: 0, to: head.columnCount, by: 4) {
      var values = SIMD4<Int32>(repeating: 0)
      for lane in 0..<min(4, head.columnCount &- row) {
        values[lane] = scratch[start &+ row &+ lane]
      }
      scratch[start &+ row / 4] = values.packed(from: low)
    }
    let outputs = layout.outputs.lowerBound
    for row in stride(from: 0, to: head.rowCount, by: 4) {
      let group = RowGroup(at: row, of: head.rowCount)
      let vector = 4 &* start..<4 &* outputs
      let values = group.values(head, in: bytes, of: scratch.bytes.extracting(vector))
      scratch.store(values, count: group.count, at: outputs &+ row)
    }
  }

  /// Step 5: the largest output and how far the next one is.
  private func answer(region: Int, _ scratch: borrowing MutableSpan<Int32>) -> StudentAnswer {
    let start = layout.outputs.lowerBound
    var (label, largest, second) = (0, scratch[start], Int32.min)
    for output in 1..<header.outputCount {
      let value = scratch[start &+ output]
      if value > largest {
        (label, largest, second) = (output, value, largest)
      } else if value > second {
        second = value
      }
    }
    let margin = header.outputCount > 1 ? largest &- second : 0
    return StudentAnswer(label: label, region: region, margin: margin)
  }
}

extension MutableSpan<Int32> {
  /// Stores the first `count` lanes of `values` from element `start` on.
  @inline(never)
  fileprivate mutating func store(_ values: SIMD4<Int32>, count: Int, at start: Int) {
    for lane in 0..<count { self[start &+ lane] = values[lane] }
  }
}

extension SIMD4<Int32> {
  /// Four values limited to `low` … 127, as the int8 bytes of one little-endian word.
  @inline(never)
  fileprivate func packed(from low: Int32) -> Int32 {
    let a = clampToInt8(self[0], from: low) & 255
    let b = clampToInt8(self[1], from: low) & 255
    let c = clampToInt8(self[2], from: low) & 255
    let d = clampToInt8(self[3], from: low) & 255
    return (a | b &<< 8 | c &<< 16 | d &<< 24).littleEndian
  }
}
