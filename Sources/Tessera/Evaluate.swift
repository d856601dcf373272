public import ActivationFormats
public import HostRuntime
public import Quantization
public import Records
public import Rows
public import Student

extension EvaluationRecord {
  /// Measures a student on a dump: the verb `evaluate`.
  ///
  /// - Parameters:
  ///   - file: the student, with its record where there is one.
  ///   - dump: N rows of the same width.
  ///   - parallelism: how many threads; changes the time and never the result.
  ///   - progress: called with how far the pass has come; nil for none.
  /// - Throws: `TesseraError.mismatchedDump` when the dump is of another shape, `.takesIntegersOnly`
  ///   when the student takes no floats, `.nothingToCompare` when the dump has no outputs to compare
  ///   with, `.unreadableRows` when it can no longer be read.
  /// - Complexity: O(N) inferences.
  public init(
    _ file: StudentFile, on dump: ActivationDump, parallelism: Parallelism,
    progress: ProgressHandler? = nil
  ) throws(TesseraError) {
    self = try MeasuredStudent(file, on: dump, parallelism: parallelism, progress: progress).record
  }
}

/// A student that was measured on a dump, in one pass over its rows.
struct MeasuredStudent {
  let record: EvaluationRecord
  /// Further figures for a report; nil where they were not requested.
  let detail: TestDetail?

  init(
    _ file: StudentFile, on dump: ActivationDump, isDetailed: Bool = false,
    parallelism: Parallelism, progress: ProgressHandler?
  ) throws(TesseraError) {
    let bound = file.bound
    let subject = try file.student.onFeatures(
      of: dump, parallelism: parallelism, progress: progress)
    let found = try TestPass(
      subject.student, reference: file.model?.reference, bound: bound, isDetailed: isDetailed,
      readsFeatures: file.student.header.sections.hasProgram, positive: file.positive
    ).run(on: subject.dump, parallelism: parallelism, progress: progress)
    record = EvaluationRecord(
      file.student, record: file.record, dump: dump,
      test: TestReport(found.tally, of: file.student),
      certificateMatches: file.record?.certificate.map { bound.map($0.matches) ?? false })
    detail = found.detail
  }
}

extension StudentFile {
  /// The class that the student looks for: that of its operating point, and class 1 of two; nil for
  /// none.
  var positive: Int? {
    guard student.header.flags.contains(.logits) else { return nil }
    return record?.operatingPoint?.positive ?? (student.header.labelCount == 2 ? 1 : nil)
  }
}

extension TestReport {
  /// Measures `student` on `dump`, in one pass over its rows.
  ///
  /// - Parameters:
  ///   - student: the packed student.
  ///   - model: the float student that it was quantised from, when it is known.
  ///   - dump: N rows of the same width.
  ///   - bound: how far the two may differ, when that is known.
  ///   - parallelism: how many threads; changes the time and never the result.
  ///   - progress: called with the number of rows that are done.
  /// - Throws: `TesseraError.mismatchedDump` when the dump is of another shape, `.takesIntegersOnly`
  ///   when the student takes no floats, `.nothingToCompare` when the dump has no outputs to compare
  ///   with, `.unreadableRows` when it can no longer be read.
  /// - Complexity: O(N) inferences; memory for some blocks of rows.
  public init(
    of student: PackedStudent, model: PiecewiseLinearModel?, bound: QuantizationBound? = nil,
    on dump: ActivationDump, parallelism: Parallelism,
    progress: ProgressHandler? = nil
  ) throws(TesseraError) {
    try self.init(
      of: student, reference: model?.reference, bound: bound, on: dump, parallelism: parallelism,
      progress: progress)
  }

  /// Measures `student`, and `reference` in place of its float student.
  init(
    of student: PackedStudent, reference: TestPass.Reference?, bound: QuantizationBound? = nil,
    on dump: ActivationDump, parallelism: Parallelism, progress: ProgressHandler?
  ) throws(TesseraError) {
    let subject = try student.onFeatures(of: dump, parallelism: parallelism, progress: progress)
    let found = try TestPass(
      subject.student, reference: reference, bound: bound,
      readsFeatures: student.header.sections.hasProgram
    ).run(on: subject.dump, parallelism: parallelism, progress: progress)
    self.init(found.tally, of: student)
  }
}
