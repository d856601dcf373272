import Foundation
import SignalFrontEnd
import Testing

/// What the oracle in NumPy made of a window.
struct StageCase: Decodable {
  let op: UInt8
  let operands: [UInt16]
  let constants: [Int16]
  let magnitude: Int32
  let window: [Int16]
  let effect: Effect
  let features: [Int32]
  let made: [Int16]

  var numbers: StageNumbers {
    StageNumbers(
      operation: StageOperation(rawValue: op), operands: operands, constants: constants)
  }

  /// The cases of a stage, which `Scripts/make_stage_fixtures.py` writes.
  static func all(_ name: String) throws -> [StageCase] {
    let folder = URL(filePath: #filePath).deletingLastPathComponent()
      .appending(path: "../Fixtures/Stages").standardized
    return try JSONDecoder().decode(
      [StageCase].self, from: Data(contentsOf: folder.appending(path: "\(name).json")))
  }
}

/// Expects that Swift and C give what the oracle gave, in memory of their own and in place.
func expectOracle(_ name: String) throws {
  let cases = try StageCase.all(name)
  #expect(!cases.isEmpty)
  for (index, each) in cases.enumerated() {
    let (length, numbers) = (each.window.count, each.numbers)
    let expected = Outcome(features: each.features, made: each.made)
    #expect(numbers.effect(length: length, magnitude: each.magnitude) == each.effect, "\(index)")
    #expect(numbers.effectInC(length: length, magnitude: each.magnitude) == each.effect, "\(index)")
    #expect(numbers.run(each.window, each.effect) == expected, "case \(index) in Swift")
    #expect(numbers.runInC(each.window, each.effect) == expected, "case \(index) in C")
    if each.effect.length == length {
      #expect(numbers.run(each.window, each.effect, inPlace: true) == expected, "\(index) in place")
    }
  }
}

/// Expects that Swift and C agree on random and hostile windows, and stay within what they state.
///
/// - Parameters:
///   - count: Windows.
///   - magnitude: The largest of a sample.
///   - make: Numbers of a stage, and a length of windows.
func expectAgreement(
  windows count: Int = 3_000, magnitude: Int32,
  _ make: (inout SeededGenerator) -> (StageNumbers, Int)
) {
  var generator = SeededGenerator(state: 19)
  var (others, beyond, ran) = (0, 0, 0)
  for index in 0..<count {
    let (numbers, length) = make(&generator)
    let effect = numbers.effect(length: length, magnitude: magnitude)
    if numbers.effectInC(length: length, magnitude: magnitude) != effect { others += 1 }
    guard let effect else { continue }
    ran += 1
    let window = Hostile.window(index, length, Int(magnitude), &generator)
    let outcome = numbers.run(window, effect)
    if outcome != numbers.runInC(window, effect) { others += 1 }
    let bound = numbers.featureBound(length: length, magnitude: magnitude)
    if outcome.features.contains(where: { $0.magnitude > bound.magnitude })
      || outcome.made.contains(where: { Int32($0).magnitude > effect.magnitude.magnitude })
      || outcome.features.count != effect.features || outcome.made.count != effect.length
    {
      beyond += 1
    }
  }
  #expect(others == 0, "\(others) windows differ between Swift and C")
  #expect(beyond == 0, "\(beyond) windows leave the stated bounds")
  #expect(ran > count / 2, "only \(ran) stages of \(count) were valid")
}

/// Expects that some feature of a window reaches half of the bound that its stage states.
func expectBoundReached(
  _ numbers: StageNumbers, by window: [Int16], magnitude: Int32,
  _ location: SourceLocation = #_sourceLocation
) throws {
  let effect = try #require(
    numbers.effect(length: window.count, magnitude: magnitude), sourceLocation: location)
  let largest = numbers.run(window, effect).features.map(\.magnitude).max() ?? 0
  let bound = numbers.featureBound(length: window.count, magnitude: magnitude).magnitude
  #expect(largest <= bound && 2 * largest >= bound, sourceLocation: location)
}

/// Expects that a stage is refused on a node, in Swift and in C.
func expectRefused(
  _ numbers: StageNumbers, length: Int, magnitude: Int32 = 2_047,
  _ location: SourceLocation = #_sourceLocation
) {
  #expect(
    numbers.effect(length: length, magnitude: magnitude) == nil, sourceLocation: location)
  #expect(
    numbers.effectInC(length: length, magnitude: magnitude) == nil, sourceLocation: location)
}

/// Expects that a stage is valid on a node.
func expectValid(
  _ numbers: StageNumbers, length: Int, magnitude: Int32 = 2_047,
  _ location: SourceLocation = #_sourceLocation
) {
  #expect(
    numbers.effect(length: length, magnitude: magnitude) != nil, sourceLocation: location)
}

/// Windows at the ends of their range.
enum Hostile {
  /// One of eight kinds of windows of `length` samples of magnitude `top` or less.
  static func window(
    _ kind: Int, _ length: Int, _ top: Int, _ generator: inout SeededGenerator
  ) -> [Int16] {
    let least = -min(top, 32_768)
    let most = min(top, 32_767)
    var walk = 0
    let (level, place) = (
      Int.random(in: least...most, using: &generator), Int.random(in: 0..<length, using: &generator)
    )
    let period = Int.random(in: 1...max(1, length / 2), using: &generator)
    return (0..<length).map { index in
      switch kind % 8 {
      case 0: return Int16(Int.random(in: least...most, using: &generator))
      case 1: return Int16(level)
      case 2: return Int16(index.isMultiple(of: 2) ? least : most)
      case 3: return Int16(index == place ? most : 0)
      case 4: return Int16((index / period).isMultiple(of: 2) ? most : least)
      case 5: return Int16(kind.isMultiple(of: 16) ? most : least)
      case 6:
        walk += Int.random(in: -9...9, using: &generator)
        return Int16(min(max(walk, least), most))
      default:
        let sign = index % period < period / 4 ? most : Int.random(in: -9...9, using: &generator)
        return Int16(min(max(sign, least), most))
      }
    }
  }
}

/// xorshift64* (Vigna 2016, doi:10.1145/2845077): the same windows in every run.
struct SeededGenerator: RandomNumberGenerator {
  var state: UInt64
  mutating func next() -> UInt64 {
    state ^= state >> 12
    state ^= state << 25
    state ^= state >> 27
    return state &* 2_685_821_657_736_338_717
  }
}
