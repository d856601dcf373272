public import PackedFormat
public import SignalFrontEnd

/// A beat of a stream and the answer to it.
public struct BeatAnswer: Equatable, Sendable {
  /// The number of the sample of its peak, modulo 2³².
  public let place: UInt32
  /// The answer to its window.
  public let answer: StudentAnswer
}

extension BeatSettings {
  /// The settings of the section of beats of a file, where they are in their ranges.
  ///
  /// - Parameter constants: of the file.
  @inline(__always)
  public init(_ constants: BeatConstants) {
    self.init(
      before: constants.samplesBefore, from: constants.samplesFrom,
      refractory: constants.refractory, wave: constants.tWave, search: constants.searchBack,
      box: constants.box, lag: constants.lag, integration: constants.integration,
      threshold: constants.threshold, signalDecay: constants.signalDecay,
      noiseDecay: constants.noiseDecay, awaitsNext: constants.intervalFeatures != 0)
  }
}

extension OpenStudent {
  /// int32 elements of the state of a search for beats; 0 for a student without a section of beats.
  ///
  /// - Parameter bytes: The bytes from which the student was opened.
  /// - Precondition: `bytes` has the length of the file.
  public func beatCount(in bytes: RawSpan) -> Int {
    precondition(bytes.byteCount == Int(header.length), "these are not the student's bytes")
    return bytes.withUnsafeBytes { file in
      file.baseAddress.flatMap { beatSettings(Bytes(start: $0)) }.map { $0.byteCount / 4 } ?? 0
    }
  }

  /// Begins a search for beats.
  ///
  /// - Parameters:
  ///   - state: At least `beatCount(in:)` elements, of any contents.
  ///   - first: The number of the first sample.
  ///   - bytes: The bytes from which the student was opened.
  /// - Throws: `section` for a student without a section of beats, `scratch` when the state is too small.
  /// - Precondition: `bytes` has the length of the file.
  public func startBeats(
    _ state: inout MutableSpan<Int32>, first: UInt32 = 0, bytes: RawSpan
  ) throws(PackedFormatError) {
    precondition(bytes.byteCount == Int(header.length), "these are not the student's bytes")
    let count = 4 &* state.count
    let error: PackedFormatError? = state.withUnsafeMutableBytes { state in
      bytes.withUnsafeBytes { file in
        guard let start = state.baseAddress, let file = file.baseAddress else { return .scratch }
        return startBeats(start, count, first: first, Bytes(start: file))
      }
    }
    if let error { throw error }
  }

  /// Takes samples until a beat is complete, and classifies its window.
  ///
  /// How a stream is cut into blocks does not matter.
  ///
  /// - Parameters:
  ///   - samples: Samples of the stream.
  ///   - bytes: The bytes from which the student was opened.
  ///   - state: That of a search which was begun with this student.
  ///   - memory: As for `classify`.
  /// - Returns: How many samples were taken, and the beat where one is complete.
  /// - Throws: `state` for a state of another student, `scratch` when the memory is too small, `counts`
  ///   when the student does not accept counts.
  /// - Precondition: `bytes` has the length of the file, and the state `beatCount(in:)` elements.
  /// - Complexity: O(samples), and that of `classify` for a beat.
  public func push(
    samples: Span<Int16>, bytes: RawSpan, state: inout MutableSpan<Int32>,
    memory: inout MutableSpan<Int32>
  ) throws(PackedFormatError) -> (taken: Int, beat: BeatAnswer?) {
    let needed = beatCount(in: bytes)
    precondition(needed != 0 && state.count >= needed, "a search of other sizes")
    guard memory.count >= classifyCount(in: bytes) else { throw .scratch }
    var (taken, error) = (0, PackedFormatError?.none)
    let beat: BeatAnswer? = withMemory(bytes, samples, &memory) { file, start, memory in
      state.withUnsafeMutableBytes { state in
        guard let state = state.baseAddress else { return nil }
        guard beatState(state).pointee.owner == owner(file) else {
          error = .state
          return nil
        }
        guard
          let (place, window) = take(samples: start, count: samples.count, state, taken: &taken)
        else { return nil }
        error = quantize(window: window, file, memory)
        return error == nil
          ? BeatAnswer(place: place, answer: infer(in: memory, file).answer) : nil
      }
    }
    if let error { throw error }
    return (taken, beat)
  }
}

// MARK: - On memory of the right sizes

extension OpenStudent {
  /// The state at the start of its memory.
  @inline(__always)
  func beatState(_ state: UnsafeMutableRawPointer) -> UnsafeMutablePointer<BeatState> {
    state.assumingMemoryBound(to: BeatState.self)
  }

  /// The settings of the file; nil without a section of beats.
  func beatSettings(_ file: Bytes) -> BeatSettings? {
    place(of: .beats, file).map { BeatSettings(BeatConstants(file, at: $0)) }
  }

  /// Where a section of version 2 starts; nil without it.
  func place(of kind: SectionKind, _ file: Bytes) -> Int? {
    guard header.version != 1 else { return nil }
    var (entry, section) = (PackedLayout.headerByteCount(version: 2), header.byteCount)
    while entry != header.byteCount {
      if file.uint16(entry) == kind.rawValue { return section }
      section = section &+ Int(truncatingIfNeeded: file.int32(entry &+ 4))
      entry = entry &+ PackedLayout.entryByteCount
    }
    return nil
  }

  /// Begins a search, in memory of `count` bytes.
  ///
  /// - Returns: Why it is refused; nil when it has begun.
  func startBeats(
    _ state: UnsafeMutableRawPointer, _ count: Int, first: UInt32, _ file: Bytes
  ) -> PackedFormatError? {
    guard let settings = beatSettings(file) else { return .section }
    guard UInt(bitPattern: count) >= UInt(bitPattern: settings.byteCount) else { return .scratch }
    beatState(state).initialize(
      to: BeatState(
        settings, first: first, owner: owner(file), clearing: settings.memory(behind: state)))
    return nil
  }

  /// Takes samples until a beat is complete.
  ///
  /// - Returns: The number of the sample of its peak, and its window; nil where none is complete.
  @inline(never)
  func take(
    samples: Bytes, count: Int, _ state: UnsafeMutableRawPointer, taken: inout Int
  ) -> (UInt32, Bytes)? {
    let search = beatState(state)
    let memory = search.pointee.settings.memory(behind: state)
    taken = 0
    while taken != count {
      let value = samples.int16(2 &* taken)
      taken = taken &+ 1
      if let beat = search.pointee.push(value, memory) {
        return (beat.place, Bytes(start: memory.address(of: beat.window)))
      }
    }
    return nil
  }
}

extension BeatConstants {
  /// The constants at `offset` of a file.
  @inline(__always)
  init(_ file: Bytes, at offset: Int) {
    self.init(
      reading: UnsafeRawBufferPointer(start: (file &+ offset).start, count: Self.byteCount).bytes,
      at: 0)
  }
}
