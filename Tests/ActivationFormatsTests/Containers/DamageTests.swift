import ActivationFormats
import Foundation
import Rows
import Testing

/// Every prefix of a file and every single changed byte: never a crash.
@Suite("Damaged files")
struct DamageTests {
  private static func bytes(_ name: String) throws -> [UInt8] {
    Array(try Data(contentsOf: URL(fileURLWithPath: Places.fixture(name))))
  }

  @Test(
    "a file that is cut anywhere is refused",
    arguments: [
      "version1.npy", "types/f8-big-F.npy", "small.npz", "small-deflated.npz",
      "dump.safetensors",
    ])
  func truncated(name: String) throws {
    let scratch = try Scratch()
    let bytes = try Self.bytes(name)
    let file = "cut." + (name.split(separator: ".").last ?? "")
    for count in bytes.indices {
      let path = try scratch.write(file, Array(bytes[..<count]))
      let thrown = #expect(throws: ActivationFormatsError.self, "\(count) bytes") {
        try ActivationDump.readInputs(path, parallelism: .allCores)
      }
      #expect(thrown?.description.hasPrefix(path) == true)
    }
  }

  @Test(
    "a file with one other byte is read or refused",
    arguments: [
      "version1.npy", "types/V2-big-F.npy", "small.npz", "small-deflated.npz",
      "dump.safetensors", "dump.csv",
    ])
  func changed(name: String) throws {
    let scratch = try Scratch()
    let bytes = try Self.bytes(name)
    let file = "changed." + (name.split(separator: ".").last ?? "")
    for index in bytes.indices {
      var changed = bytes
      changed[index] ^= [0x01, 0x80, 0xFF][index % 3]
      let path = try scratch.write(file, changed)
      do {
        _ = try ActivationDump.read(path, parallelism: .allCores)
      } catch {
        #expect(error.description.hasPrefix(path))
      }
    }
  }
}
