package import Firmware
internal import HostRuntime
internal import Rows

/// The files that `generate` wrote.
public struct FirmwareRecord: Sendable, Equatable, Codable {
  /// The packed student in the folder.
  public struct Student: Sendable, Equatable, Codable {
    /// SHA-256 of the whole file, in hexadecimal.
    public var sha256: String
    /// Bytes of the whole file.
    public var bytes: Int
  }

  /// The proof inputs.
  public struct Vectors: Sendable, Equatable, Codable {
    /// How many there are.
    public var count: Int
    /// Where they come from, in words.
    public var source: String
  }

  /// The folder.
  public var folder: String
  /// The student's name in C.
  public var name: String
  /// The packed student.
  public var student: Student
  /// One name for each output, or both for a binary one.
  public var classNames: [String]
  /// The proof inputs.
  public var vectors: Vectors
  /// Every file, relative to the folder, in order.
  public var files: [String]

  /// The record of a folder.
  ///
  /// - Parameters:
  ///   - source: the written folder.
  ///   - path: where it went.
  package init(_ source: FirmwareSource, at path: String) {
    folder = path
    name = source.name.text
    student = Student(sha256: source.sha256, bytes: source.bytes.count)
    classNames = source.classNames
    vectors = Vectors(count: source.vectors.labels.count, source: source.vectors.source)
    files = source.files.map(\.path)
  }
}
