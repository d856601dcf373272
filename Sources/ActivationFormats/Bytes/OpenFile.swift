internal import Glibc
internal import Rows
import Synchronization

/// A regular file that is read at given positions, and is still the one that was opened.
///
/// Its descriptor may be closed when very many files are open; the next read opens it again.
final class OpenFile: Sendable {
  let path: String
  let identity: FileIdentity
  /// The descriptor of a file that has no name any more and cannot be opened again.
  private let pinned: FileDescriptor?

  /// Opens the file at `path`.
  init(_ path: String) throws(ActivationFormatsError) {
    self.path = path
    let descriptor: FileDescriptor
    do throws(FileDescriptor.Failure) {
      descriptor = try FileDescriptor(reading: path)
      identity = try FileIdentity(descriptor)
    } catch {
      if error.code == ENOENT || error.code == ENOTDIR { throw .notFound(file: path) }
      throw .unreadable(file: path, reason: error.reason)
    }
    pinned = nil
    guard identity.kind != S_IFDIR else { throw .isDirectory(file: path) }
    guard identity.kind == S_IFREG else {
      throw .unreadable(file: path, reason: "it is not a regular file")
    }
    DescriptorCache.shared.insert(descriptor, for: ObjectIdentifier(self))
  }

  /// A file without a name, complete and open. Errors name it by `path`.
  init(nameless descriptor: FileDescriptor, path: String) throws(FileDescriptor.Failure) {
    self.path = path
    identity = try FileIdentity(descriptor)
    pinned = descriptor
  }

  deinit {
    if pinned == nil { DescriptorCache.shared.remove(ObjectIdentifier(self)) }
  }

  /// Reads the bytes from `offset` on into all of `target`.
  ///
  /// - Throws: when they are not there, or when the file was changed since it was opened.
  func read(at offset: Int, into target: UnsafeMutableRawBufferPointer) throws(RowReadError) {
    do throws(FileDescriptor.Failure) {
      let descriptor = try openDescriptor()
      let count = try descriptor.read(at: offset, into: target)
      // After the bytes, so that a change before they came is noticed.
      let found = try FileIdentity(descriptor)
      guard found.byteCount == identity.byteCount else {
        let (new, old) = (found.byteCount, identity.byteCount)
        throw FileDescriptor.Failure(
          reason: "it has \(new) bytes and had \(old) when it was opened")
      }
      guard found == identity else {
        throw FileDescriptor.Failure(reason: "it was written to after it was opened")
      }
      guard count == target.count else {
        throw FileDescriptor.Failure(
          reason: "\(target.count) bytes from \(offset) on were asked for and \(count) are there")
      }
    } catch {
      throw RowReadError(file: path, reason: error.reason)
    }
  }

  /// The first bytes; fewer when the file has no more.
  func beginning(_ count: Int) throws(ActivationFormatsError) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: min(count, identity.byteCount))
    let failure = bytes.withUnsafeMutableBytes { target -> RowReadError? in
      do throws(RowReadError) {
        try read(at: 0, into: target)
        return nil
      } catch {
        return error
      }
    }
    if let failure { throw .unreadable(file: path, reason: failure.reason) }
    return bytes
  }

  private func openDescriptor() throws(FileDescriptor.Failure) -> FileDescriptor {
    if let pinned { return pinned }
    if let open = DescriptorCache.shared.descriptor(of: ObjectIdentifier(self)) { return open }
    let descriptor = try FileDescriptor(reading: path)
    guard try FileIdentity(descriptor).isSameFile(as: identity) else {
      throw FileDescriptor.Failure(reason: "another file has taken its place")
    }
    DescriptorCache.shared.insert(descriptor, for: ObjectIdentifier(self))
    return descriptor
  }
}

/// Which file it is, and whether it was changed.
struct FileIdentity: Sendable, Equatable {
  let byteCount: Int
  let kind: UInt32
  private let device: UInt
  private let node: UInt
  private let seconds: Int
  private let nanoseconds: Int

