internal import Glibc
internal import Rows

/// Read-only bytes: memory that this instance owns, or an open file that is read where it lies.
///
/// Bytes of a file are never mapped and never read as a whole: each reader brings the memory for
/// the block that it wants. Several threads may read at once.
final class ByteStorage: Sendable {
  private enum Place {
    case memory(OwnedMemory)
    case file(OpenFile)
  }

  /// The number of bytes.
  let count: Int
  private let place: Place

  /// The most bytes of a file that are read at once before they are decoded: they stay in the
  /// processor's cache.
  static let blockBytes = 1 << 18

  /// The bytes of the file at `path`. O(1).
  init(file path: String) throws(ActivationFormatsError) {
    let file = try OpenFile(path)
    count = file.identity.byteCount
    place = .file(file)
  }

  /// The bytes of a file that is open already.
  init(_ file: OpenFile) {
    count = file.identity.byteCount
    place = .file(file)
  }

  /// Bytes in memory, which is written to no more.
  init(_ memory: OwnedMemory) {
    count = memory.bytes.count
    place = .memory(memory)
  }

  /// A copy of the elements' bytes, in this machine's byte order.
  convenience init(copying elements: [some BitwiseCopyable]) {
    let memory = elements.withUnsafeBytes { source in
      guard let memory = OwnedMemory(byteCount: source.count) else {
        preconditionFailure("no memory for \(source.count) bytes")
      }
      memory.bytes.copyMemory(from: source)
      return memory
    }
    self.init(memory)
  }

  /// The bytes when they are in memory, valid as long as this instance; nil for a file.
  var memory: UnsafeRawBufferPointer? {
    if case .memory(let memory) = place { UnsafeRawBufferPointer(memory.bytes) } else { nil }
  }

  /// Copies the bytes from `offset` on into all of `target`.
  ///
  /// - Throws: when the file is cut short, was changed, or cannot be read.
  func read(
    at offset: Int, into target: UnsafeMutableRawBufferPointer
  ) throws(RowReadError) {
    precondition(offset >= 0 && offset + target.count <= count, "bytes out of bounds")
    switch place {
    case .memory(let memory):
      target.copyMemory(
        from: UnsafeRawBufferPointer(rebasing: memory.bytes[offset..<offset + target.count]))
    case .file(let file): try file.read(at: offset, into: target)
    }
  }

  /// Copies the bytes in `range` into `bytes`, from its element `start` on.
  ///
  /// - Precondition: they fit.
  func read(
    _ range: Range<Int>, into bytes: inout [UInt8], at start: Int = 0
  ) throws(ActivationFormatsError) {
    precondition(start >= 0 && start + range.count <= bytes.count, "bytes out of bounds")
    do throws(RowReadError) {
      try bytes.withUnsafeMutableBufferPointer { buffer throws(RowReadError) in
        let target = UnsafeMutableRawBufferPointer(buffer)
        try read(
          at: range.lowerBound,
          into: UnsafeMutableRawBufferPointer(rebasing: target[start..<start + range.count]))
      }
    } catch {
      throw .unreadableRows(error)
    }
  }

  /// A copy of the bytes in `range`.
  ///
  /// - Precondition: `range` lies within `0..<count`.
  func bytes(in range: Range<Int>) throws(ActivationFormatsError) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: range.count)
    try read(range, into: &bytes)
    return bytes
  }

  /// Calls `body` with all bytes, one block after another.
  func forEachBlock(_ body: (UnsafeRawBufferPointer) -> Void) throws(RowReadError) {
    if let memory { return body(memory) }
    let buffer = BlockBuffer()
    for start in stride(from: 0, to: count, by: Self.blockBytes) {
      let block = buffer.bytes(min(Self.blockBytes, count - start))
      try read(at: start, into: block)
      body(UnsafeRawBufferPointer(block))
    }
  }
}

/// Memory that is freed with its last user.
final class OwnedMemory: @unchecked Sendable {
  private(set) var bytes: UnsafeMutableRawBufferPointer

  /// Fails when there is no memory.
  init?(byteCount: Int) {
    guard let base = malloc(max(byteCount, 1)) else { return nil }
    bytes = UnsafeMutableRawBufferPointer(start: base, count: byteCount)
  }

  deinit { free(bytes.baseAddress) }

  /// Releases the bytes after the first `byteCount`.
  func shrink(to byteCount: Int) {
    guard byteCount < bytes.count else { return }
    let base = realloc(bytes.baseAddress, max(byteCount, 1)) ?? bytes.baseAddress
    bytes = UnsafeMutableRawBufferPointer(start: base, count: byteCount)
  }
}

/// Memory for one block at a time; allocated at its first use.
final class BlockBuffer {
  private var memory: OwnedMemory?

  /// Room for `count` bytes; earlier content is lost.
  func bytes(_ count: Int) -> UnsafeMutableRawBufferPointer {
    if let memory, memory.bytes.count >= count {
      return UnsafeMutableRawBufferPointer(rebasing: memory.bytes[..<count])
    }
    guard let grown = OwnedMemory(byteCount: count) else {
      preconditionFailure("no memory for a block of \(count) bytes")
    }
    memory = grown
    return grown.bytes
  }
}
