public import PackedFormat

/// An answer that is kept to ask a person for its label.
public struct AdaptQuestion: Equatable, Sendable {
  /// As it was given with the answer.
  public let number: UInt32
  /// The margin of the answer.
  public let margin: Int32
}

extension OpenStudent {
  /// int32 elements of the state of learning; 0 for a student that does not learn.
  ///
  /// - Parameters:
  ///   - count: Answers that it keeps to ask about, 0 … 65,535.
  ///   - bytes: The bytes from which the student was opened.
  /// - Precondition: `bytes` has the length of the file.
  public func adaptCount(keeping count: Int, in bytes: RawSpan) -> Int {
    precondition(bytes.byteCount == Int(header.length), "these are not the student's bytes")
    return bytes.withUnsafeBytes { file in
      file.baseAddress.map { adaptWordCount(keeping: count, Bytes(start: $0)) } ?? 0
    }
  }

  /// Begins to learn.
  ///
  /// - Parameters:
  ///   - state: At least `adaptCount(keeping:in:)` elements, of any contents.
  ///   - count: Answers that are kept to ask about, 0 … 65,535.
  ///   - bytes: The bytes from which the student was opened.
  /// - Throws: `section` for a student that does not learn, `scratch` when the state is too small.
  /// - Precondition: `bytes` has the length of the file.
  /// - Complexity: O(d² + d C).
  public func beginAdapting(
    _ state: inout MutableSpan<Int32>, keeping count: Int, bytes: RawSpan
  ) throws(PackedFormatError) {
    let size = 4 &* state.count
    try withState(&state, bytes) { state, file in beginAdapting(state, size, keeping: count, file) }
  }

  /// Keeps an answer when its margin is among the smallest.
  ///
  /// - Parameters:
  ///   - answer: Of this student, with its `scratch` memory.
  ///   - number: By which a person is asked.
  ///   - input: The n quantised values.
  ///   - scratch: As the inference left it.
  ///   - state: Of this student.
  ///   - bytes: The bytes from which the student was opened.
  /// - Throws: `state` for a state of another student, `inputCount` for another input.
  /// - Complexity: O(d + C), and that of moving the kept answers.
  public func keep<Element: QuantizedElement>(
    _ answer: StudentAnswer, number: UInt32, input: Span<Element>,
    scratch: inout MutableSpan<Int32>,
    state: inout MutableSpan<Int32>, bytes: RawSpan
  ) throws(PackedFormatError) {
    let range = outputs
    let taken = withAnswer(bytes, input, &scratch) { file, input, scratch in
      state.withUnsafeMutableBufferPointer { state in
        guard let state = adaptState(state.baseAddress, file) else {
          return PackedFormatError.state
        }
        keep(number, margin: answer.margin, input, scratch &+ range.lowerBound, in: state)
        return nil
      }
    }
    if let taken { throw taken }
  }

  /// An answer as it is used: adapted, where the last commit chose that.
  ///
  /// - Parameters:
  ///   - answer: Of this student, with its `scratch` memory.
  ///   - input: The n quantised values.
  ///   - scratch: As the inference left it. Where the answer is adapted, the outputs in it are, too.
  ///   - state: Of this student.
  ///   - bytes: The bytes from which the student was opened.
  /// - Throws: `state` for a state of another student, `inputCount` for another input.
  /// - Complexity: O(d C).
  public func adapt<Element: QuantizedElement>(
    _ answer: StudentAnswer, input: Span<Element>, scratch: inout MutableSpan<Int32>,
    state: inout MutableSpan<Int32>, bytes: RawSpan
  ) throws(PackedFormatError) -> StudentAnswer {
    let range = outputs
    var adapted = answer
    let refused = withAnswer(bytes, input, &scratch) { file, input, scratch in
      state.withUnsafeMutableBufferPointer { state in
        guard let state = adaptState(state.baseAddress, file) else {
          return PackedFormatError.state
        }
        let outputs = scratch &+ range.lowerBound
        guard let changed = adapt(input, outputs, state) else { return nil }
        let top = largest(changed[0], changed &+ 1, count: range.count &- 1)
        adapted = StudentAnswer(
          label: top.index, region: answer.region, margin: top.margin,
          verdict: verdict(file, after: answer.verdict, margin: top.margin))
        for output in 0..<range.count { outputs[output] = changed[output] }
        return nil
      }
    }
    if let refused { throw refused }
    return adapted
  }

  /// The answer that is kept at `rank`, the smallest margin first; nil where there are no more.
  ///
  /// - Parameters:
  ///   - rank: From 0.
  ///   - state: Of this student.
  ///   - bytes: The bytes from which the student was opened.
  /// - Throws: `state` for a state of another student.
  public func question(
    _ rank: Int, state: inout MutableSpan<Int32>, bytes: RawSpan
  ) throws(PackedFormatError) -> AdaptQuestion? {
    var question: AdaptQuestion?
    try withOwnState(&state, bytes) { state in
      if rank < state.count(.kept) {
        let answer = state.kept(rank)
        question = AdaptQuestion(number: UInt32(bitPattern: answer[0]), margin: answer[1])
      }
      return nil
    }
    return question
  }

