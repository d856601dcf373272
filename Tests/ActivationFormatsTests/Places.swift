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

  /// The path of a real dump, or nil where there is none.
  static func realDump(_ name: String) -> String? {
    let path = root.appendingPathComponent("../shared/data/\(name).npz").standardizedFileURL.path
    return FileManager.default.fileExists(atPath: path) ? path : nil
  }
}
