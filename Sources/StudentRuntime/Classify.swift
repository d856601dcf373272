public import PackedFormat

extension OpenStudent {
  /// int32 elements of memory that `classify` needs: the quantised input, and behind it what the
  /// program or the inference needs, whichever is more.
  ///
  /// - Parameter bytes: The bytes from which the student was opened.
  /// - Precondition: `bytes` has the length of the file.
  /// - Complexity: O(stages + constants).
  public func classifyCount(in bytes: RawSpan) -> Int {
    quantizedWordCount &+ max(programByteCount(in: bytes) / 4, scratchCount)
  }

  /// The elements of the memory where `classify` leaves the C outputs: int32, each worth
  /// `header.outputScale`.
  public var classifiedOutputs: Range<Int> {
    let outputs = outputs
    return quantizedWordCount &+ outputs.lowerBound..<quantizedWordCount &+ outputs.upperBound
  }

  /// Answers a window of int16 converter counts: makes its features where the student has a program,
  /// quantises them, and infers.
  ///
  /// - Parameters:
  ///   - counts: `header.windowCount` counts, channel after channel.
  ///   - bytes: The bytes from which the student was opened.
  ///   - memory: At least `classifyCount(in:)` elements, of any contents. Afterwards it begins with the
  ///     quantised input, and `memory[classifiedOutputs]` are the C outputs.
  /// - Returns: Label, region and margin.
  /// - Throws: `inputCount` for another count, `scratch` when the memory is too small, `counts` when the
  ///   student does not accept counts.
  /// - Precondition: `bytes` has the length of the file.
  /// - Complexity: O(element steps of the program + multiply-accumulates).
  public func classify(
    counts: Span<Int16>, bytes: RawSpan, memory: inout MutableSpan<Int32>
  ) throws(PackedFormatError) -> StudentAnswer {
    guard counts.count == header.windowCount else { throw .inputCount }
    guard memory.count >= classifyCount(in: bytes) else { throw .scratch }
    var error: PackedFormatError?
    let answer = withMemory(bytes, counts, &memory) { file, counts, memory in
      error = quantize(window: counts, file, memory)
      return error == nil ? infer(in: memory, file).answer : nil
    }
    guard let answer else { throw error ?? .scratch }
    return answer
  }
}

// MARK: - On memory of the right sizes

extension OpenStudent {
  /// Elements of the quantised input, at the start of the memory.
  @inline(__always)
  private var quantizedWordCount: Int { (layout.inputByteCount &+ 3) &>> 2 }

  /// Bytes of the memory of a classification.
  @inline(__always)
  func classifyByteCount(_ file: Bytes) -> Int {
    4 &* quantizedWordCount &+ max(programByteCount(file), layout.scratchByteCount)
  }

  /// Quantises a window of counts into the start of the memory.
  ///
  /// - Returns: Why it is refused; nil when all inputs are written.
  @inline(__always)
  func quantize(window counts: Bytes, _ file: Bytes, _ memory: Words) -> PackedFormatError? {
    let input = memory.quanta(isWide: header.featureBits == 16)
    guard header.sections.hasProgram else {
      return quantize(
        integers: IntegerWindow(start: counts, isInt32: false), file, into: input)
    }
    let rest = UnsafeMutableRawPointer((memory &+ quantizedWordCount).start)
    run(program: counts, file, rest, into: input)
    return nil
  }

  /// Infers the input at the start of the memory.
  @inline(__always)
  func infer(in memory: Words, _ file: Bytes) -> (answer: StudentAnswer, outputs: Words) {
    run(file, memory.bytes, memory &+ quantizedWordCount)
  }
}
