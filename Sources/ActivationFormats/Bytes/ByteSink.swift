internal import Glibc

/// Takes the bytes of an array as they are inflated or parsed: in memory up to a limit, beyond it
/// in a temporary file that has no name and goes with its last reader.
struct ByteSink: ~Copyable {
  private let file: String
  private let array: String
  /// The bytes that are expected at most.
  private let expected: Int
  /// The bytes that are not in the temporary file.
  private let memory: OwnedMemory
  /// How many bytes of `memory` are used.
  private var used = 0
  private let spill: TemporaryFile?

  /// How much is written to the temporary file at once.
  private static let spillBytes = 1 << 20

  /// - Parameters:
  ///   - expected: no more bytes than this will come.
  ///   - limit: the most bytes that stay in memory.
  ///   - file: the dump, for errors.
  ///   - array: the array, for errors.
  init(
    expecting expected: Int, limit: Int, file: String, array: String
  ) throws(ActivationFormatsError) {
    // Memory that nothing was written to takes no place yet.
    let capacity = expected > limit ? Self.spillBytes : expected
    guard let memory = OwnedMemory(byteCount: capacity) else {
      throw .outOfMemory(file: file, array: array, bytes: capacity)
    }
    let spill: TemporaryFile?
    do throws(FileDescriptor.Failure) {
      spill = expected > limit ? try TemporaryFile() : nil
    } catch {
      throw Self.failure(error, file: file, array: array, bytes: expected)
    }
    self.file = file
    self.array = array
    self.expected = expected
    self.memory = memory
    self.spill = spill
  }

  /// Lets `fill` write up to `count` bytes behind those that are there; it returns how many.
  mutating func append(
    upTo count: Int,
    _ fill: (UnsafeMutableRawBufferPointer) throws(ActivationFormatsError) -> Int
  ) throws(ActivationFormatsError) -> Int {
    guard count > 0 else { return 0 }
    if used == memory.bytes.count { try flush() }
    let end = used + min(count, memory.bytes.count - used)
    let room = UnsafeMutableRawBufferPointer(rebasing: memory.bytes[used..<end])
    let filled = try fill(room)
    used += filled
    return filled
  }

  /// Appends the elements' bytes, in this machine's byte order.
  mutating func append(_ elements: [Double]) throws(ActivationFormatsError) {
    let byteCount = elements.count * MemoryLayout<Double>.stride
    var taken = 0
    while taken < byteCount {
      taken += try append(upTo: byteCount - taken) { room in
        elements.withUnsafeBytes {
          room.copyMemory(from: UnsafeRawBufferPointer(rebasing: $0[taken..<taken + room.count]))
        }
        return room.count
      }
    }
  }

  /// The appended bytes.
  consuming func storage() throws(ActivationFormatsError) -> ByteStorage {
    guard let spill else {
      memory.shrink(to: used)
      return ByteStorage(memory)
    }
    try flush()
    do throws(FileDescriptor.Failure) {
      return ByteStorage(try spill.reading(named: file))
    } catch {
      throw Self.failure(error, file: file, array: array, bytes: expected)
    }
  }

  private mutating func flush() throws(ActivationFormatsError) {
    guard let spill else { preconditionFailure("no more than \(expected) bytes come") }
    do throws(FileDescriptor.Failure) {
      try spill.write(UnsafeRawBufferPointer(rebasing: memory.bytes[..<used]))
    } catch {
      throw Self.failure(error, file: file, array: array, bytes: expected)
    }
    used = 0
  }

  private static func failure(
    _ failure: FileDescriptor.Failure, file: String, array: String, bytes: Int
  ) -> ActivationFormatsError {
    .temporaryFile(
      file: file, array: array, directory: TemporaryFile.directory, bytes: bytes,
      reason: failure.reason)
  }
}

/// A file without a name, in the directory that TMPDIR names or in /tmp.
struct TemporaryFile {
  private let descriptor: FileDescriptor

  static var directory: String {
    guard let text = getenv("TMPDIR") else { return "/tmp" }
    let path = String(cString: text)
    return path.isEmpty ? "/tmp" : path
  }

  init() throws(FileDescriptor.Failure) {
    var template = Array("\(Self.directory)/tessera-XXXXXX".utf8CString)
    let number = mkstemp(&template)
    guard number >= 0 else { throw FileDescriptor.Failure(code: errno) }
    descriptor = FileDescriptor(adopting: number)
    _ = fcntl(number, F_SETFD, FD_CLOEXEC)
    guard unlink(template) == 0 else { throw FileDescriptor.Failure(code: errno) }
  }

  func write(_ bytes: UnsafeRawBufferPointer) throws(FileDescriptor.Failure) {
    try descriptor.write(bytes)
  }

  /// The file for readers, once all is written.
  func reading(named path: String) throws(FileDescriptor.Failure) -> OpenFile {
    try OpenFile(nameless: descriptor, path: path)
  }
}
