// The one file of this module that touches C and file descriptors.

internal import Glibc
internal import Synchronization

/// Writes whole files: the old content or the new one, never half.
///
/// Devices and pipes (`/dev/null`, `/dev/stdout`) cannot be replaced and are written as they are.
public enum AtomicFile {
  /// A file that is to be written.
  public struct Draft: Sendable, Equatable {
    public var path: String
    public var bytes: [UInt8]

    public init(path: String, bytes: [UInt8]) {
      self.path = path
      self.bytes = bytes
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
  }

  /// Temporary files that exist now.
  private static let temporaries = Mutex(Temporaries())

  /// Writes `bytes` to a temporary name beside `path`, forces them to the disk and renames.
  ///
  /// - Throws: `TesseraError.cannotCreate` when the temporary file cannot be made or renamed, and
  ///   `.inputOutput` when writing fails; the old file is then as it was.
  /// - Complexity: O(`bytes.count`).
  public static func write(_ bytes: [UInt8], to path: String) throws(TesseraError) {
    try write([Draft(path: path, bytes: bytes)])
  }

  /// Writes several files: all are complete on the disk before the first takes its name.
  ///
  /// - Throws: as for one file.
  /// - Complexity: O(all bytes).
  public static func write(_ drafts: [Draft]) throws(TesseraError) {
    var staged: [Staged] = []
    defer { for file in staged { discard(file.temporary) } }
    for draft in drafts {
      if let file = try stage(draft) { staged.append(file) }
    }
    for file in staged {
      guard rename(file.temporary, file.target) == 0 else {
        throw .cannotCreate(path: file.path, reason: lastError())
      }
    }
    for folder in Set(staged.map { FilePlace.folder(of: $0.target) }) { synchronize(folder) }
  }

  /// Removes the temporary files of writes under way and ends the process: for a signal handler's
  /// thread. No other thread makes a temporary file meanwhile.
  public static func endProcess(code: Int32) -> Never {
    temporaries.withLock { temporaries in
      for path in temporaries.paths { unlink(path) }
      _exit(code)
    }
  }

  /// Writes a draft under a temporary name, or, where a device is, to the device: then nil.
  private static func stage(_ draft: Draft) throws(TesseraError) -> Staged? {
    try FilePlace.check(draft.path)
    if FilePlace.isStream(draft.path) {
      let descriptor = open(draft.path, O_WRONLY | O_APPEND | O_CLOEXEC)
      guard descriptor >= 0 else { throw .cannotCreate(path: draft.path, reason: lastError()) }
      try finish(descriptor, draft, isStream: true)
      return nil
    }
    let target = FilePlace.resolved(draft.path)
    let (descriptor, temporary) = try createTemporary(beside: target, for: draft.path)
    do throws(TesseraError) {
      try finish(descriptor, draft, isStream: false)
    } catch {
      discard(temporary)
      throw error
    }
    return Staged(path: draft.path, target: target, temporary: temporary)
  }

  private static func createTemporary(
    beside target: String, for path: String
  ) throws(TesseraError) -> (descriptor: Int32, temporary: String) {
    // The lock spans creation, so that `endProcess` misses no file.
    let (descriptor, temporary, code) = temporaries.withLock { temporaries in
      while true {
        temporaries.count += 1
        let name = "\(target).partial-\(getpid())-\(temporaries.count)"
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

  private static func finish(
    _ descriptor: Int32, _ draft: Draft, isStream: Bool
  ) throws(TesseraError) {
    let failure = fill(descriptor, with: draft.bytes, isStream: isStream)
    guard close(descriptor) == 0, failure == nil else {
      throw .inputOutput(path: draft.path, reason: "cannot be written: \(failure ?? lastError())")
    }
  }

  private static func fill(
    _ descriptor: Int32, with bytes: [UInt8], isStream: Bool
  ) -> String? {
    var offset = 0
    while offset < bytes.count {
      let count = bytes[offset...].withUnsafeBytes { buffer in
        Glibc.write(descriptor, buffer.baseAddress, buffer.count)
      }
      if count < 0 {
        if errno == EINTR { continue }
        return lastError()
      }
      offset += count
    }
    return isStream || fsync(descriptor) == 0 ? nil : lastError()
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
