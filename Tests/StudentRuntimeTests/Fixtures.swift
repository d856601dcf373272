import Foundation
import PackedFormat

/// One golden student: its bytes and the answers of an independent interpreter.
struct GoldenStudent {
  let bytes: [UInt8]
  let cases: [GoldenCase]
}

/// One input and every integer on its way to the answer, or the status code of its refusal.
struct GoldenCase: Decodable {
  let floatBits: [UInt32]?
  let counts: [Int16]?
  let integers: [Int32]?
  let input: [Int16]?
  let error: Int32?
  let quantized: [Int16]?
  let z: [Int16]?
  let scores: [Int]?
  let region: Int?
  let logits: [Int32]?
  let label: Int?
  let margin: Int32?
  /// 0 without limits.
  let verdict: UInt8?

  enum CodingKeys: String, CodingKey {
    case counts, integers, input, error, quantized, z, scores, region, logits, label, margin
    case verdict
    case floatBits = "float_bits"
  }
}

/// One malformed file and the status code that it deserves.
struct RefusedFile: Decodable, CustomStringConvertible {
  let file: String
  let error: Int32
  let why: String
  var description: String { "\(file): \(why)" }
}

/// The golden files of the project, found from this file.
enum Fixtures {
  static let golden = URL(filePath: #filePath).deletingLastPathComponent()
    .appending(path: "../Fixtures/Golden").standardized

  static func names() throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: golden.path)
      .filter { $0.hasSuffix(".tessera") }.map { String($0.dropLast(8)) }.sorted()
  }

  static func student(_ name: String) throws -> GoldenStudent {
    struct Description: Decodable { let cases: [GoldenCase] }
    let json = try Data(contentsOf: golden.appending(path: name + ".json"))
    return GoldenStudent(
      bytes: try bytes(name + ".tessera"),
      cases: try JSONDecoder().decode(Description.self, from: json).cases)
  }

  static func bytes(_ path: String) throws -> [UInt8] {
    try [UInt8](Data(contentsOf: golden.appending(path: path)))
  }

  static func refused() throws -> [RefusedFile] { try files(in: "refused") }

  /// Files that only a host refuses.
  static func noncanonical() throws -> [RefusedFile] { try files(in: "noncanonical") }

  private static func files(in folder: String) throws -> [RefusedFile] {
    let json = try Data(contentsOf: golden.appending(path: folder + "/index.json"))
    return try JSONDecoder().decode([RefusedFile].self, from: json)
  }
}
