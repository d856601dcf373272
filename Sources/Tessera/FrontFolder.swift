public import Files
internal import Records
internal import Rows

/// The students of a front in a folder, each with its run record: `00808.tessera`, `00808.json` for
/// 808 bytes, and `00808-2.tessera` for another student of that size.
public struct FrontFolder: Sendable {
  private let students: [Compression.Result]

  /// - Parameter students: by ascending size.
  public init(_ students: [Compression.Result]) { self.students = students }

  /// Writes all students: all are complete on the disk before the first takes its name.
  ///
  /// - Parameters:
  ///   - folder: made when it is not there.
  ///   - drafts: further files of the same run, which take their names first.
  /// - Throws: `TesseraError.files`; then nothing was written.
  public func write(
    to folder: String, with drafts: [AtomicFile.Draft] = []
  ) throws(TesseraError) {
    try FilePlace.withFolders([folder], failing: TesseraError.files) { () throws(TesseraError) in
      var drafts = drafts
      for (name, student) in zip(names, students) {
        drafts += try student.drafts(to: FilePath.file(name, in: folder))
      }
      try rethrowing(AtomicFile.write(drafts), as: TesseraError.files)
    }
  }

  private var names: [String] {
    var counts: [Int: Int] = [:]
    return students.map { student in
      let bytes = student.record.student.bytes
      counts[bytes, default: 0] += 1
      let digits = String(bytes)
      let padded = String(repeating: "0", count: max(0, 5 - digits.count)) + digits
      let count = counts[bytes, default: 1]
      return (count == 1 ? padded : "\(padded)-\(count)") + ".tessera"
    }
  }
}
