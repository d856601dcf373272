import Foundation

/// A file of Tests/Fixtures/ScikitLearn, decoded.
func fixture<Content: Decodable>(_ name: String, as type: Content.Type) throws -> Content {
  let file = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent()
    .appendingPathComponent("Fixtures/ScikitLearn/\(name)")
  return try JSONDecoder().decode(type, from: Data(contentsOf: file))
}

/// Random numbers that are the same in every run (SplitMix64).
struct SeededGenerator: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var word = state
    word = (word ^ (word >> 30)) &* 0xBF58_476D_1CE4_E5B9
    word = (word ^ (word >> 27)) &* 0x94D0_49BB_1331_11EB
    return word ^ (word >> 31)
  }
}

/// Whether two numbers are within `tolerance` of each other, relatively above 1.
func isClose(_ value: Double, _ other: Double, _ tolerance: Double = 1e-12) -> Bool {
  (value - other).magnitude <= tolerance * max(1, other.magnitude)
}

/// Whether the elements of two arrays are pairwise within `tolerance` of each other.
func areClose(_ values: [Double], _ others: [Double], _ tolerance: Double = 1e-12) -> Bool {
  values.count == others.count && zip(values, others).allSatisfy { isClose($0, $1, tolerance) }
}
