public import PackedFormat

extension OpenStudent {
  /// Runs the student on one quantised input.
  ///
  /// - Parameters:
  ///   - input: n quantised values of the student's bits, as `quantize` leaves them; any int8 or
  ///     int16 is accepted.
  ///   - bytes: The bytes from which the student was opened.
  ///   - scratch: At least `scratchCount` elements, of any contents. Afterwards
  ///     `scratch[outputs]` are the C outputs.
  /// - Returns: Label, region and margin.
  /// - Throws: `inputCount` when the count or the bits are wrong, `scratch`.
  /// - Precondition: `bytes` has the length of the file. Other bytes of that length give a
  ///   meaningless answer and touch no memory outside them.
  /// - Complexity: `header.shape.multiplyAccumulates`.
  public func infer<Element: QuantizedElement>(
    _ input: Span<Element>, bytes: RawSpan, scratch: inout MutableSpan<Int32>
  ) throws(PackedFormatError) -> StudentAnswer {
    guard input.count == header.inputCount, Element.bitWidth == header.featureBits else {
      throw .inputCount
    }
    guard scratch.count >= layout.scratchCount else { throw .scratch }
    precondition(bytes.byteCount == Int(header.length), "these are not the student's bytes")
    let answer = withMemory(bytes, input, &scratch) { run($0, $1, $2).answer }
    guard let answer else { throw .scratch }
    return answer
  }

  /// Runs the steps of an inference (Docs/Format.md, Inference) on memory of the right sizes.
  /// Returns the place of the outputs in the scratch memory.
  @inline(__always)
  func run(_ file: Bytes, _ input: Bytes, _ scratch: Words) -> (
    answer: StudentAnswer, outputs: Words
  ) {
    let (shape, layout) = (header.shape, layout)
    let input = Vector(start: input, isWide: header.featureBits == 16)
    var (vector, sums) = (input, scratch)
    if shape.section(.projection).isThere {
      sums = scratch &+ layout.projectedWordCount
      product(.projection, of: file, input, into: sums, .values)
      let z = scratch.quanta(isWide: header.componentBits == 16)
      pack(sums, count: shape.componentCount, from: 0 &- z.largest, into: z)
      vector = Vector(start: scratch.bytes, isWide: header.componentBits == 16)
    }
    var region = 0
    if shape.section(.gate).isThere {
      product(.gate, of: file, vector, into: sums, .scores)
      region = largest(0, sums, count: shape.regionCount &- 1).index
    }
    #if TESSERA_FORMAT_1_ONLY
      let isForeign = false
    #else
      let isForeign =
        header.sections.limits != .none
        && StudentRuntime.isForeign(
          file, LimitsLayout(offset: starts[.limits], shape: shape),
          projection: starts[.projection], count: header.inputCount, input, vector, region: region,
          score: region == 0 ? 0 : sums[region &- 1])
    #endif
    let maps = file &+ region &* starts.regionStride
    product(.regionMaps, of: maps, vector, into: sums, .values)
    if shape.section(.sharedMap).isThere { product(.sharedMap, of: file, input, into: sums, .sums) }
    var outputs = sums
    if shape.section(.head).isThere {
      let low: Int32 = header.flags.contains(.rectified) ? 0 : -127
      pack(sums, count: shape.mapCount, from: low, into: sums.quanta(isWide: false))
      outputs = sums &+ layout.accumulatorCount
      let activations = Vector(start: sums.bytes, isWide: false)
      product(.head, of: file, activations, into: outputs, .values)
    }
    if header.isBinary {
      // One output: its sign is the label, and its magnitude the margin.
      let margin = outputs[0] < 0 ? 0 &- outputs[0] : outputs[0]
      return (
        answer(outputs[0] > 0 ? 1 : 0, region, margin, isForeign: isForeign, file), outputs
      )
    }
    let top = largest(outputs[0], outputs &+ 1, count: shape.outputCount &- 1)
    return (answer(top.index, region, top.margin, isForeign: isForeign, file), outputs)
  }

  /// An answer with its verdict.
  @inline(__always)
  private func answer(
    _ label: Int, _ region: Int, _ margin: Int32, isForeign: Bool, _ file: Bytes
  ) -> StudentAnswer {
    #if TESSERA_FORMAT_1_ONLY
      let verdict = AnswerVerdict.sure
    #else
      let verdict: AnswerVerdict = isForeign ? .foreign : verdict(file, margin: margin)
    #endif
    return StudentAnswer(label: label, region: region, margin: margin, verdict: verdict)
  }

  /// The product of a section of `file` with a vector.
  @inline(__always)
  private func product(
    _ kind: SectionKind, of file: Bytes, _ vector: Vector, into out: Words, _ emission: Emission
  ) {
    let section = header.shape.section(kind)
    StudentRuntime.product(
      file &+ starts[kind], rows: section.rowCount, columns: section.columnCount, vector,
      into: out, emission)
  }
}

/// Limits `count` words, at least 1, to `low` … T and stores them, in place if need be.
@inline(never)
private func pack(_ words: Words, count: Int, from low: Int32, into target: Quanta) {
  var index = 0
  repeat {
    target.store(clamp(words[index], from: low, to: target.largest), at: index)
    index = index &+ 1
  } while index != count
}

/// The index of the largest of `first` and the `count` values of `rest`, the lowest among
/// equals, and how far the next one is: 0 when there is none.
@inline(never)
func largest(_ first: Int32, _ rest: Words, count: Int) -> (index: Int, margin: Int32) {
  var (index, largest, second) = (0, first, Int32.min)
  var position = 0
  while position != count {
    let value = rest[position]
    position = position &+ 1
    if value > largest {
      (index, largest, second) = (position, value, largest)
    } else if value > second {
      second = value
    }
  }
  return (index, count == 0 ? 0 : largest &- second)
}

/// The answer of a student to one input; the outputs themselves stay in the scratch memory.
public struct StudentAnswer: Equatable, Sendable {
  /// The index of the largest output, the lowest among equals; 0 ..< C. Of a binary student 1 when
  /// its output is above 0, otherwise 0.
  public let label: Int
  /// The region of the input, 0 ..< k.
  public let region: Int
  /// The largest output minus the largest of the others, at least 0; 0 when C = 1. Of a binary
  /// student the magnitude of its output.
  public let margin: Int32
  /// What the student says of it; sure without limits.
  public let verdict: AnswerVerdict

  /// An answer.
  public init(label: Int, region: Int, margin: Int32, verdict: AnswerVerdict = .sure) {
    self.label = label
    self.region = region
    self.margin = margin
    self.verdict = verdict
  }
}
