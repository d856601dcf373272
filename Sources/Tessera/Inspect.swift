public import ActivationFormats
internal import Files
public import Records
public import Rows

/// The content of a dump or a packed student: the verb `inspect`.
public enum Inspection: Sendable, Equatable {
  /// An activation dump.
  case dump(DumpInspection)
  /// A packed student.
  case student(StudentInspection)

  /// Looks at a file or a directory. A file that begins like a packed student, or is named
  /// `.tessera`, is read as one; everything else as a dump.
  ///
  /// - Parameters:
  ///   - path: the file or the directory.
  ///   - options: how a dump is read.
  ///   - parallelism: how many threads; changes the time and never the result.
  /// - Throws: `TesseraError`.
  /// - Complexity: O(all elements).
  public init(
    _ path: String, options: DumpOptions = DumpOptions(),
    parallelism: Parallelism
  ) throws(TesseraError) {
    // Any text is a CSV dump, so the bytes are checked first. The other containers refuse a
    // student.
    let isText = FilePath.suffix(of: path) == "csv"
    if path.hasSuffix(".tessera") || isText && Self.startsLikeStudent(path) {
      self = .student(try StudentFile.read(path).inspection)
      return
    }
    do throws(ActivationFormatsError) {
      let survey = try DumpSurvey(of: path, options: options, parallelism: parallelism)
      self = .dump(DumpInspection(path, survey))
    } catch {
      guard !isText, Self.startsLikeStudent(path) else { throw .formats(error) }
      self = .student(try StudentFile.read(path).inspection)
    }
  }

  private static func startsLikeStudent(_ path: String) -> Bool {
    (try? ActivationDump.beginning(of: path, count: 4)) == Array("TSRA".utf8)
  }
}
