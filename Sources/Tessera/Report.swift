public import ActivationFormats
internal import Disturbances
internal import Files
internal import Firmware
internal import PackedFormat
internal import Quantization
internal import Records
internal import Reports
public import Rows

/// A report about packed students and their run records: the verb `report`.
public struct StudentReport: Sendable {
  private let report: Report

  /// Collects the facts for a report.
  ///
  /// - Parameters:
  ///   - students: at least one.
  ///   - test: a dump that every student is measured on; nil for the figures of the run records.
  ///   - classNames: names that replace those of dumps and records; nil for those.
  ///   - windowFeatureCount: the number of first features that are samples of a waveform and drawn
  ///     as one. nil takes those that the device standardises, or else all if neighbours are alike,
  ///     or none.
  ///   - robustness: how the rows of the dump are disturbed, too; nil leaves them as they are.
  ///   - parallelism: how many threads; changes the time and never the result.
  ///   - progress: called with how far the pass has come; nil for none.
  /// - Throws: `TesseraError.unlikeStudents`, `.firmware` and `.windowTooLong` when students, names
  ///   or the window do not fit, `.mismatchedDump` and `.nothingToCompare` when the dump does not
  ///   fit, `.unreadableRows` when it can no longer be read, and what `Robustness` throws.
  /// - Complexity: O(N) inferences of each student, and as many for each disturbance.
  public init(
    _ students: [StudentFile], test: ActivationDump? = nil, classNames: [String]? = nil,
    windowFeatureCount: Int? = nil, robustness: Robustness? = nil, parallelism: Parallelism,
    progress: ProgressHandler? = nil
  ) throws(TesseraError) {
    precondition(!students.isEmpty, "a report is about a student")
    let header = students[0].student.header
    for file in students
    where file.student.header.windowCount != header.windowCount
      || file.student.header.labelCount != header.labelCount
    {
      throw .unlikeStudents(students[0].path, file.path)
    }
    if let classNames, classNames.count != header.labelCount {
      throw .firmware(
        .classNameCount(found: classNames.count, expected: header.labelCount))
    }
    if let windowFeatureCount, windowFeatureCount > header.windowCount {
      throw .windowTooLong(count: windowFeatureCount, featureCount: header.windowCount)
    }
    report = Report(
      try students.map { file throws(TesseraError) in
        let measured = try test.map { dump throws(TesseraError) in
          try MeasuredStudent(
            file, on: dump, isDetailed: true, parallelism: parallelism, progress: progress)
        }
        let taught = try test.flatMap { dump throws(TesseraError) in
          try Self.taught(file, on: dump, parallelism: parallelism)
        }
        let disturbed = try test.flatMap { dump throws(TesseraError) in
          try Self.disturbed(
            file.student, on: dump, by: robustness, parallelism: parallelism, progress: progress)
        }
        return ReportedStudent(
          file, measured, taught, disturbed, classNames: classNames,
          windowFeatureCount: windowFeatureCount)
      })
  }

  /// What a student learns from ten labels of each group; nil for one that does not learn, and for a dump
  /// without labels.
  private static func taught(
    _ file: StudentFile, on dump: ActivationDump, parallelism: Parallelism
  ) throws(TesseraError) -> PersonalizationRecord? {
    let student = file.student
    guard student.adaptation != nil, student.header.canLearn, student.header.acceptsFloats,
      dump.labels != nil
    else { return nil }
    do throws(TesseraError) {
      return try Personalization(labelCount: labelCount)
        .run(student, on: dump, parallelism: parallelism)
    } catch .nothingToLearn {
      return nil
    } catch {
      throw error
    }
  }

  /// How a student answers disturbed rows; nil where nobody asked. Of one channel the waveform is what
  /// the device standardises, unless the measurement says so.
  private static func disturbed(
    _ student: PackedStudent, on dump: ActivationDump, by robustness: Robustness?,
    parallelism: Parallelism, progress: ProgressHandler?
  ) throws(TesseraError) -> RobustnessRecord? {
    guard var robustness else { return nil }
    let standardized = student.header.standardizedCount
    if robustness.windowLength == nil, standardized > 0,
      WindowLayout(shape: dump.inputs.shape).channelCount == 1
    {
      robustness.windowLength = standardized
    }
    return try robustness.run(student, on: dump, parallelism: parallelism, progress: progress)
  }

  /// The labels of each group in a report.
  private static let labelCount = 10

  /// A page.
  public struct Page: Sendable, Equatable {
    /// HTML as UTF-8, in one piece.
    public let bytes: [UInt8]
    /// Why it has no plots; nil when it has.
    public let gap: String?
  }

  /// The page, with plots where gnuplot is installed.
  ///
  /// - Complexity: one run of gnuplot, which has ten seconds.
  public func page() -> Page { page(with: Gnuplot.draw(report.charts)) }

  /// The page as it is where gnuplot is missing.
  package func plainPage() -> Page { page(with: Gnuplot.Drawn(gap: "no plots were asked for")) }

  private func page(with drawn: Gnuplot.Drawn) -> Page {
    Page(bytes: report.page(images: drawn.images, gap: drawn.gap), gap: drawn.gap)
  }

  /// The model card of the first student: Markdown as UTF-8.
  public func card() -> [UInt8] { report.card() }
}

extension ReportedStudent {
  fileprivate init(
    _ file: StudentFile, _ measured: MeasuredStudent?, _ taught: PersonalizationRecord?,
    _ disturbed: RobustnessRecord?, classNames: [String]?, windowFeatureCount: Int?
  ) {
    let header = file.student.header
    self.init(
      name: FilePath.stem(of: FilePath.name(of: file.path)), inspection: file.inspection,
      isClassifier: header.flags.contains(.logits), labelCount: header.labelCount,
      windowCount: header.windowCount, inputColumns: file.student.inputColumns,
      evaluation: measured?.record,
      detail: measured?.detail, personalization: taught, robustness: disturbed,
      costs: DeviceCore.estimated.map {
        Profile.Core(estimating: $0, reason: "", of: file.student)
      }, classNames: classNames, windowFeatureCount: windowFeatureCount)
  }
}
