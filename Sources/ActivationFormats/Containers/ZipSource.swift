import CZip
import Rows

/// The bytes of an archive as libzip asks for them; each reader of the archive has its own.
///
/// libzip sees the archive alone, without a comment and without what else is in the file.
final class ZipSource {
  private let storage: ByteStorage
  /// Where the archive lies; it ends with the length of its comment.
  private let archive: Range<Int>
  private var position = 0
  /// Where the last reads that followed each other in the file began.
  private var runStart = 0
  /// Why the file could not be read; libzip knows only that it could not.
  private var failure: RowReadError?

  init(_ storage: ByteStorage, archive: Range<Int>) {
    self.storage = storage
    self.archive = archive
  }

  /// Where the last `count` bytes that were read lie in the file; nil when they are in pieces.
  func start(ofLast count: Int) -> Int? {
    position - runStart >= count ? archive.lowerBound + position - count : nil
  }

  /// Calls `body` with the opened archive.
  ///
  /// - Parameter isStrict: whether the directory must agree with the entries themselves.
  func withArchive<Result>(
    _ path: String, isStrict: Bool = true,
    _ body: (OpaquePointer) throws(ActivationFormatsError) -> Result
  ) throws(ActivationFormatsError) -> Result {
    do throws(ActivationFormatsError) {
      return try withExtendedLifetime(self) { () throws(ActivationFormatsError) in
        try open(path, flags: isStrict ? ZIP_RDONLY | ZIP_CHECKCONS : ZIP_RDONLY) {
          archive throws(ActivationFormatsError) in try body(archive)
        }
      }
    } catch {
      if let failure { throw .unreadableRows(failure) }
      throw error
    }
  }

  private func open<Result>(
    _ path: String, flags: Int32, _ body: (OpaquePointer) throws(ActivationFormatsError) -> Result
  ) throws(ActivationFormatsError) -> Result {
    var status = zip_error_t()
    zip_error_init(&status)
    defer { zip_error_fini(&status) }
    let callback: zip_source_callback = { user, data, count, command in
      guard let user else { return -1 }
      return Unmanaged<ZipSource>.fromOpaque(user).takeUnretainedValue()
        .answer(command, data, count)
    }
    // libzip goes before this instance does.
    let user = Unmanaged.passUnretained(self).toOpaque()
    guard let source = zip_source_function_create(callback, user, &status) else {
      throw Self.damage(&status, path, "")
    }
    guard let archive = zip_open_from_source(source, flags, &status) else {
      zip_source_free(source)
      throw Self.damage(&status, path, "")
    }
    defer { zip_discard(archive) }
    return try body(archive)
  }

  private static let commands = [
    ZIP_SOURCE_OPEN, ZIP_SOURCE_READ, ZIP_SOURCE_CLOSE, ZIP_SOURCE_STAT, ZIP_SOURCE_ERROR,
    ZIP_SOURCE_FREE, ZIP_SOURCE_SEEK, ZIP_SOURCE_TELL, ZIP_SOURCE_SUPPORTS,
  ]

  private func answer(
    _ command: zip_source_cmd_t, _ data: UnsafeMutableRawPointer?, _ count: UInt64
  ) -> Int64 {
    switch command {
    case ZIP_SOURCE_OPEN:
      seek(to: 0)
      return 0
    case ZIP_SOURCE_CLOSE, ZIP_SOURCE_FREE: return 0
    case ZIP_SOURCE_READ: return read(UnsafeMutableRawBufferPointer(start: data, count: Int(count)))
    case ZIP_SOURCE_TELL: return Int64(position)
    case ZIP_SOURCE_SEEK:
      guard let data else { return -1 }
      let offset = zip_source_seek_compute_offset(
        UInt64(position), UInt64(archive.count), data, count, nil)
      guard offset >= 0 else { return -1 }
      seek(to: Int(offset))
      return 0
    case ZIP_SOURCE_STAT:
      guard let data, count >= MemoryLayout<zip_stat_t>.size else { return -1 }
      var status = zip_stat_t()
      zip_stat_init(&status)
      status.size = UInt64(archive.count)
      status.valid = UInt64(ZIP_STAT_SIZE)
      data.storeBytes(of: status, as: zip_stat_t.self)
      return Int64(MemoryLayout<zip_stat_t>.size)
    case ZIP_SOURCE_ERROR:
      guard let data, count >= 2 * MemoryLayout<Int32>.size else { return -1 }
      data.storeBytes(of: failure == nil ? ZIP_ER_SEEK : ZIP_ER_READ, as: Int32.self)
      data.storeBytes(of: 0, toByteOffset: MemoryLayout<Int32>.size, as: Int32.self)
      return Int64(2 * MemoryLayout<Int32>.size)
    case ZIP_SOURCE_SUPPORTS:
      return Self.commands.reduce(0) { $0 | 1 << Int64($1.rawValue) }
    default: return -1
    }
  }

  private func seek(to offset: Int) {
    guard offset != position else { return }
    (position, runStart) = (offset, offset)
  }

  private func read(_ target: UnsafeMutableRawBufferPointer) -> Int64 {
    let part = UnsafeMutableRawBufferPointer(
      rebasing: target[..<min(target.count, max(0, archive.count - position))])
    do throws(RowReadError) {
      try storage.read(at: archive.lowerBound + position, into: part)
    } catch {
      failure = error
      return -1
    }
    // The archive has no comment here.
    let comment = archive.count - 2
    for place in max(position, comment)..<max(position + part.count, comment) {
      part[place - position] = 0
    }
    position += part.count
    return Int64(part.count)
  }

  /// libzip's objection.
  static func damage(
    _ error: UnsafeMutablePointer<zip_error_t>, _ path: String, _ array: String
  ) -> ActivationFormatsError {
    .damagedArchive(file: path, array: array, reason: String(cString: zip_error_strerror(error)))
  }
}
