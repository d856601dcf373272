public import ActivationFormats
public import LinearAlgebra

/// What `evaluate` tells: the student, the teacher and the figures on one dump.
public struct EvaluationRecord: Sendable, Equatable, Codable {
  /// The packed student, as far as its bytes tell.
  public struct Student: Sendable, Equatable, Codable {
    /// SHA-256 of the whole file, in hexadecimal.
    public var sha256: String
    /// Bytes of the whole file.
    public var bytes: Int
    /// The number of regions, k.
    public var k: Int
    /// The number of inputs, n.
    public var inputs: Int
    /// The number of outputs, C.
    public var outputs: Int
    /// `folded`, `linear`, `rectified` or `none`.
    public var head: String
    /// Multiply-accumulates of one inference.
    public var macs: Int
  }

  /// The student.
  public var student: Student
  /// How k and λ were chosen; nil without the run record.
  public var selection: RunRecord.Selection?
  /// The teacher, as far as the dump tells.
  public var teacher: RunRecord.Teacher
  /// The names of the classes, of the dump or else of the run record; nil where neither tells.
  public var classNames: [String]?
  /// The dump that was measured on.
  public var dump: RunRecord.Dump
  /// The figures.
  public var test: TestReport
  /// Whether the bound on int8 that follows from both students is the one in the run record; nil
  /// without one.
  public var certificateMatches: Bool?

  /// Measures a student on a dump: the verb `evaluate`.
  ///
  /// - Parameters:
  ///   - file: the student, with its record where there is one.
  ///   - dump: N rows of the same width.
  ///   - parallelism: how many threads; changes the time and never the result.
  ///   - progress: hears how far the pass has come; nil for nobody.
  /// - Throws: `TesseraError.mismatchedDump` when the dump is of another shape, `.unreadableRows`
  ///   when it can no longer be read.
  /// - Complexity: O(N) inferences.
  public init(
    _ file: StudentFile, on dump: ActivationDump, parallelism: Parallelism,
    progress: ProgressHandler? = nil
  ) throws(TesseraError) {
    let packed = file.student
    let bound = file.bound
    certificateMatches = file.record?.certificate.map { bound.map($0.matches) ?? false }
    test = try TestReport(
      of: packed, model: file.model, bound: bound, on: dump, parallelism: parallelism,
      progress: progress)
    student = Student(
      sha256: packed.sha256, bytes: packed.bytes.count, k: packed.header.regionCount,
      inputs: packed.header.inputCount, outputs: packed.header.outputCount,
      head: packed.header.headName, macs: packed.header.shape.multiplyAccumulates)
    selection = file.record?.selection
    teacher = RunRecord.Teacher(
      parameters: dump.teacherParameters, macs: dump.teacherMultiplyAccumulates,
      accuracy: test.teacherAccuracy)
    classNames = dump.classNames ?? file.record?.classNames
    self.dump = RunRecord.Dump(role: "test", dump)
  }
}
