import CTesseraRuntime
import PackedFormat
import StudentRuntime
import Testing

@Suite("Learning on a device")
struct AdaptTests {
  private func check<Runner: AdaptRunner>(_ type: Runner.Type, _ name: String) throws {
    let file = try AdaptSequence.bytes(name)
    for sequence in try AdaptSequence.all(name) {
      var runner = try Runner(file, kept: sequence.kept)
      for call in sequence.calls { try runner.expect(call) }
      let saved = try runner.save()
      #expect(saved == bytes(hexadecimal: sequence.saved))
    }
  }

  @Test("golden sequences in Swift", arguments: try AdaptSequence.names())
  func golden(name: String) throws { try check(SwiftAdaptation.self, name) }

  @Test("golden sequences in C", arguments: try AdaptSequence.names())
  func goldenOfC(name: String) throws { try check(CAdaptation.self, name) }

  @Test("a saved delta goes on as the state, but for P, and is refused when it is cut or flipped")
  func deltas() throws {
    let name = "adapt-d8-c4"
    let file = try AdaptSequence.bytes(name)
    var other = try SwiftAdaptation(AdaptSequence.bytes("adapt-direct-d5-c2"), kept: 0)
    var runner = try SwiftAdaptation(file, kept: 3)
    for step in 0..<9 {
      try runner.infer((0..<24).map { Int16(($0 * 37 + step * 11) % 120 - 60) })
      try runner.keep(UInt32(step))
      let status = runner.learn(step % 4, rank: 0)
      #expect(status == 0)
    }
    _ = try runner.commit()
    let delta = try runner.save()
    #expect(delta.count == 188)
    let status = runner.load(delta)
    let again = try runner.save()
    #expect(status == 0 && again == delta)
    for bit in 0..<8 * delta.count {
      var flipped = delta
      flipped[bit / 8] ^= 1 << (bit % 8)
      let status = runner.load(flipped)
      #expect(status == PackedFormatError.delta.rawValue)
    }
    for count in 0..<delta.count {
      let status = runner.load(Array(delta[..<count]))
      #expect(status == PackedFormatError.delta.rawValue)
    }
    let (longer, foreign) = (runner.load(delta + [0]), other.load(delta))
    #expect(longer == PackedFormatError.delta.rawValue)
    #expect(foreign == PackedFormatError.delta.rawValue)
    // After a refusal nothing is learnt.
    var fresh = try SwiftAdaptation(file, kept: 3)
    let (left, begun) = (try runner.save(), try fresh.save())
    #expect(left == begun)
  }

  @Test("every field of a delta has its range, whatever its checksum")
  func ranges() throws {
    let file = try AdaptSequence.bytes("adapt-least-d4-c3")
    var runner = try SwiftAdaptation(file, kept: 0)
    let delta = try runner.save()
    // In use, updates of at most 5, errors of at most the updates, W of at most 1.
    let changes: [([Int: UInt32], Bool)] = [
      ([6: 1], true), ([6: 2], false), ([7: 5], true), ([7: 6], false), ([8: 1], false),
      ([7: 4, 8: 4, 9: 4], true), ([7: 4, 8: 5], false), ([7: 4, 9: 5], false), ([10: 1], true),
      ([10: 2], false), ([24: .max], true), ([24: .max - 1], false), ([0: 0], false),
      ([4: 6], false), ([5: 4], false), ([2: 0], false), ([1: 0], false),
    ]
    for (words, isValid) in changes {
      var changed = delta
      for (index, word) in words {
        for byte in 0..<4 {
          changed[4 * index + byte] = UInt8(truncatingIfNeeded: word >> (8 * byte))
        }
      }
      let sum = CRC32.checksum(of: changed.span.bytes.extracting(0..<changed.count - 4))
      for byte in 0..<4 {
        changed[changed.count - 4 + byte] = UInt8(truncatingIfNeeded: sum >> (8 * byte))
      }
      let status = runner.load(changed)
      #expect(status == (isValid ? 0 : PackedFormatError.delta.rawValue))
    }
  }

