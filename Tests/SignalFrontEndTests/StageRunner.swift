import CStages
import SignalFrontEnd
import Testing

/// A stage with numbers of its own memory.
struct StageNumbers {
  var operation: StageOperation
  var operands: [UInt16] = []
  var constants: [Int16] = []

  /// Calls `body` with the stage.
  func withStage<Result>(_ body: (Stage) -> Result) -> Result {
    let four = operands + [0, 0, 0, 0]
    // Empty memory may have no address.
    return (constants.map(\.littleEndian) + [0]).withUnsafeBytes { bytes in
      guard let start = bytes.baseAddress else { preconditionFailure("no memory") }
      return body(
        Stage(
          operation, operands: SIMD4(four[0], four[1], four[2], four[3]),
          constants: Constants(start, count: constants.count)))
    }
  }

  /// Calls `body` with the same stage of C.
  func withC<Result>(_ body: (UnsafePointer<c_stage>) -> Result) -> Result {
    let four = operands + [0, 0, 0, 0]
    return (constants + [0]).withUnsafeBufferPointer { memory in
      var stage = c_stage(
        op: operation.rawValue, operands: (four[0], four[1], four[2], four[3]),
        constants: memory.baseAddress, count: UInt32(constants.count))
      return body(&stage)
    }
  }

  /// The effect in Swift.
  func effect(length: Int, magnitude: Int32) -> Effect? {
    withStage { $0.effect(on: NodeFacts(length: length, magnitude: magnitude)).map(Effect.init) }
  }

  /// The effect in C.
  func effectInC(length: Int, magnitude: Int32) -> Effect? {
    withC { stage in
      var effect = c_effect()
      guard c_stage_effect(stage, UInt32(length), UInt32(magnitude), &effect) != 0 else {
        return nil
      }
      return Effect(
        features: Int(effect.features), length: Int(effect.length),
        magnitude: Int32(effect.magnitude), scratch: Int(effect.scratch), steps: Int(effect.steps))
    }
  }

  /// The largest magnitude of a feature.
  func featureBound(length: Int, magnitude: Int32) -> Int32 {
    withStage { $0.featureBound(on: NodeFacts(length: length, magnitude: magnitude)) }
  }
}

/// What a stage does to a channel.
struct Effect: Equatable, Decodable {
  var features, length: Int
  var magnitude: Int32
  var scratch, steps: Int
}

extension Effect {
  init(_ effect: StageEffect) {
    self.init(
      features: effect.featureCount, length: effect.length, magnitude: effect.magnitude,
      scratch: effect.scratchByteCount, steps: effect.stepCount)
  }
}

/// What a stage made of a window.
struct Outcome: Equatable {
  var features: [Int32]
  var made: [Int16]
}

/// Features as they are.
private struct FeatureList: FeatureSink {
  var features: [Int32] = []
  mutating func put(_ feature: Int32) { features.append(feature) }
}

/// Memory of exactly the size that a stage may use, between words that it must leave alone.
private struct Fenced {
  private static let fence: Int32 = 0x5A5A_A5A5
  private var words: [Int32]

  init(byteCount: Int) {
    words = Array(repeating: Self.fence, count: (byteCount + 3) / 4 + 8)
  }

  mutating func use<Result>(_ body: (UnsafeMutableRawPointer) -> Result) -> Result {
    words.withUnsafeMutableBytes { memory in
      guard let start = memory.baseAddress else { preconditionFailure("no memory") }
      return body(start + 16)
    }
  }

  func halves(_ count: Int) -> [Int16] {
    words.withUnsafeBytes { Array($0[16..<16 + 2 * count].bindMemory(to: Int16.self)) }
  }

  func isIntact(byteCount: Int) -> Bool {
    words.withUnsafeBytes { bytes in
      let fence = withUnsafeBytes(of: Self.fence) { Array($0) }
      return bytes.indices.allSatisfy { index in
        (16..<16 + byteCount).contains(index) || bytes[index] == fence[index % 4]
      }
    }
  }
}

extension StageNumbers {
  /// Runs the stage in Swift, into memory of its own or in place.
  func run(_ window: [Int16], _ effect: Effect, inPlace: Bool = false) -> Outcome {
    var list = FeatureList()
    let made = withMemory(window, effect) { source, target, scratch in
      let from = Signal(
        reading: UnsafePointer(inPlace ? target : source), count: window.count)
      withStage {
        $0.run(from, into: Signal(target, count: effect.length), Scratch(scratch), &list)
      }
    } before: { target in
      guard inPlace else { return }
      for (index, value) in window.enumerated() { target[index] = value }
    }
    return Outcome(features: list.features, made: made)
  }

  /// Runs the stage in C.
  func runInC(_ window: [Int16], _ effect: Effect) -> Outcome {
    var features = [Int32](repeating: 0, count: effect.features + 1)
    var count: UInt32 = 0
    let made = withMemory(window, effect) { source, target, scratch in
      count = withC {
        c_stage_run(
          $0, source, UInt32(window.count), target, UInt32(effect.length), scratch, &features)
      }
    } before: { _ in
    }
    return Outcome(features: Array(features.prefix(Int(count))), made: made)
  }

  private func withMemory(
    _ window: [Int16], _ effect: Effect,
    _ body: (UnsafeMutablePointer<Int16>, UnsafeMutablePointer<Int16>, UnsafeMutableRawPointer) ->
      Void,
    before: (UnsafeMutablePointer<Int16>) -> Void
  ) -> [Int16] {
    var source = window
    var target = Fenced(byteCount: 2 * effect.length)
    var scratch = Fenced(byteCount: effect.scratch)
    source.withUnsafeMutableBufferPointer { source in
      guard let from = source.baseAddress else { preconditionFailure("an empty window") }
      target.use { target in
        let to = target.assumingMemoryBound(to: Int16.self)
        before(to)
        scratch.use { body(from, to, $0) }
      }
    }
    #expect(target.isIntact(byteCount: 2 * effect.length), "the stage wrote beside its node")
    #expect(scratch.isIntact(byteCount: effect.scratch), "the stage wrote beside its scratch")
    #expect(source == window, "the stage wrote its source")
    return target.halves(effect.length)
  }
}
