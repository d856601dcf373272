internal import Crypto
internal import Glibc

/// Read-only bytes: a mapped file, or memory that this instance owns.
///
/// A mapped file must not be shortened by another process while it is read.
final class ByteStorage: @unchecked Sendable {
  /// The number of bytes.
  let count: Int
  private let base: UnsafeMutableRawPointer
  private let isMapped: Bool

  private init(base: UnsafeMutableRawPointer, count: Int, isMapped: Bool) {
    self.base = base
    self.count = count
    self.isMapped = isMapped
  }

  deinit {
    if isMapped { munmap(base, count) } else { free(base) }
  }

  /// Maps the file at `path`. O(1): pages are read when they are touched.
  static func mapping(_ path: String) throws(ActivationFormatsError) -> ByteStorage {
    // Without O_NONBLOCK a named pipe would wait for a writer.
    let descriptor = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC)
    guard descriptor >= 0 else { throw openingError(path, code: errno) }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { throw openingError(path, code: errno) }
    let kind = status.st_mode & S_IFMT
    guard kind != S_IFDIR else { throw .isDirectory(file: path) }
    guard kind == S_IFREG else {
      throw .unreadable(file: path, reason: "it is not a regular file")
    }
    let count = Int(status.st_size)
    guard count > 0 else { return try allocating(count: 0, file: path, array: "") { _ in } }
    guard let base = mmap(nil, count, PROT_READ, MAP_PRIVATE, descriptor, 0), base != MAP_FAILED
    else { throw openingError(path, code: errno) }
    return ByteStorage(base: base, count: count, isMapped: true)
  }

  /// `count` bytes of owned memory, all of which `fill` must write.
  static func allocating(
    count: Int, file: String, array: String,
    fill: (UnsafeMutableRawBufferPointer) throws(ActivationFormatsError) -> Void
  ) throws(ActivationFormatsError) -> ByteStorage {
    guard let base = malloc(max(count, 1)) else {
      throw .outOfMemory(file: file, array: array, bytes: count)
    }
    let storage = ByteStorage(base: base, count: count, isMapped: false)
    try fill(UnsafeMutableRawBufferPointer(start: base, count: count))
    return storage
  }

  /// A copy of the elements' bytes, in this machine's byte order.
  static func copying(_ elements: [some BitwiseCopyable]) -> ByteStorage {
    elements.withUnsafeBytes { source in
      guard let base = malloc(max(source.count, 1)) else {
        preconditionFailure("no memory for \(source.count) bytes")
      }
      UnsafeMutableRawBufferPointer(start: base, count: source.count).copyMemory(from: source)
      return ByteStorage(base: base, count: source.count, isMapped: false)
    }
  }

  /// Hashes all bytes.
  func update(_ hash: inout SHA256) {
    withUnsafeBytes { hash.update(bufferPointer: $0) }
  }

  /// Calls `body` with the bytes; they are valid during the call only.
  func withUnsafeBytes<Result, Failure: Error>(
    _ body: (UnsafeRawBufferPointer) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    try body(UnsafeRawBufferPointer(start: base, count: count))
  }

  /// Calls `body` with the bytes as a bounds-checked span.
  func withSpan<Result, Failure: Error>(
    _ body: (Span<UInt8>) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    let bytes = UnsafeRawBufferPointer(start: base, count: count).assumingMemoryBound(
      to: UInt8.self)
    return try body(bytes.span)
  }

  /// A copy of the bytes in `range`.
  ///
  /// - Precondition: `range` lies within `0..<count`.
  func bytes(in range: Range<Int>) -> [UInt8] {
    precondition(range.lowerBound >= 0 && range.upperBound <= count, "bytes out of bounds")
    return [UInt8](UnsafeRawBufferPointer(start: base + range.lowerBound, count: range.count))
  }

  private static func openingError(_ path: String, code: Int32) -> ActivationFormatsError {
    if code == ENOENT || code == ENOTDIR { return .notFound(file: path) }
    return .unreadable(file: path, reason: String(cString: strerror(code)))
  }
}
