import Foundation
import Tessera

/// A small dump that tests write, whole or spoiled: three blobs in six dimensions, a teacher of
/// four rectified activations and a head of three outputs.
struct Dump {
  var rows: Int
  var inputs: [Float] = []
  var activations: [Float] = []
  var logits: [Float] = []
  var labels: [Int32] = []
  var groups: [Int32] = []
  var headWeight: [Float] = []
  var headBias: [Float] = [0.1, -0.2, 0.05]

  static let features = 6
  static let activationCount = 4
  static let outputs = 3

  init(rows: Int = 90, seed: UInt64 = 1) {
    self.rows = rows
    // The teacher and the blobs are the same for all seeds; only the rows differ.
    var teacher = SeededGenerator(seed: 7)
    let centers = (0..<18).map { _ in Float(6 * teacher.uniform() - 3) }
    let weights = (0..<24).map { _ in Float(2 * teacher.uniform() - 1) }
    headWeight = (0..<12).map { _ in Float(2 * teacher.uniform() - 1) }
    var generator = SeededGenerator(seed: seed)
    for row in 0..<rows {
      let label = row % 3
      let x = (0..<6).map { centers[6 * label + $0] + Float(generator.uniform() - 0.5) }
      let a = (0..<4).map { unit in
        max(0, (0..<6).reduce(Float(0.2)) { $0 + weights[6 * unit + $1] * x[$1] })
      }
      inputs += x
      activations += a
      for output in 0..<3 {
        logits.append((0..<4).reduce(headBias[output]) { $0 + a[$1] * headWeight[3 * $1 + output] })
      }
      labels.append(Int32(label))
      groups.append(Int32(row / 10))
    }
  }

  /// Gives the first inputs of each row mean 0 and deviation 1.
  mutating func standardize(first count: Int = features) {
    for row in 0..<rows {
      let window = row * Self.features..<row * Self.features + count
      let mean = inputs[window].reduce(0, +) / Float(count)
      let square = inputs[window].reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Float(count)
      for index in window { inputs[index] = (inputs[index] - mean) / square.squareRoot() }
    }
  }

  /// The arrays as `.npy` files, by their names.
  var arrays: [String: [UInt8]] {
    [
      "inputs": NPYWriter.bytes(of: inputs, shape: [rows, Self.features]),
      "activations": NPYWriter.bytes(of: activations, shape: [rows, Self.activationCount]),
      "logits": NPYWriter.bytes(of: logits, shape: [rows, Self.outputs]),
      "labels": NPYWriter.bytes(of: labels, shape: [rows]),
      "head_weight": NPYWriter.bytes(of: headWeight, shape: [4, 3]),
      "head_bias": NPYWriter.bytes(of: headBias, shape: [3]),
    ]
  }

  /// Writes the dump as a directory, with some arrays replaced (nil leaves one out).
  func write(
    to name: String, in tool: Tool, replacing changes: [String: [UInt8]?] = [:]
  ) throws {
    for (array, bytes) in arrays.merging(changes.compactMapValues(\.self), uniquingKeysWith: { $1 })
    {
      if let change = changes[array], change == nil { continue }
      try tool.write(bytes, to: "\(name)/\(array).npy")
    }
  }

  /// The dump as CSV with columns `inputs.0` … `labels`, every value to the bit.
  var csv: String {
    let names =
      (0..<Self.features).map { "inputs.\($0)" } + (0..<Self.outputs).map { "logits.\($0)" }
    var lines = [(names + ["labels"]).joined(separator: ",")]
    for row in 0..<rows {
      let x = inputs[row * Self.features..<(row + 1) * Self.features].map { "\(Double($0))" }
      let y = logits[row * Self.outputs..<(row + 1) * Self.outputs].map { "\(Double($0))" }
      lines.append((x + y + ["\(labels[row])"]).joined(separator: ","))
    }
    return lines.joined(separator: "\n") + "\n"
  }
}

/// Files that no writer of this package makes.
enum Forgery {
  /// A `.npy` file with any type and shape, followed by `data`.
  static func npy(descriptor: String, shape: String, data: [UInt8] = []) -> [UInt8] {
    let text = "{'descr': '\(descriptor)', 'fortran_order': False, 'shape': \(shape), }"
    let padding = 127 - 10 - text.utf8.count
    let header = Array(text.utf8) + Array(repeating: 0x20, count: max(0, padding)) + [0x0A]
    return [0x93] + Array("NUMPY".utf8) + [
      1, 0, UInt8(header.count & 255), UInt8(header.count >> 8),
    ]
      + header + data
  }

  /// A zip archive of one deflated entry that claims to inflate to `claim` bytes.
  static func zip(entry: String, claim: UInt32, compressed: [UInt8]) -> [UInt8] {
    func words(_ values: [(UInt64, Int)]) -> [UInt8] {
      values.flatMap { value, count in
        (0..<count).map { UInt8(truncatingIfNeeded: value >> UInt64(8 * $0)) }
      }
    }
    let name = Array(entry.utf8)
    let sizes: [(UInt64, Int)] = [
      (0, 4), (UInt64(compressed.count), 4), (UInt64(claim), 4), (UInt64(name.count), 2), (0, 2),
    ]
    let local =
      words([(0x0403_4B50, 4), (20, 2), (0, 2), (8, 2), (0, 2), (0x21, 2)] + sizes)
      + name + compressed
    let central =
      words([(0x0201_4B50, 4), (20, 2), (20, 2), (0, 2), (8, 2), (0, 2), (0x21, 2)] + sizes)
      + words([(0, 2), (0, 2), (0, 2), (0, 4), (0, 4)]) + name
    let end = words([
      (0x0605_4B50, 4), (0, 2), (0, 2), (1, 2), (1, 2), (UInt64(central.count), 4),
      (UInt64(local.count), 4), (0, 2),
    ])
    return local + central + end
  }
}
