public import PackedFormat

/// The state of a stream of windows, at the start of memory of the caller. Behind it lie the ring, channel
/// after channel, and where windows overlap a window.
struct StreamState {
  /// Bytes of it.
  static var byteCount: Int { 16 }
  /// Checksum of the student's file.
  let owner: UInt32
  /// Where the next frame goes.
  var at: UInt32 = 0
  /// Frames until a window is complete.
  var needed: UInt32
  /// Frames so far, modulo 2³².
  var frames: UInt32 = 0
}

extension OpenStudent {
  /// int32 elements of the state of a stream; 0 for a student without a hop.
  public var streamCount: Int { layout.streamByteCount / 4 }

  /// Begins a stream.
  ///
  /// - Parameters:
  ///   - state: At least `streamCount` elements, of any contents.
  ///   - bytes: The bytes from which the student was opened.
  /// - Throws: `header` for a student without a hop, `scratch` when the state is too small.
  /// - Precondition: `bytes` has the length of the file.
  public func startStream(
    _ state: inout MutableSpan<Int32>, bytes: RawSpan
  ) throws(PackedFormatError) {
    precondition(bytes.byteCount == Int(header.length), "these are not the student's bytes")
    guard header.hop != 0 else { throw .header }
    guard state.count >= streamCount else { throw .scratch }
    state.withUnsafeMutableBytes { state in
      bytes.withUnsafeBytes { file in
        guard let start = state.baseAddress, let file = file.baseAddress else { return }
        startStream(start, Bytes(start: file))
      }
    }
  }

  /// Takes frames, each a sample of every channel, until a window is complete, and classifies that.
  ///
  /// The first window is complete after L frames, and one more after each hop. How a stream is cut into
  /// blocks does not matter.
  ///
  /// - Parameters:
  ///   - frames: Samples of all channels in turn.
  ///   - bytes: The bytes from which the student was opened.
  ///   - state: That of a stream which was begun with this student.
  ///   - memory: As for `classify`.
  /// - Returns: How many frames were taken, and the answer where a window is complete.
  /// - Throws: `state` for a state of another student, `scratch` when the memory is too small, `counts`
  ///   when the student does not accept counts.
  /// - Precondition: `bytes` has the length of the file, the state `streamCount` elements, and `frames`
  ///   a multiple of the channels.
  /// - Complexity: O(samples), and that of `classify` for a window.
  public func push(
    frames: Span<Int16>, bytes: RawSpan, state: inout MutableSpan<Int32>,
    memory: inout MutableSpan<Int32>
  ) throws(PackedFormatError) -> (taken: Int, answer: StudentAnswer?) {
    precondition(
      frames.count.isMultiple(of: header.channelCount) && state.count >= streamCount
        && streamCount != 0, "a stream of other sizes")
    guard memory.count >= classifyCount(in: bytes) else { throw .scratch }
    var (taken, error) = (0, PackedFormatError?.none)
    let answer: StudentAnswer? = withMemory(bytes, frames, &memory) { file, samples, memory in
      state.withUnsafeMutableBytes { state in
        guard let state = state.baseAddress else { return nil }
        guard owns(state, file) else {
          error = .state
          return nil
        }
        guard
          let window = take(
            samples, count: frames.count / header.channelCount, state, taken: &taken)
        else { return nil }
        error = quantize(window: window, file, memory)
        return error == nil ? infer(in: memory, file).answer : nil
      }
    }
    if let error { throw error }
    return (taken, answer)
  }
}

// MARK: - On memory of the right sizes

extension OpenStudent {
  /// The checksum of the file, to which states belong.
  @inline(__always)
  func owner(_ file: Bytes) -> UInt32 {
    UInt32(bitPattern: file.int32(Int(header.length) &- 4))
  }

  /// Whether a state of a stream is that of this student.
  @inline(__always)
  func owns(_ state: UnsafeMutableRawPointer, _ file: Bytes) -> Bool {
    state.load(as: StreamState.self).owner == owner(file)
  }

  /// Begins a stream in a state of the right size.
  func startStream(_ state: UnsafeMutableRawPointer, _ file: Bytes) {
    state.storeBytes(
      of: StreamState(
        owner: owner(file), needed: UInt32(truncatingIfNeeded: header.samplesPerChannel)),
      as: StreamState.self)
  }

  /// Takes frames until a window is complete.
  ///
  /// - Returns: The window; nil where none is complete.
  @inline(never)
  func take(
    _ frames: Bytes, count: Int, _ state: UnsafeMutableRawPointer, taken: inout Int
  ) -> Bytes? {
    let (length, channelCount) = (header.samplesPerChannel, header.channelCount)
    var stream = state.load(as: StreamState.self)
    let ring = Quanta(start: state + StreamState.byteCount, isWide: true)
    var sample = 0
    taken = 0
    while taken != count, stream.needed != 0 {
      var (channel, at) = (0, Int(truncatingIfNeeded: stream.at))
      while channel != channelCount {
        ring.store(frames.int16(2 &* sample), at: at)
        (sample, channel, at) = (sample &+ 1, channel &+ 1, at &+ length)
      }
      stream.at = Int(truncatingIfNeeded: stream.at) &+ 1 == length ? 0 : stream.at &+ 1
      stream.needed = stream.needed &- 1
      stream.frames = stream.frames &+ 1
      taken = taken &+ 1
    }
    let isComplete = stream.needed == 0
    if isComplete { stream.needed = UInt32(truncatingIfNeeded: header.hop) }
    state.storeBytes(of: stream, as: StreamState.self)
    return isComplete ? window(in: ring, at: Int(truncatingIfNeeded: stream.at)) : nil
  }

  /// The latest window. Without overlap the ring holds it, in order.
  private func window(in ring: Quanta, at oldest: Int) -> Bytes {
    let (length, count) = (header.samplesPerChannel, header.windowCount)
    let samples = Bytes(start: UnsafeRawPointer(ring.start))
    guard header.hop != length else { return samples }
    let window = Quanta(start: ring.start + 4 &* ((count &+ 1) &>> 1), isWide: true)
    var channel = 0
    while channel != count {
      var (age, from) = (0, oldest)
      while age != length {
        window.store(samples.int16(2 &* (channel &+ from)), at: channel &+ age)
        age = age &+ 1
        from = from &+ 1 == length ? 0 : from &+ 1
      }
      channel = channel &+ length
    }
    return Bytes(start: UnsafeRawPointer(window.start))
  }
}
