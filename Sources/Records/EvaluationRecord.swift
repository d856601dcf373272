package import ActivationFormats
package import HostRuntime
internal import PackedFormat
internal import Quantization

/// The report of `evaluate`: the student, the teacher and the figures on one dump.
public struct EvaluationRecord: Sendable, Equatable, Codable {
  /// The packed student, as far as its bytes state it.
  public struct Student: Sendable, Equatable, Codable {
    /// SHA-256 of the whole file, in hexadecimal.
    public var sha256: String
    /// Bytes of the whole file.
    public var bytes: Int
    /// The number of regions, k.
    public var regionCount: Int
    /// The number of inputs, n.
    public var inputs: Int
    /// The number of outputs, C.
    public var outputs: Int
    /// `folded`, `linear`, `rectified` or `none`.
    public var head: String
    /// Multiply-accumulates of one inference.
    public var macs: Int

    // The keys of files that exist.
    private enum CodingKeys: String, CodingKey {
      case regionCount = "k"
      case sha256, bytes, inputs, outputs, head, macs
    }
  }

  /// The student.
  public var student: Student
  /// How k and λ were chosen; nil without the run record.
  public var selection: RunRecord.Selection?
  /// The teacher, as far as the dump states it.
  public var teacher: RunRecord.Teacher
  /// The names of the classes, from the dump or else the run record; nil where neither has them.
  public var classNames: [String]?
  /// The dump that was measured on.
  public var dump: RunRecord.Dump
  /// The figures.
  public var test: TestReport
  /// Whether the bound on int8 that follows from both students is the one in the run record; nil
  /// without one.
  public var certificateMatches: Bool?

  /// The figures of a student that was measured.
  ///
  /// - Parameters:
  ///   - record: its run record; nil where there is none.
  ///   - dump: the dump that it was measured on.
  ///   - test: the figures.
  ///   - certificateMatches: see the property.
  package init(
    _ packed: PackedStudent, record: RunRecord?, dump: ActivationDump, test: TestReport,
    certificateMatches: Bool?
  ) {
    student = Student(
      sha256: packed.sha256, bytes: packed.bytes.count, regionCount: packed.header.regionCount,
      inputs: packed.header.inputCount, outputs: packed.header.outputCount,
      head: packed.header.headName, macs: packed.header.shape.multiplyAccumulates)
    selection = record?.selection
    teacher = RunRecord.Teacher(
      parameters: dump.teacherParameters, macs: dump.teacherMultiplyAccumulates,
      accuracy: test.teacherAccuracy)
    classNames = dump.classNames ?? record?.classNames
    self.dump = RunRecord.Dump(role: "test", dump)
    self.test = test
    self.certificateMatches = certificateMatches
  }
}