  init(_ descriptor: FileDescriptor) throws(FileDescriptor.Failure) {
    var status = stat()
    guard fstat(descriptor.number, &status) == 0 else { throw FileDescriptor.Failure(code: errno) }
    byteCount = Int(status.st_size)
    kind = status.st_mode & S_IFMT
    device = UInt(status.st_dev)
    node = UInt(status.st_ino)
    seconds = status.st_mtim.tv_sec
    nanoseconds = status.st_mtim.tv_nsec
  }

  /// Whether both are of one file, changed or not.
  func isSameFile(as other: FileIdentity) -> Bool { device == other.device && node == other.node }
}

/// An open file descriptor; closed when the last user goes.
final class FileDescriptor: Sendable {
  /// An error of the system.
  struct Failure: Error {
    let code: Int32
    let reason: String

    init(code: Int32) {
      self.code = code
      reason = String(cString: strerror(code))
    }

    init(reason: String) {
      code = 0
      self.reason = reason
    }
  }

  let number: Int32

  /// Takes over an open descriptor.
  init(adopting number: Int32) {
    self.number = number
  }

  convenience init(reading path: String) throws(Failure) {
    // Without O_NONBLOCK a named pipe would wait for a writer.
    let number = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC)
    guard number >= 0 else { throw Failure(code: errno) }
    self.init(adopting: number)
  }

  deinit { close(number) }

  /// Reads up to the end of `target` or of the file; returns how many bytes came.
  func read(
    at offset: Int, into target: UnsafeMutableRawBufferPointer
  ) throws(Failure) -> Int {
    var filled = 0
    while filled < target.count, let base = target.baseAddress {
      let count = pread(number, base + filled, target.count - filled, off_t(offset + filled))
      if count < 0 {
        guard errno == EINTR else { throw Failure(code: errno) }
      } else if count == 0 {
        break
      } else {
        filled += count
      }
    }
    return filled
  }

  /// The first `count` bytes; fewer when the file has no more.
  func beginning(_ count: Int) throws(Failure) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: count)
    let outcome = bytes.withUnsafeMutableBytes { target in
      Result { () throws(Failure) in try read(at: 0, into: target) }
    }
    bytes.removeLast(count - (try outcome.get()))
    return bytes
  }

  /// Writes all bytes at the descriptor's position.
  func write(_ bytes: UnsafeRawBufferPointer) throws(Failure) {
    var written = 0
    while written < bytes.count, let base = bytes.baseAddress {
      let count = Glibc.write(number, base + written, bytes.count - written)
      guard count >= 0 || errno == EINTR else { throw Failure(code: errno) }
      written += max(0, count)
    }
  }
}

/// The descriptors of the files that were read last: a dump may have more shards than a process
/// may have open files.
final class DescriptorCache: Sendable {
  static let shared = DescriptorCache()

  private struct Entry {
    let descriptor: FileDescriptor
    var lastUse: Int
  }

  private struct State {
    var entries: [ObjectIdentifier: Entry] = [:]
    var uses = 0
  }

  private let state = Mutex(State())
  /// Half of the descriptors that the process may have, 512 at most.
  private let capacity: Int

  private init() {
    var limit = rlimit()
    let isKnown = getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0
    capacity = isKnown ? max(8, min(512, Int(clamping: limit.rlim_cur) / 2)) : 128
  }

  func descriptor(of file: ObjectIdentifier) -> FileDescriptor? {
    state.withLock { state in
      state.uses += 1
      state.entries[file]?.lastUse = state.uses
      return state.entries[file]?.descriptor
    }
  }

  /// Keeps a descriptor; the one that was not used for longest goes when there are too many.
  func insert(_ descriptor: FileDescriptor, for file: ObjectIdentifier) {
    state.withLock { state in
      state.uses += 1
      state.entries[file] = Entry(descriptor: descriptor, lastUse: state.uses)
      guard state.entries.count > capacity else { return }
      if let oldest = state.entries.min(by: { $0.value.lastUse < $1.value.lastUse }) {
        state.entries[oldest.key] = nil
      }
    }
  }

  func remove(_ file: ObjectIdentifier) {
    state.withLock { state in _ = state.entries.removeValue(forKey: file) }
  }
}
