internal import Glibc

/// Small files, read as a whole: students, records, images, generated files.
package enum WholeFile {
  /// Why a file was not read, in words that follow its path.
  package struct Failure: Error, Equatable {
    package let reason: String
  }

  /// The bytes of a regular file, or of the one behind a link.
  ///
  /// The file is opened once, and checked through its descriptor, so that the checked file is the
  /// one that is read. A named pipe or a device is refused without waiting.
  ///
  /// - Parameters:
  ///   - path: the file.
  ///   - limit: the most bytes that it may have; of a longer file none are read.
  /// - Throws: `Failure`.
  /// - Complexity: O(bytes).
  package static func read(_ path: String, atMost limit: Int) throws(Failure) -> [UInt8] {
    do throws(FileDescriptor.Failure) {
      let descriptor = try FileDescriptor(reading: path)
      let identity = try FileIdentity(descriptor)
      guard identity.kind == S_IFREG else {
        throw FileDescriptor.Failure(reason: "not a regular file")
      }
      guard identity.byteCount <= limit else {
        throw FileDescriptor.Failure(reason: "larger than \(limit) bytes")
      }
      return try descriptor.beginning(identity.byteCount)
    } catch {
      throw Failure(reason: words(for: error))
    }
  }

  private static func words(for failure: FileDescriptor.Failure) -> String {
    switch failure.code {
    case ENOENT, ENOTDIR: "no such file"
    case EACCES, EPERM: "permission denied"
    default: failure.reason
    }
  }
}