  @Test("sizes are those of the macros, and small memory and other students are refused")
  func refusals() throws {
    let file = try AdaptSequence.bytes("adapt-d8-c4")
    let student = try OpenStudent(file.span.bytes)
    #expect(4 * student.adaptCount(keeping: 16, in: file.span.bytes) == 932)
    #expect(student.deltaByteCount(in: file.span.bytes) == 188)
    var state = [Int32](repeating: 0, count: 232)
    do {
      var span = state.mutableSpan
      #expect(throws: PackedFormatError.scratch) {
        try student.beginAdapting(&span, keeping: 16, bytes: file.span.bytes)
      }
      #expect(throws: PackedFormatError.state) {
        try student.commit(state: &span, bytes: file.span.bytes)
      }
    }
    let plain = try Fixtures.bytes("folded-n3-k2-c2.tessera")
    let never = try OpenStudent(plain.span.bytes)
    #expect(never.adaptCount(keeping: 1, in: plain.span.bytes) == 0)
    #expect(never.deltaByteCount(in: plain.span.bytes) == 0)
    var span = state.mutableSpan
    #expect(throws: PackedFormatError.section) {
      try never.beginAdapting(&span, keeping: 0, bytes: plain.span.bytes)
    }
  }

  @Test("arguments of C that are null, or of another student, are refused")
  func argumentsOfC() throws {
    let file = try AdaptSequence.bytes("adapt-d8-c4")
    var (model, result, question) = (tessera_model(), tessera_result(), tessera_question())
    var (state, delta) = ([Int32](repeating: 0, count: 233), [UInt8](repeating: 0, count: 188))
    var inUse: Int32 = 0
    let input = [Int8](repeating: 1, count: 24)
    #expect(tessera_adapt_size(&model, 1) == 0 && tessera_adapt_delta_size(nil) == 0)
    #expect(tessera_adapt_begin(&model, &state, 932, 16) == TESSERA_ERROR_NULL)
    file.withUnsafeBytes { blob in
      #expect(tessera_open(&model, blob.baseAddress, blob.count) == TESSERA_OK)
      #expect(tessera_adapt_size(&model, 16) == 932 && tessera_adapt_delta_size(&model) == 188)
      #expect(tessera_adapt_begin(&model, nil, 932, 16) == TESSERA_ERROR_NULL)
      #expect(tessera_adapt_begin(&model, &state, 931, 16) == TESSERA_ERROR_SCRATCH)
      #expect(tessera_adapt_commit(&model, &state, &inUse) == TESSERA_ERROR_STATE)
      #expect(tessera_adapt_begin(&model, &state, 932, 16) == TESSERA_OK)
      #expect(tessera_adapt_keep(&model, &state, input, 1, &result) == TESSERA_ERROR_NULL)
      #expect(tessera_adapt_apply(&model, &state, input, nil) == TESSERA_ERROR_NULL)
      #expect(tessera_adapt_ask(&model, &state, 0, nil) == TESSERA_ERROR_NULL)
      #expect(tessera_adapt_ask(&model, &state, 0, &question) == TESSERA_ERROR_INPUT_COUNT)
      #expect(tessera_adapt_learn(&model, &state, 0, 0) == TESSERA_ERROR_INPUT_COUNT)
      #expect(tessera_adapt_commit(&model, &state, nil) == TESSERA_ERROR_NULL)
      #expect(tessera_adapt_save(&model, &state, nil, 188) == TESSERA_ERROR_NULL)
      #expect(tessera_adapt_save(&model, &state, &delta, 187) == TESSERA_ERROR_SCRATCH)
      #expect(tessera_adapt_save(&model, &state, &delta, 188) == TESSERA_OK)
      #expect(tessera_adapt_load(&model, &state, 932, 16, nil, 188) == TESSERA_ERROR_NULL)
      #expect(tessera_adapt_load(&model, &state, 932, 17, delta, 188) == TESSERA_ERROR_SCRATCH)
      #expect(tessera_adapt_load(&model, &state, 932, 16, delta, 188) == TESSERA_OK)
      let scratchSize = tessera_scratch_size(&model)
      var scratch = [Int32](repeating: 0, count: scratchSize / 4)
      scratch.withUnsafeMutableBytes { scratch in
        let start = scratch.baseAddress
        #expect(tessera_infer(&model, input, 24, start, scratchSize, &result) == TESSERA_OK)
        #expect(tessera_adapt_keep(&model, &state, nil, 1, &result) == TESSERA_ERROR_NULL)
        #expect(tessera_adapt_keep(&model, &state, input, 1, &result) == TESSERA_OK)
      }
      #expect(tessera_adapt_learn(&model, &state, 0, 4) == TESSERA_ERROR_PARAMETER)
      #expect(tessera_adapt_learn(&model, &state, 0, 0xFFFF) == TESSERA_OK)
    }
  }
}