  /// Learns the label of a kept answer, and forgets the answer.
  ///
  /// - Parameters:
  ///   - label: 0 ..< C; nil forgets the answer alone.
  ///   - rank: Of the kept answer.
  ///   - state: Of this student.
  ///   - bytes: The bytes from which the student was opened.
  /// - Throws: `state` for a state of another student, `inputCount` without such an answer, `parameter` for
  ///   another label and after the most updates.
  /// - Complexity: O(d² + d C), and that of moving the kept answers.
  public func learn(
    _ label: Int?, rank: Int, state: inout MutableSpan<Int32>, bytes: RawSpan
  ) throws(PackedFormatError) {
    try withOwnState(&state, bytes) { $0.learn(rank: rank, label: label ?? AdaptState.noLabel) }
  }

  /// Uses what was learnt when it would have made fewer errors than the student.
  ///
  /// - Parameters:
  ///   - state: Of this student.
  ///   - bytes: The bytes from which the student was opened.
  /// - Returns: Whether it is used.
  /// - Throws: `state` for a state of another student.
  public func commit(
    state: inout MutableSpan<Int32>, bytes: RawSpan
  ) throws(PackedFormatError) -> Bool {
    var isUsed = false
    try withOwnState(&state, bytes) { state in
      isUsed = state.commit()
      return nil
    }
    return isUsed
  }

  /// Bytes of what is saved of learning; 0 for a student that does not learn.
  ///
  /// - Parameter bytes: The bytes from which the student was opened.
  public func deltaByteCount(in bytes: RawSpan) -> Int {
    adaptCount(keeping: 0, in: bytes) == 0
      ? 0 : 44 &+ 4 &* (header.componentCount &+ 1) &* header.outputCount
  }

  /// Writes what was learnt.
  ///
  /// - Parameters:
  ///   - delta: At least `deltaByteCount(in:)` bytes.
  ///   - state: Of this student.
  ///   - bytes: The bytes from which the student was opened.
  /// - Throws: `state` for a state of another student, `scratch` for fewer bytes.
  public func save(
    to delta: inout MutableRawSpan, state: inout MutableSpan<Int32>, bytes: RawSpan
  ) throws(PackedFormatError) {
    let error: PackedFormatError? = delta.withUnsafeMutableBytes { delta in
      state.withUnsafeMutableBufferPointer { state in
        bytes.withUnsafeBytes { file in
          guard let file = file.baseAddress, let start = delta.baseAddress,
            let state = adaptState(state.baseAddress, Bytes(start: file))
          else { return .state }
          guard delta.count >= state.deltaByteCount else { return .scratch }
          state.save(to: start)
          return nil
        }
      }
    }
    if let error { throw error }
  }

  /// Begins with what was saved; P is at its prior.
  ///
  /// - Parameters:
  ///   - delta: As `save` wrote it.
  ///   - state: At least `adaptCount(keeping:in:)` elements, of any contents.
  ///   - count: Answers that are kept to ask about, 0 … 65,535.
  ///   - bytes: The bytes from which the student was opened.
  /// - Throws: `delta` for bytes that are damaged or of another student; the state is then one that began.
  ///   Otherwise as `beginAdapting`.
  public func load(
    _ delta: RawSpan, into state: inout MutableSpan<Int32>, keeping count: Int, bytes: RawSpan
  ) throws(PackedFormatError) {
    let size = 4 &* state.count
    try withState(&state, bytes) { state, file in
      delta.withUnsafeBytes { delta in
        load(delta.baseAddress, delta.count, state, size, keeping: count, file)
      }
    }
  }
}

// MARK: - Memory of a caller

extension OpenStudent {
  /// Calls `body` with the start of a state and the file, and throws what it returns.
  private func withState(
    _ state: inout MutableSpan<Int32>, _ bytes: RawSpan,
    _ body: (UnsafeMutablePointer<Int32>, Bytes) -> PackedFormatError?
  ) throws(PackedFormatError) {
    precondition(bytes.byteCount == Int(header.length), "these are not the student's bytes")
    let error: PackedFormatError? = state.withUnsafeMutableBufferPointer { state in
      bytes.withUnsafeBytes { file in
        guard let file = file.baseAddress, let state = state.baseAddress else { return .scratch }
        return body(state, Bytes(start: file))
      }
    }
    if let error { throw error }
  }

  /// Calls `body` with a state of this student, and throws what it returns.
  private func withOwnState(
    _ state: inout MutableSpan<Int32>, _ bytes: RawSpan,
    _ body: (AdaptState) -> PackedFormatError?
  ) throws(PackedFormatError) {
    try withState(&state, bytes) { start, file in
      adaptState(start, file).map(body) ?? .state
    }
  }

  /// Calls `body` with the file, an input and the scratch memory of an answer.
  private func withAnswer<Element: QuantizedElement>(
    _ bytes: RawSpan, _ input: Span<Element>, _ scratch: inout MutableSpan<Int32>,
    _ body: (Bytes, Bytes, Words) -> PackedFormatError?
  ) -> PackedFormatError? {
    precondition(bytes.byteCount == Int(header.length), "these are not the student's bytes")
    guard input.count == header.inputCount, Element.bitWidth == header.featureBits else {
      return .inputCount
    }
    guard scratch.count >= layout.scratchCount else { return .scratch }
    return withMemory(bytes, input, &scratch, body)
  }
}
