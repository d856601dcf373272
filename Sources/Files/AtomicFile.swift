// The one file of this module that touches C and file descriptors.

internal import Glibc
internal import Synchronization

/// Writes whole files: the old content or the new one, never half.
///
/// Devices and pipes (`/dev/null`, `/dev/stdout`) cannot be replaced and are written as they are.
public enum AtomicFile {
  /// A file that is to be written.
  public struct Draft: Sendable, Equatable {
    /// Where it goes; a file that is there is replaced.
    public var path: String
    /// All that is in it.
    public var bytes: [UInt8]

    /// A draft of a file.
    public init(path: String, bytes: [UInt8]) {
      self.path = path
      self.bytes = bytes
    }
  }

  /// A file while it is being written. The appended bytes take the name of the file when they are
  /// complete.
  public struct Sink<Failure: Error>: Sendable {
    fileprivate let descriptor: Int32
    fileprivate let path: String
    fileprivate let failure: @Sendable (FilesError) -> Failure

    /// Writes the next `bytes`.
    ///
    /// - Throws: the writer's own error for `FilesError.inputOutput`.
    public func append(_ bytes: RawSpan) throws(Failure) {
      if let reason = AtomicFile.fill(descriptor, with: bytes) {
        throw failure(.inputOutput(path: path, reason: "cannot be written: \(reason)"))
      }
    }
  }

  /// A draft that lies complete on the disk under a temporary name.
  private struct Staged {
    let path: String
    let target: String
    let temporary: String
  }

  private struct Temporaries {
    var paths: Set<String> = []
    var count = 0

    /// A name beside `target` that no other write of this process takes.
    mutating func nextName(beside target: String) -> String {
      count += 1
      return "\(target).partial-\(getpid())-\(count)"
    }

    /// Gives the file at `target` a second name. A process that is killed before all files of one
    /// write have their names leaves it, and `AtomicFile.leftovers` finds it.
    mutating func keepContent(of target: String) -> OldContent {
      while true {
        let name = nextName(beside: target)
        if link(target, name) == 0 { return .kept(at: name) }
        if errno != EEXIST { return errno == ENOENT ? .absent : .unknown }
      }
    }
  }

  /// The earlier content at a name that a write of several files takes.
  private enum OldContent {
    case absent
    case kept(at: String)
    /// The file system has no second names.
    case unknown

    /// Undoes the change of a name.
    func restore(to target: String) {
      switch self {
      case .absent: unlink(target)
      case .kept(let name): rename(name, target)
      case .unknown: break
      }
    }

    func discard() {
      if case .kept(let name) = self { unlink(name) }
    }
  }

  /// Temporary files that exist now.
  private static let temporaries = Mutex(Temporaries())

  /// Writes `bytes` to a temporary name beside `path`, forces them to the disk and renames.
  ///
  /// - Throws: `FilesError.cannotCreate` when the temporary file cannot be made or renamed, and
  ///   `.inputOutput` when writing fails; the old file is then as it was.
  /// - Complexity: O(`bytes.count`).
  public static func write(_ bytes: [UInt8], to path: String) throws(FilesError) {
    try write([Draft(path: path, bytes: bytes)])
  }

  /// Writes several files: all are complete on the disk before the first takes its name.
  ///
  /// When one of them cannot take its name, the others get their old content back, where the file
  /// system has hard links.
  ///
  /// - Parameter drafts: the files, in the order in which they take their names.
  /// - Throws: as for one file.
  /// - Complexity: O(all bytes).
  public static func write(_ drafts: [Draft]) throws(FilesError) {
    var staged: [Staged] = []
    defer { for file in staged { discard(file.temporary) } }
    for draft in drafts {
      let file = try stage(draft.path, failing: FilesError.itself) { sink throws(FilesError) in
        try sink.append(draft.bytes.span.bytes)
      }
      if let file { staged.append(file) }
    }
    try commit(staged)
  }

