import Foundation
import HostRuntime
import TestSupport

/// The golden students of the packed format.
enum Golden {
  /// All of them, in order.
  static let names: [String] = {
    let files = try? FileManager.default.contentsOfDirectory(
      at: fixtureURL("Golden"), includingPropertiesForKeys: nil)
    return (files ?? []).filter { $0.pathExtension == "tessera" }
      .map { $0.deletingPathExtension().lastPathComponent }.sorted()
  }()

  static func bytes(_ name: String) throws -> [UInt8] {
    try [UInt8](Data(contentsOf: fixtureURL("Golden").appending(path: "\(name).tessera")))
  }

  static func student(_ name: String) throws -> PackedStudent {
    try PackedStudent(bytes: bytes(name))
  }
}
