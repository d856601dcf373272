import CTesseraRuntime
import PackedFormat
import SignalFrontEnd
import StudentRuntime
import Testing

@Suite("Beats of a stream, and the answers to them")
struct BeatAnswersTests {
  /// What a stream brings in Swift, in memory of exactly the sizes.
  private func answers(
    _ bytes: [UInt8], _ samples: [Int16], _ blocks: [Range<Int>], first: UInt32
  ) throws -> [StreamAnswer] {
    let file = bytes.span.bytes
    let student = try OpenStudent(file)
    var state = [Int32](repeating: 77, count: student.beatCount(in: file))
    var memory = [Int32](repeating: 77, count: student.classifyCount(in: file))
    do {
      var span = state.mutableSpan
      try student.startBeats(&span, first: first, bytes: file)
    }
    var answers = [StreamAnswer]()
    for block in blocks {
      var rest = block
      while !rest.isEmpty {
        let part = Array(samples[rest])
        var stateSpan = state.mutableSpan
        var memorySpan = memory.mutableSpan
        let (taken, beat) = try student.push(
          samples: part.span, bytes: file, state: &stateSpan, memory: &memorySpan)
        rest = rest.lowerBound + taken..<rest.upperBound
        guard let beat else { continue }
        answers.append(
          StreamAnswer(
            at: rest.lowerBound, place: beat.place, answer: beat.answer,
            outputs: Array(memory[student.classifiedOutputs])))
      }
    }
    return answers
  }

  /// The same in C.
  private func answersOfC(
    _ bytes: [UInt8], _ samples: [Int16], _ blocks: [Range<Int>], first: UInt32
  ) -> [StreamAnswer] {
    bytes.withUnsafeBytes { blob in
      var (model, beat, answers) = (tessera_model(), tessera_beat(), [StreamAnswer]())
      #expect(tessera_open(&model, blob.baseAddress, blob.count) == TESSERA_OK)
      let (size, memorySize) = (tessera_beat_size(&model), tessera_classify_size(&model))
      let state = UnsafeMutableRawPointer.allocate(byteCount: size, alignment: 4)
      var memory = [Int32](repeating: 77, count: memorySize / 4)
      defer { state.deallocate() }
      #expect(tessera_beat_start(&model, state, size, first) == TESSERA_OK)
      for block in blocks {
        var start = block.lowerBound
        while start != block.upperBound {
          var count = block.upperBound - start
          let part = Array(samples[start..<block.upperBound])
          let status = tessera_beat_push(
            &model, state, part, &count, &memory, memorySize, &beat)
          #expect(status == TESSERA_OK)
          start += count
          guard let logits = beat.result.logits else { continue }
          #expect(beat.window != nil)
          answers.append(
            StreamAnswer(
              at: start, place: beat.place,
              answer: StudentAnswer(
                label: Int(beat.result.label), region: Int(beat.result.region),
                margin: beat.result.margin),
              outputs: Array(
                UnsafeBufferPointer(start: logits, count: tessera_output_count(&model)))))
        }
      }
      return answers
    }
  }

  /// The windows that a search finds, each classified on its own.
  private func expected(
    _ bytes: [UInt8], _ samples: [Int16], first: UInt32
  ) throws -> [StreamAnswer] {
    let file = bytes.span.bytes
    let student = try OpenStudent(file)
    let place = try PackedLayout(student.header.shape).range(of: .beats)?.lowerBound ?? 0
    let settings = BeatSettings(BeatConstants(reading: file, at: place))
    var behind = [Int16](repeating: 0, count: settings.memoryCount)
    var memory = [Int32](repeating: 0, count: student.classifyCount(in: file))
    let windows = behind.withUnsafeMutableBufferPointer { behind in
      var windows = [(at: Int, place: UInt32, counts: [Int16])]()
      guard let start = behind.baseAddress else { return windows }
      let signal = Signal(start, count: behind.count)
      var state = BeatState(settings, first: first, clearing: signal)
      for (index, sample) in samples.enumerated() {
        guard let beat = state.push(Int32(sample), signal) else { continue }
        let counts = (0..<settings.windowCount).map { Int16(signal[beat.window + $0]) }
        windows.append((index + 1, beat.place, counts))
      }
      return windows
    }
    return try windows.map { window in
      var span = memory.mutableSpan
      let answer = try student.classify(counts: window.counts.span, bytes: file, memory: &span)
      return StreamAnswer(
        at: window.at, place: window.place, answer: answer,
        outputs: Array(memory[student.classifiedOutputs]))
    }
  }

