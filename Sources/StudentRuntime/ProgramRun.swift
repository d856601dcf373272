public import PackedFormat
import SignalFrontEnd

extension OpenStudent {
  /// Bytes of memory that a program needs for its nodes, a multiple of 4; 0 without a program, and
  /// where its stages only read samples of the window.
  ///
  /// - Parameter bytes: The bytes from which the student was opened.
  /// - Precondition: `bytes` has the length of the file.
  /// - Complexity: O(stages + constants).
  public func programByteCount(in bytes: RawSpan) -> Int {
    precondition(bytes.byteCount == Int(header.length), "these are not the student's bytes")
    return bytes.withUnsafeBytes { file in
      file.baseAddress.map { programByteCount(Bytes(start: $0)) } ?? 0
    }
  }

  /// Makes the features of a window of int16 counts, and quantises them.
  ///
  /// - Parameters:
  ///   - counts: `header.windowCount` counts, channel after channel.
  ///   - bytes: The bytes from which the student was opened.
  ///   - memory: At least `programByteCount(in:)` bytes; its contents are lost.
  ///   - input: At least n elements of the student's bits; the first n are written.
  /// - Throws: `inputCount` when a count or the bits are wrong, `counts` without a program, `scratch`
  ///   when the memory is too small.
  /// - Precondition: `bytes` has the length of the file.
  /// - Complexity: O(element steps).
  public func quantize<Element: QuantizedElement>(
    counts: Span<Int16>, bytes: RawSpan, memory: inout MutableSpan<Int32>,
    into input: inout MutableSpan<Element>
  ) throws(PackedFormatError) {
    try check(counts.count, input, bytes)
    let byteCount = 4 &* memory.count
    let error: PackedFormatError? = memory.withUnsafeMutableBytes { memory in
      // Where no memory is needed, any address serves.
      let start = memory.baseAddress ?? UnsafeMutableRawPointer(bitPattern: 4)
      guard let start else { return .scratch }
      do throws(PackedFormatError) {
        try withMemory(bytes, counts, &input) { file, counts, input in
          quantize(program: counts, file, start, byteCount, into: input)
        }
        return nil
      } catch { return error }
    }
    if let error { throw error }
  }

  /// Makes the features of a window of int16 counts, and leaves them as they are.
  ///
  /// - Parameters:
  ///   - counts: `header.windowCount` counts, channel after channel.
  ///   - bytes: The bytes from which the student was opened.
  ///   - memory: At least `programByteCount(in:)` bytes; its contents are lost.
  ///   - features: F elements, which are written.
  /// - Precondition: The student has a program, and all of these have their sizes.
  /// - Complexity: O(element steps).
  package func makeFeatures(
    counts: Span<Int16>, bytes: RawSpan, memory: inout MutableSpan<Int32>,
    into features: inout MutableSpan<Int32>
  ) {
    precondition(
      counts.count == header.windowCount && features.count >= header.featureCount
        && 4 &* memory.count >= programByteCount(in: bytes) && header.sections.hasProgram,
      "a program of other sizes")
    memory.withUnsafeMutableBytes { memory in
      features.withUnsafeMutableBufferPointer { features in
        counts.withUnsafeBytes { counts in
          bytes.withUnsafeBytes { file in
            guard let file = file.baseAddress, let counts = counts.baseAddress,
              let features = features.baseAddress,
              let start = memory.baseAddress ?? UnsafeMutableRawPointer(bitPattern: 4)
            else { return }
            var sink = FeatureWriter(next: Words(start: features))
            code(in: Bytes(start: file)).run(on: Bytes(start: counts), start, into: &sink)
          }
        }
      }
    }
  }

