internal import Foundation

/// The students of a front in a folder, each with its run record: `00808.tessera`, `00808.json` for
/// 808 bytes, and `00808-2.tessera` for another student of that size.
public struct FrontFolder: Sendable {
  private let students: [Compression.Result]

  /// - Parameter students: by ascending size.
  public init(_ students: [Compression.Result]) { self.students = students }

  /// Writes all students.
  ///
  /// - Parameter folder: made when it is not there.
  /// - Throws: `TesseraError.cannotCreate` and `.inputOutput`; what was written before stays.
  public func write(to folder: String) throws(TesseraError) {
    do {
      try FileManager.default.createDirectory(
        atPath: folder, withIntermediateDirectories: true)
    } catch {
      throw .cannotCreate(path: folder, reason: error.localizedDescription)
    }
    var counts: [Int: Int] = [:]
    for student in students {
      let bytes = student.record.student.bytes
      counts[bytes, default: 0] += 1
      let digits = String(bytes)
      let padded = String(repeating: "0", count: max(0, 5 - digits.count)) + digits
      let count = counts[bytes, default: 1]
      let name = count == 1 ? padded : "\(padded)-\(count)"
      try student.write(to: (folder as NSString).appendingPathComponent(name + ".tessera"))
    }
  }
}
