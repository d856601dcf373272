internal import Foundation
internal import Synchronization

/// The places where results go, checked before any work is done.
public enum FilePlace {
  private static let withheld = Atomic<Bool>(false)

  /// Whether results reach no file.
  static var isWithheld: Bool { withheld.load(ordering: .relaxed) }

  /// Lets no result of this process reach a file from now on: for a process that only shares the work
  /// of another, which writes. Writing succeeds, and changes nothing.
  public static func withholdAll() { withheld.store(true, ordering: .relaxed) }

  /// Checks that results can be written and that none takes the place of an input or of another
  /// result.
  ///
  /// - Parameters:
  ///   - outputs: where results go.
  ///   - inputs: the paths that are read; no array may be added to a directory among them either.
  /// - Throws: `FilesError.cannotCreate`.
  public static func check(outputs: [String], inputs: [String]) throws(FilesError) {
    if isWithheld { return }
    let sources = Set(inputs.map(resolved))
    var taken: Set<String> = []
    for path in outputs {
      try check(path)
      guard !isStream(path) else { continue }
      let target = resolved(path)
      if sources.contains(target) {
        throw .cannotCreate(path: path, reason: "it is an input and would be overwritten")
      }
      let isArray = ["npy", "csv"].contains(FilePath.suffix(of: target))
      if isArray, sources.contains(resolved(FilePath.folder(of: target))) {
        throw .cannotCreate(path: path, reason: "it would become an array of the dump there")
      }
      guard taken.insert(target).inserted else {
        throw .cannotCreate(path: path, reason: "another result goes there")
      }
    }
  }

  /// Whether there is something at `path` that is no directory.
  package static func isFile(_ path: String) -> Bool {
    var isDirectory: ObjCBool = false
    return FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory)
      && !isDirectory.boolValue
  }

  /// Checks that a file can be written at `path`.
  package static func check(_ path: String) throws(FilesError) {
    guard !path.isEmpty else { throw .cannotCreate(path: "''", reason: "the name is empty") }
    let manager = FileManager.default
    var isDirectory: ObjCBool = false
    if path.hasSuffix("/")
      || (manager.fileExists(atPath: path, isDirectory: &isDirectory) && isDirectory.boolValue)
    {
      throw .cannotCreate(path: path, reason: "it is a directory; name a file in it")
    }
    if isStream(path) { return }
    let folder = FilePath.folder(of: resolved(path))
    guard manager.fileExists(atPath: folder, isDirectory: &isDirectory) else {
      throw .cannotCreate(
        path: path, reason: "the directory \(folder) does not exist; make it first (mkdir -p)")
    }
    guard isDirectory.boolValue else {
      throw .cannotCreate(path: path, reason: "\(folder) is not a directory")
    }
    guard manager.isWritableFile(atPath: folder) else {
      throw .cannotCreate(path: path, reason: "the directory \(folder) is not writable")
    }
  }

  /// Directories that were made for work under way.
  private static let newFolders = Mutex<Set<String>>([])

  /// Makes the directories at `paths`, with those above them, where they are missing. Then calls
  /// `body`, which writes into them. When it fails, new directories that are empty are removed.
  ///
  /// - Parameters:
  ///   - paths: the directories.
  ///   - failure: makes the caller's own error from a `FilesError`.
  ///   - body: writes into them.
  /// - Throws: `failure` of `FilesError.cannotCreate`, and the error of `body`.
  package static func withFolders<Failure: Error>(
    _ paths: [String], failing failure: (FilesError) -> Failure,
    _ body: () throws(Failure) -> Void
  ) throws(Failure) {
    if isWithheld { return try body() }
    let new = missingFolders(on: paths)
    defer { newFolders.withLock { $0.subtract(new) } }
    do throws(Failure) {
      try FilesError.becoming(failure) { () throws(FilesError) in
        // The lock spans creation, so that `endProcess` misses none.
        try newFolders.withLock { folders throws(FilesError) in
          folders.formUnion(new)
          for path in paths { try makeFolder(path) }
        }
      }
      try body()
    } catch {
      removeEmpty(new)
      throw error
    }
  }

  /// Removes the directories of work under way in which nothing is, before the process ends; no
  /// other is made meanwhile.
  static func removeNewFolders(then end: () -> Never) -> Never {
    newFolders.withLock { folders in
      removeEmpty(folders.sorted())
      end()
    }
  }

  private static func makeFolder(_ path: String) throws(FilesError) {
    do {
      try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    } catch {
      throw .cannotCreate(path: path, reason: "a folder cannot be made there")
    }
  }

  /// The directories that are not there yet on the ways to `paths`, these included; those above
  /// come first.
  private static func missingFolders(on paths: [String]) -> [String] {
    var missing: Set<String> = []
    for path in paths {
      var path = path
      // Directories above the working directory exist, even if they are not readable.
      while !["", "/", "."].contains(path), !path.hasSuffix(".."),
        !FileManager.default.fileExists(atPath: path)
      {
        missing.insert(path)
        path = FilePath.folder(of: path)
      }
    }
    return missing.sorted()
  }

  /// Removes those of `folders` in which nothing is, the last one first.
  private static func removeEmpty(_ folders: [String]) {
    let manager = FileManager.default
    for folder in folders.reversed()
    where (try? manager.contentsOfDirectory(atPath: folder))?.isEmpty == true {
      try? manager.removeItem(atPath: folder)
    }
  }

  /// Whether something is at `path` that is neither a file nor a directory.
  package static func isStream(_ path: String) -> Bool {
    if path.hasPrefix("/dev/") || path.hasPrefix("/proc/") { return true }
    let url = FilePath.url(of: path).resolvingSymlinksInPath()
    let type = try? FileManager.default.attributesOfItem(atPath: url.path)[.type]
    guard let type = type as? FileAttributeType else { return false }
    return type != .typeRegular && type != .typeDirectory
  }

  /// The absolute path behind links and dots.
  static func resolved(_ path: String) -> String {
    let url = FilePath.url(of: path)
    // The name itself may be new; its directory is not.
    if FileManager.default.fileExists(atPath: path) { return url.resolvingSymlinksInPath().path }
    return url.deletingLastPathComponent().resolvingSymlinksInPath()
      .appendingPathComponent(url.lastPathComponent).path
  }

  /// The paths in `folder` whose names begin with `start`, sorted.
  static func names(in folder: String, startingWith start: String) -> [String] {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    return names.map { FilePath.file($0, in: folder) }
      .filter { $0.hasPrefix(start) }.sorted()
  }
}