  /// Writes a file that is too large to be held at once.
  ///
  /// - Parameters:
  ///   - path: where it goes.
  ///   - failure: makes the caller's own error from a `FilesError`.
  ///   - content: appends the bytes, piece after piece.
  /// - Throws: the error of `content`, or `failure` of a `FilesError`; the old file is then as it
  ///   was.
  /// - Complexity: O(all bytes).
  public static func write<Failure: Error>(
    to path: String, failing failure: @escaping @Sendable (FilesError) -> Failure,
    content: (Sink<Failure>) throws(Failure) -> Void
  ) throws(Failure) {
    try write(to: [path], failing: failure) { files throws(Failure) in try content(files[0]) }
  }

  /// Writes several files side by side, without holding any in memory. All are complete on the disk
  /// before the first takes its name. They take their names in the order of `paths`.
  ///
  /// - Parameters:
  ///   - paths: where they go.
  ///   - failure: makes the caller's own error from a `FilesError`.
  ///   - content: appends the bytes to the files, which have the order of `paths`.
  /// - Throws: as for one file.
  /// - Complexity: O(all bytes).
  public static func write<Failure: Error>(
    to paths: [String], failing failure: @escaping @Sendable (FilesError) -> Failure,
    content: ([Sink<Failure>]) throws(Failure) -> Void
  ) throws(Failure) {
    var staged: [Staged] = []
    defer { for file in staged { discard(file.temporary) } }
    func fill(_ rest: ArraySlice<String>, _ sinks: [Sink<Failure>]) throws(Failure) {
      guard let path = rest.first else { return try content(sinks) }
      let file = try stage(path, failing: failure) { sink throws(Failure) in
        try fill(rest.dropFirst(), sinks + [sink])
      }
      if let file { staged.append(file) }
    }
    try fill(paths[...], [])
    // The last file was complete first.
    try FilesError.becoming(failure) { () throws(FilesError) in try commit(staged.reversed()) }
  }

  /// Gives complete files their names: all of them, or none where the system refuses one.
  private static func commit(_ staged: [Staged]) throws(FilesError) {
    // Under the lock, so that `endProcess` comes before the first name or after the last.
    let failure = temporaries.withLock { temporaries -> FilesError? in
      var replaced: [(target: String, old: OldContent)] = []
      defer { for file in replaced { file.old.discard() } }
      for (index, file) in staged.enumerated() {
        let isLast = index == staged.count - 1
        let old = isLast ? .unknown : temporaries.keepContent(of: file.target)
        replaced.append((file.target, old))
        guard rename(file.temporary, file.target) == 0 else {
          let reason = lastError()
          for file in replaced.dropLast().reversed() { file.old.restore(to: file.target) }
          return .cannotCreate(path: file.path, reason: reason)
        }
      }
      return nil
    }
    if let failure { throw failure }
    for folder in Set(staged.map { FilePath.folder(of: $0.target) }) { synchronize(folder) }
  }

  /// The files that killed writes of `path` left beside it, sorted. Each is an unfinished file or
  /// the earlier content of `path`. Files of writes under way are among them.
  ///
  /// - Parameter path: of the file itself.
  /// - Complexity: O(the entries of the directory).
  package static func leftovers(of path: String) -> [String] {
    let target = FilePlace.resolved(path)
    return FilePlace.names(in: FilePath.folder(of: target), startingWith: "\(target).partial-")
  }

  /// Removes the temporary files and folders of work under way and ends the process: for a signal
  /// handler's thread. No other thread makes a temporary file meanwhile.
  ///
  /// - Parameter code: of the exit.
  public static func endProcess(code: Int32) -> Never {
    temporaries.withLock { temporaries in
      ScratchFolder.removeAll()
      for path in temporaries.paths { unlink(path) }
      FilePlace.removeNewFolders { _exit(code) }
    }
  }

