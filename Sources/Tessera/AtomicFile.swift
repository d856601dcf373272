// The one file of this module that touches C and file descriptors.

internal import Synchronization

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// Writes whole files: the old content or the new one, never half.
public enum AtomicFile {
  /// Temporary files that exist now.
  private static let temporaries = Mutex<Set<String>>([])

  /// Writes `bytes` to a temporary name beside `path`, forces them to the disk and renames.
  ///
  /// - Throws: `TesseraError.cannotCreate` when the temporary file cannot be made or renamed, and
  ///   `.inputOutput` when writing fails; the old file is then as it was.
  /// - Complexity: O(`bytes.count`).
  public static func write(_ bytes: [UInt8], to path: String) throws(TesseraError) {
    let temporary = "\(path).partial-\(getpid())"
    temporaries.withLock { _ = $0.insert(temporary) }
    defer {
      unlink(temporary)
      temporaries.withLock { _ = $0.remove(temporary) }
    }
    let descriptor = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else { throw .cannotCreate(path: path, reason: lastError()) }
    let failure = fill(descriptor, with: bytes)
    guard close(descriptor) == 0, failure == nil else {
      throw .inputOutput(path: path, reason: "cannot be written: \(failure ?? lastError())")
    }
    guard rename(temporary, path) == 0 else {
      throw .cannotCreate(path: path, reason: lastError())
    }
    synchronizeFolder(of: path)
  }

  /// Removes the temporary files of writes under way: for a signal handler's thread, before the
  /// process ends.
  public static func removeTemporaries() {
    temporaries.withLock { for path in $0 { unlink(path) } }
  }

  private static func fill(_ descriptor: Int32, with bytes: [UInt8]) -> String? {
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
    return fsync(descriptor) == 0 ? nil : lastError()
  }

  /// Makes the rename itself durable; some file systems refuse, and the file is whole anyway.
  private static func synchronizeFolder(of path: String) {
    let folder = path.lastIndex(of: "/").map { String(path[...$0]) } ?? "."
    let descriptor = open(folder, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return }
    fsync(descriptor)
    close(descriptor)
  }

  private static func lastError() -> String {
    String(cString: strerror(errno))
  }
}
