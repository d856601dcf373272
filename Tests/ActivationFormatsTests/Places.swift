import Foundation

/// Where the tests find their files.
enum Places {
  /// The package's root, from this file's place in it.
  static let root = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  /// The path of a committed fixture.
  static func fixture(_ name: String) -> String {
    root.appendingPathComponent("Tests/Fixtures/Formats/\(name)").path
  }

  /// The path of a real dump, or nil where there is none. They lie in `../shared/data` from the
  /// root, or in the directory that TESSERA_DATA names.
  static func realDump(_ name: String) -> String? {
    let directory = ProcessInfo.processInfo.environment["TESSERA_DATA"].map {
      URL(fileURLWithPath: $0)
    }
    let path = (directory ?? root.appendingPathComponent("../shared/data"))
      .appendingPathComponent("\(name).npz").standardizedFileURL.path
    return FileManager.default.fileExists(atPath: path) ? path : nil
  }
}
