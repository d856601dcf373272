import CTesseraRuntime
import PackedFormat
import StudentRuntime
import Testing

@Suite("Windows from a stream")
struct StreamTests {
  /// What a stream of frames brings in Swift, in memory of exactly the sizes.
  private func answers(
    _ bytes: [UInt8], _ frames: [Int16], _ blocks: [Range<Int>]
  ) throws -> [StreamAnswer] {
    let file = bytes.span.bytes
    let student = try OpenStudent(file)
    let channels = student.header.channelCount
    var state = [Int32](repeating: 77, count: student.streamCount)
    var memory = [Int32](repeating: 77, count: student.classifyCount(in: file))
    do {
      var span = state.mutableSpan
      try student.startStream(&span, bytes: file)
    }
    var answers = [StreamAnswer]()
    for block in blocks {
      var rest = block
      while !rest.isEmpty {
        let part = Array(frames[rest.lowerBound * channels..<rest.upperBound * channels])
        var stateSpan = state.mutableSpan
        var memorySpan = memory.mutableSpan
        let (taken, answer) = try student.push(
          frames: part.span, bytes: file, state: &stateSpan, memory: &memorySpan)
        rest = rest.lowerBound + taken..<rest.upperBound
        guard let answer else { continue }
        let outputs = Array(memory[student.classifiedOutputs])
        answers.append(StreamAnswer(at: rest.lowerBound, answer: answer, outputs: outputs))
      }
    }
    return answers
  }

  /// The same in C.
  private func answersOfC(
    _ bytes: [UInt8], _ frames: [Int16], _ blocks: [Range<Int>], channels: Int
  ) -> [StreamAnswer] {
    bytes.withUnsafeBytes { blob in
      var (model, result, answers) = (tessera_model(), tessera_result(), [StreamAnswer]())
      #expect(tessera_open(&model, blob.baseAddress, blob.count) == TESSERA_OK)
      var state = [Int32](repeating: 77, count: tessera_stream_size(&model) / 4)
      var memory = [Int32](repeating: 77, count: tessera_classify_size(&model) / 4)
      let (stateSize, memorySize) = (4 * state.count, 4 * memory.count)
      #expect(tessera_stream_start(&model, &state, stateSize) == TESSERA_OK)
      for block in blocks {
        var start = block.lowerBound
        while start != block.upperBound {
          var count = block.upperBound - start
          let part = Array(frames[start * channels..<block.upperBound * channels])
          let status = tessera_stream_push(
            &model, &state, part, &count, &memory, memorySize, &result)
          #expect(status == TESSERA_OK)
          start += count
          guard let logits = result.logits else { continue }
          answers.append(
            StreamAnswer(
              at: start,
              answer: StudentAnswer(
                label: Int(result.label), region: Int(result.region), margin: result.margin),
              outputs: Array(
                UnsafeBufferPointer(start: logits, count: tessera_output_count(&model)))))
        }
      }
      return answers
    }
  }

  /// The answers to the windows that the page describes, each classified on its own.
  private func expected(_ bytes: [UInt8], _ frames: [Int16]) throws -> [StreamAnswer] {
    let file = bytes.span.bytes
    let student = try OpenStudent(file)
    let (channels, length) = (student.header.channelCount, student.header.samplesPerChannel)
    var memory = [Int32](repeating: 0, count: student.classifyCount(in: file))
    return try stride(from: length, through: frames.count / channels, by: student.header.hop).map {
      end in
      let counts = (0..<channels).flatMap { channel in
        (end - length..<end).map { frames[$0 * channels + channel] }
      }
      var span = memory.mutableSpan
      let answer = try student.classify(counts: counts.span, bytes: file, memory: &span)
      return StreamAnswer(
        at: end, answer: answer, outputs: Array(memory[student.classifiedOutputs]))
    }
  }

  @Test("each window is classified as on its own, however the stream is cut into blocks")
  func blocks() throws {
    var generator = SeededGenerator(state: 5)
    for (length, channels, hop) in [
      (1, 1, 1), (9, 1, 9), (9, 1, 4), (16, 3, 16), (16, 3, 5), (7, 2, 1), (5, 16, 3),
    ] {
      let bytes = try StreamStudent.windows(
        length: length, channels: channels, hop: hop, &generator)
      let frames = (0..<300 * channels).map { _ in
        Int16.random(in: -2_000...2_000, using: &generator)
      }
      let wanted = try expected(bytes, frames)
      #expect(wanted.count == (300 - length) / hop + 1)
      for kind in 0..<4 {
        let blocks = StreamStudent.blocks(300, kind, &generator)
        #expect(try answers(bytes, frames, blocks) == wanted)
        #expect(answersOfC(bytes, frames, blocks, channels: channels) == wanted)
      }
    }
  }

  @Test("small memory, a student without a hop, and a state of another student are refused")
  func refusals() throws {
    var generator = SeededGenerator(state: 6)
    let bytes = try StreamStudent.windows(length: 9, channels: 1, hop: 3, &generator)
    let other = try StreamStudent.windows(length: 9, channels: 1, hop: 3, &generator)
    let still = try StreamStudent.windows(length: 9, channels: 1, hop: 0, &generator)
    let samples = [Int16](repeating: 4, count: 9)
    for (student, wanted) in [(still, TESSERA_ERROR_HEADER), (bytes, TESSERA_OK)] {
      student.withUnsafeBytes { blob in
        var model = tessera_model()
        #expect(tessera_open(&model, blob.baseAddress, blob.count) == TESSERA_OK)
        var state = [Int32](repeating: 0, count: 30)
        #expect(tessera_stream_start(&model, &state, 120) == wanted)
      }
    }
    bytes.withUnsafeBytes { blob in
      other.withUnsafeBytes { second in
        var (model, another, result, count) = (
          tessera_model(), tessera_model(), tessera_result(), 9
        )
        var (state, memory) = ([Int32](repeating: 0, count: 30), [Int32](repeating: 0, count: 90))
        #expect(tessera_stream_start(&model, &state, 120) == TESSERA_ERROR_NULL)
        #expect(tessera_open(&model, blob.baseAddress, blob.count) == TESSERA_OK)
        #expect(tessera_open(&another, second.baseAddress, second.count) == TESSERA_OK)
        let size = tessera_stream_size(&model)
        #expect(tessera_stream_start(&model, nil, size) == TESSERA_ERROR_NULL)
        #expect(tessera_stream_start(&model, &state, size - 1) == TESSERA_ERROR_SCRATCH)
        #expect(tessera_stream_start(&model, &state, size) == TESSERA_OK)
        #expect(
          tessera_stream_push(&another, &state, samples, &count, &memory, 360, &result)
            == TESSERA_ERROR_STATE)
        #expect(
          tessera_stream_push(&model, &state, samples, &count, &memory, 8, &result)
            == TESSERA_ERROR_SCRATCH)
        #expect(result.logits == nil && count == 9)
        #expect(
          tessera_stream_push(&model, &state, nil, &count, &memory, 360, &result)
            == TESSERA_ERROR_NULL)
      }
    }
  }
}