  /// The counts of a window of floats, as the program takes them.
  ///
  /// - Parameters:
  ///   - values: `header.windowCount` numbers in the units of the training dump, channel after
  ///     channel.
  ///   - bytes: The bytes from which the student was opened.
  ///   - counts: At least as many elements, which are written.
  /// - Throws: `inputCount` for another count, `counts` without a program, `notANumber` for a NaN.
  /// - Precondition: `bytes` has the length of the file.
  /// - Complexity: O(w).
  public func count(
    _ values: Span<Float>, bytes: RawSpan, into counts: inout MutableSpan<Int16>
  ) throws(PackedFormatError) {
    precondition(bytes.byteCount == Int(header.length), "these are not the student's bytes")
    guard values.count == header.windowCount, counts.count >= values.count else {
      throw .inputCount
    }
    let error = bytes.withUnsafeBytes { file in
      values.withUnsafeBytes { values in
        counts.withUnsafeMutableBytes { counts -> PackedFormatError? in
          guard let file = file.baseAddress, let values = values.baseAddress,
            let counts = counts.baseAddress
          else { return .inputCount }
          return count(
            Bytes(start: values), Bytes(start: file), into: Quanta(start: counts, isWide: true))
        }
      }
    }
    if let error { throw error }
  }
}

/// Writes features as they are.
struct FeatureWriter: FeatureSink {
  var next: Words

  mutating func put(_ feature: Int32) {
    next[0] = feature
    next = next &+ 1
  }
}

// MARK: - On memory of the right sizes

extension OpenStudent {
  /// The program of the file.
  @inline(__always)
  var program: ProgramLayout {
    ProgramLayout(
      offset: starts[.program], channelCount: header.channelCount,
      stageCount: header.sections.stageCount)
  }

  /// The program of the file, to be run.
  @inline(__always)
  private func code(in file: Bytes) -> ProgramCode {
    ProgramCode(
      stages: file &+ program.stages, stageCount: header.sections.stageCount,
      constants: file &+ starts[.constants], channelCount: header.channelCount,
      length: header.samplesPerChannel)
  }

  /// Whether a program needs memory.
  @inline(__always)
  func needsMemory(_ file: Bytes) -> Bool {
    header.sections.hasProgram && !code(in: file).isPlain
  }

  /// Bytes of memory that the program needs.
  @inline(__always)
  func programByteCount(_ file: Bytes) -> Int {
    header.sections.hasProgram ? code(in: file).byteCount : 0
  }

  /// Why a window is refused; nil when all inputs are written.
  @inline(__always)
  func quantize(
    program counts: Bytes, _ file: Bytes, _ memory: UnsafeMutableRawPointer, _ byteCount: Int,
    into input: Quanta
  ) -> PackedFormatError? {
    guard header.sections.hasProgram else { return .counts }
    guard UInt(bitPattern: byteCount) >= UInt(bitPattern: code(in: file).byteCount) else {
      return .scratch
    }
    run(program: counts, file, memory, into: input)
    return nil
  }

  /// Makes the features of a window with the program, in memory of the size that it needs, and quantises
  /// them.
  @inline(never)
  func run(
    program counts: Bytes, _ file: Bytes, _ memory: UnsafeMutableRawPointer, into input: Quanta
  ) {
    var sink = FeatureQuantizer(
      scales(after: 0, in: file), FeatureList(of: self, in: file), count: header.inputCount,
      into: input)
    code(in: file).run(on: counts, memory, into: &sink)
  }

  /// Why a window of floats does not become counts; nil when all are written.
  func count(_ values: Bytes, _ file: Bytes, into counts: Quanta) -> PackedFormatError? {
    guard header.sections.hasProgram else { return .counts }
    var (index, channel) = (0, 0)
    while channel != header.channelCount {
      let toCounts = file.float(starts[.program] &+ 4 &* channel) * 256
      let end = index &+ header.samplesPerChannel
      while index != end {
        guard let count = FixedPoint.sample(values.float(4 &* index) * toCounts) else {
          return .notANumber
        }
        counts.store(count, at: index)
        index = index &+ 1
      }
      channel = channel &+ 1
    }
    return nil
  }
}
