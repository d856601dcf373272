package import Foundation

/// The parts of a path.
///
/// By `URL`, since `NSString`'s path methods end the process on names of one letter
/// (swift-corelibs-foundation, Swift 6.3).
package enum FilePath {
  /// A path as a URL; `~` is a name like any other, as the system sees it.
  package static func url(of path: String) -> URL {
    URL(fileURLWithPath: path.hasPrefix("~") ? "./" + path : path)
  }

  /// The directory that holds `path`: `a/b.c` → `a`, `b.c` → `.`.
  package static func folder(of path: String) -> String {
    url(of: path).deletingLastPathComponent().relativePath
  }

  /// The last name: `a/b.c` → `b.c`.
  package static func name(of path: String) -> String { url(of: path).lastPathComponent }

  /// The part after the last dot of the last name, in small letters: `a/b.C` → `c`.
  package static func suffix(of path: String) -> String { url(of: path).pathExtension.lowercased() }

  /// The path without the last dot of its last name and the part after it: `a/b.c` → `a/b`.
  package static func stem(of path: String) -> String {
    url(of: path).deletingPathExtension().relativePath
  }

  /// The path of a name in a directory.
  package static func file(_ name: String, in folder: String) -> String {
    folder.hasSuffix("/") ? folder + name : "\(folder)/\(name)"
  }
}