  @Test(
    "are those to the windows of the search, however the stream is cut into blocks",
    arguments: [false, true])
  func blocks(awaitsNext: Bool) throws {
    var generator = SeededGenerator(state: 7)
    for first in [0, UInt32.max - 2_000] {
      let bytes = try StreamStudent.beats(awaitsNext: awaitsNext, &generator)
      let samples = StreamStudent.rhythm(4_000, &generator)
      let wanted = try expected(bytes, samples, first: first)
      #expect(wanted.count > 25)
      for kind in 0..<4 {
        let blocks = StreamStudent.blocks(samples.count, kind, &generator)
        #expect(try answers(bytes, samples, blocks, first: first) == wanted)
        #expect(answersOfC(bytes, samples, blocks, first: first) == wanted)
      }
    }
  }

  @Test("small memory, a student without beats, and a state of another student are refused")
  func refusals() throws {
    var generator = SeededGenerator(state: 8)
    let bytes = try StreamStudent.beats(awaitsNext: true, &generator)
    let other = try StreamStudent.beats(awaitsNext: true, &generator)
    let windows = try StreamStudent.windows(length: 9, channels: 1, hop: 3, &generator)
    let samples = [Int16](repeating: 4, count: 9)
    windows.withUnsafeBytes { blob in
      var (model, state) = (tessera_model(), [Int32](repeating: 0, count: 900))
      #expect(tessera_beat_size(&model) == 0 && tessera_beat_size(nil) == 0)
      #expect(tessera_open(&model, blob.baseAddress, blob.count) == TESSERA_OK)
      #expect(tessera_beat_size(&model) == 0)
      #expect(tessera_beat_start(&model, &state, 3_600, 0) == TESSERA_ERROR_SECTION)
    }
    bytes.withUnsafeBytes { blob in
      other.withUnsafeBytes { second in
        var (model, another, beat, count) = (tessera_model(), tessera_model(), tessera_beat(), 9)
        var (state, memory) = ([Int32](repeating: 0, count: 900), [Int32](repeating: 0, count: 90))
        #expect(tessera_beat_start(&model, &state, 3_600, 0) == TESSERA_ERROR_NULL)
        #expect(tessera_open(&model, blob.baseAddress, blob.count) == TESSERA_OK)
        #expect(tessera_open(&another, second.baseAddress, second.count) == TESSERA_OK)
        let size = tessera_beat_size(&model)
        #expect(size > 0 && size <= 3_600)
        #expect(tessera_beat_start(&model, nil, size, 0) == TESSERA_ERROR_NULL)
        #expect(tessera_beat_start(&model, &state, size - 1, 0) == TESSERA_ERROR_SCRATCH)
        #expect(tessera_beat_start(&model, &state, size, 0) == TESSERA_OK)
        #expect(
          tessera_beat_push(&another, &state, samples, &count, &memory, 360, &beat)
            == TESSERA_ERROR_STATE)
        #expect(
          tessera_beat_push(&model, &state, nil, &count, &memory, 360, &beat) == TESSERA_ERROR_NULL)
        #expect(
          tessera_beat_push(&model, &state, samples, &count, &memory, 360, nil)
            == TESSERA_ERROR_NULL)
        #expect(count == 9)
      }
    }
  }
}
