import PackedFormat
import SignalFrontEnd
import Testing

@Suite("A walk over a program")
struct ProgramWalkTests {
  /// Calls `body` with a walk over stages of these constants.
  private func withWalk<Result>(
    channels: Int, length: Int, constants: [Int16] = [], _ body: (inout ProgramWalk) -> Result
  ) -> Result {
    // Empty memory may have no address.
    (constants.map(\.littleEndian) + [0]).withUnsafeBytes { bytes in
      guard let start = bytes.baseAddress else { preconditionFailure("no memory") }
      var walk = ProgramWalk(
        ProgramNode(window: channels, of: length), Constants(start, count: constants.count))
      return body(&walk)
    }
  }

  private func stage(
    _ operation: StageOperation, _ source: UInt8, _ target: UInt8, channel: UInt8 = 255,
    _ operands: UInt16...
  ) -> ProgramStage {
    let four = operands + [0, 0, 0, 0]
    return ProgramStage(
      operation, source: source, target: target, channel: channel,
      operands: SIMD4(four[0], four[1], four[2], four[3]))
  }

  private func passes(_ walk: inout ProgramWalk, _ stage: ProgramStage) -> Bool {
    walk.pass(stage)
  }

  @Test("nodes are a stack: one that is made ends those above it")
  func stack() {
    withWalk(channels: 2, length: 41) { walk in
      #expect(passes(&walk, stage(.standardize, 0, 1)))
      #expect(walk.byteCount == 164)
      #expect(passes(&walk, stage(.pool, 1, 2, 4, 2)))
      #expect(walk.target.offset == 164 && walk.target.length == 10)
      #expect(walk.target.magnitude == 2_047)
      #expect(passes(&walk, stage(.difference, 2, 3, channel: 1)))
      #expect(walk.target.offset == 204 && walk.target.channelCount == 1)
      #expect(walk.byteCount == 224)
      #expect(passes(&walk, stage(.pool, 0, 1, channel: 0, 2, 3)))
      #expect(walk.target.offset == 0 && walk.target.length == 20)
      #expect(!passes(&walk, stage(.samples, 2, 0)), "node 2 is gone")
    }
  }

  @Test("a stage in place keeps the other channels, and the larger magnitude")
  func inPlace() {
    withWalk(channels: 3, length: 20) { walk in
      #expect(!passes(&walk, stage(.standardize, 0, 0)), "the window is written")
    }
    withWalk(channels: 3, length: 20) { walk in
      #expect(passes(&walk, stage(.standardize, 0, 1)))
      #expect(passes(&walk, stage(.centre, 1, 1, channel: 2)))
      #expect(walk.target.magnitude == 4_094 && walk.target.channelCount == 3)
      #expect(walk.targetChannel == 2 && walk.target.offset == 0)
      #expect(!passes(&walk, stage(.pool, 1, 1, 2, 1)), "the length changes")
    }
  }

  @Test(
    "memory is that of the nodes and the scratch of a stage, and none for samples of the window")
  func memory() {
    withWalk(channels: 1, length: 300) { walk in
      #expect(passes(&walk, stage(.samples, 0, 0)))
      #expect(walk.byteCount == 0)
      #expect(passes(&walk, stage(.moments, 0, 0)))
      #expect(walk.byteCount == 4)
      #expect(passes(&walk, stage(.events, 0, 0, 9, 9)))
      #expect(walk.byteCount == 96)
      #expect(passes(&walk, stage(.standardize, 0, 1)))
      #expect(walk.byteCount == 600)
      #expect(passes(&walk, stage(.events, 1, 0, 9, 9)))
      #expect(walk.byteCount == 696)
      #expect(walk.scratchOffset == 600)
    }
  }

  @Test("any records are refused, or stay within their memory and their limits")
  func hostile() {
    var generator = SeededGenerator(state: 77)
    var passed = 0
    for _ in 0..<20_000 {
      let channels = Int.random(in: 1...16, using: &generator)
      let length = Int.random(
        in: 1...(1 << Int.random(in: 0...14, using: &generator)), using: &generator)
      let constants = (0..<Int.random(in: 0...40, using: &generator)).map {
        Bool.random(using: &generator)
          ? Int16($0 + 1) : Int16.random(in: .min ... .max, using: &generator)
      }
      passed += withWalk(channels: channels, length: length, constants: constants) { walk in
        var count = 0
        for _ in 0..<12 {
          guard walk.pass(record(&generator, after: walk.constantCount)) else { break }
          count += 1
          #expect(walk.featureCount <= 1_024 && walk.constantCount <= constants.count)
          #expect(walk.byteCount <= 1 << 22 && walk.byteCount % 4 == 0)
          #expect(walk.endChannel <= walk.source.channelCount)
          #expect(walk.scratchOffset <= walk.byteCount)
          #expect(walk.target.magnitude <= 32_768)
        }
        return count
      }
    }
    #expect(passed > 1_000)
  }

  /// A record whose fields are likely, or any at all.
  private func record(
    _ generator: inout SeededGenerator, after constantCount: Int
  ) -> ProgramStage {
    func number(_ likely: ClosedRange<Int>) -> Int {
      Int.random(in: 0..<40, using: &generator) == 0
        ? Int.random(in: 0...65_535, using: &generator) : Int.random(in: likely, using: &generator)
    }
    let operation = StageOperation(rawValue: UInt8(truncatingIfNeeded: number(1...13)))
    let source = number(0...1)
    let makesNode = [.standardize, .pool, .centre, .difference, .bands].contains(operation)
    let count = operation.hasConstants ? number(1...4) : number(0...0)
    let used = operation.operandCount
    func operand(_ index: Int, _ likely: ClosedRange<Int>) -> UInt16 {
      UInt16(number(index < used ? likely : 0...0))
    }
    return ProgramStage(
      operation, source: UInt8(truncatingIfNeeded: source),
      target: UInt8(truncatingIfNeeded: makesNode ? source + 1 : number(0...0)),
      channel: UInt8(truncatingIfNeeded: Bool.random(using: &generator) ? 255 : number(0...3)),
      constantStart: UInt16(count == 0 ? 0 : constantCount), constantCount: UInt16(count),
      operands: SIMD4(
        operand(0, operation == .ranks || operation == .standardize ? 0...1 : 1...16),
        operand(1, 0...8), operand(2, 0...1), operand(3, 0...0)))
  }
}