  /// Writes a file under a temporary name, or, where a device is, to the device: then nil.
  private static func stage<Failure: Error>(
    _ path: String, failing failure: @escaping @Sendable (FilesError) -> Failure,
    _ content: (Sink<Failure>) throws(Failure) -> Void
  ) throws(Failure) -> Staged? {
    let (descriptor, staged) = try FilesError.becoming(failure) { () throws(FilesError) in
      try begin(path)
    }
    do throws(Failure) {
      let sink = Sink(descriptor: descriptor, path: path, failure: failure)
      try fill(sink, isStream: staged == nil, content)
    } catch {
      if let staged { discard(staged.temporary) }
      throw error
    }
    return staged
  }

  /// Opens a temporary file, or the device that is at `path`: then there is nothing to rename.
  private static func begin(
    _ path: String
  ) throws(FilesError) -> (descriptor: Int32, staged: Staged?) {
    if !FilePlace.isWithheld { try FilePlace.check(path) }
    if FilePlace.isWithheld || FilePlace.isStream(path) {
      let place = FilePlace.isWithheld ? "/dev/null" : path
      let descriptor = open(place, O_WRONLY | O_APPEND | O_CLOEXEC)
      guard descriptor >= 0 else { throw .cannotCreate(path: path, reason: lastError()) }
      return (descriptor, nil)
    }
    let target = FilePlace.resolved(path)
    let (descriptor, temporary) = try createTemporary(beside: target, for: path)
    return (descriptor, Staged(path: path, target: target, temporary: temporary))
  }

  private static func createTemporary(
    beside target: String, for path: String
  ) throws(FilesError) -> (descriptor: Int32, temporary: String) {
    // The lock spans creation, so that `endProcess` misses no file.
    let (descriptor, temporary, code) = temporaries.withLock { temporaries in
      while true {
        let name = temporaries.nextName(beside: target)
        let descriptor = open(name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o644)
        if descriptor >= 0 { temporaries.paths.insert(name) }
        // A process of the same number may have been killed and left such a file.
        if descriptor >= 0 || errno != EEXIST { return (descriptor, name, errno) }
      }
    }
    guard descriptor >= 0 else {
      throw .cannotCreate(path: path, reason: String(cString: strerror(code)))
    }
    return (descriptor, temporary)
  }

  private static func discard(_ temporary: String) {
    unlink(temporary)
    temporaries.withLock { _ = $0.paths.remove(temporary) }
  }

  /// Writes the content and forces it to the disk. Closes the file in every case.
  private static func fill<Failure: Error>(
    _ sink: Sink<Failure>, isStream: Bool, _ content: (Sink<Failure>) throws(Failure) -> Void
  ) throws(Failure) {
    do throws(Failure) {
      try content(sink)
    } catch {
      close(sink.descriptor)
      throw error
    }
    let reason = isStream || fsync(sink.descriptor) == 0 ? nil : lastError()
    guard close(sink.descriptor) == 0, reason == nil else {
      throw sink.failure(
        .inputOutput(path: sink.path, reason: "cannot be written: \(reason ?? lastError())"))
    }
  }

  /// Writes all of `bytes`; returns the system's message when it cannot.
  fileprivate static func fill(_ descriptor: Int32, with bytes: RawSpan) -> String? {
    bytes.withUnsafeBytes { bytes in
      var offset = 0
      while offset < bytes.count {
        let rest = UnsafeRawBufferPointer(rebasing: bytes[offset...])
        let count = Glibc.write(descriptor, rest.baseAddress, rest.count)
        if count < 0 {
          if errno == EINTR { continue }
          return lastError()
        }
        offset += count
      }
      return nil
    }
  }

  /// Makes the rename itself durable; some file systems refuse, and the file is whole anyway.
  private static func synchronize(_ folder: String) {
    let descriptor = open(folder, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return }
    fsync(descriptor)
    close(descriptor)
  }

  private static func lastError() -> String {
    String(cString: strerror(errno))
  }
}
