public import ActivationFormats
internal import Foundation
public import LinearAlgebra
internal import Reports

/// A report about packed students and their run records: the verb `report`.
public struct StudentReport: Sendable {
  private let report: Report

  /// Collects what there is to say.
  ///
  /// - Parameters:
  ///   - students: at least one.
  ///   - test: a dump that every student is measured on; nil for the figures of the run records.
  ///   - classNames: names that replace those of dumps and records; nil for those.
  ///   - windowFeatureCount: the first features that are samples of a waveform and drawn as one;
  ///     nil for those that the device standardises, or else all if neighbours are alike, or none.
  ///   - parallelism: how many threads; changes the time and never the result.
  ///   - progress: hears how far the pass has come; nil for nobody.
  /// - Throws: `TesseraError.unlikeStudents`, `.firmware` and `.windowTooLong` when students, names or
  ///   the window do not fit, `.mismatchedDump` and `.nothingToCompare` when the dump does not fit,
  ///   `.unreadableRows` when it can no longer be read.
  /// - Complexity: O(N) inferences of each student.
  public init(
    _ students: [StudentFile], test: ActivationDump? = nil, classNames: [String]? = nil,
    windowFeatureCount: Int? = nil, parallelism: Parallelism,
    progress: ProgressHandler? = nil
  ) throws(TesseraError) {
    precondition(!students.isEmpty, "a report is about a student")
    let header = students[0].student.header
    for file in students
    where file.student.header.inputCount != header.inputCount
      || file.student.header.outputCount != header.outputCount
    {
      throw .unlikeStudents(students[0].path, file.path)
    }
    if let classNames, classNames.count != header.outputCount {
      throw .firmware(
        .classNameCount(found: classNames.count, expected: header.outputCount))
    }
    if let windowFeatureCount, windowFeatureCount > header.inputCount {
      throw .windowTooLong(count: windowFeatureCount, featureCount: header.inputCount)
    }
    report = Report(
      try students.map { file throws(TesseraError) in
        let measured = try test.map { dump throws(TesseraError) in
          try ReportMeasurement(file, on: dump, parallelism: parallelism, progress: progress)
        }
        return StudentFacts(
          file, measured: measured, classNames: classNames, windowFeatureCount: windowFeatureCount)
      })
  }

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

/// gnuplot, as a program of this computer.
enum Gnuplot {
  /// The charts that it drew, and why there are none.
  struct Drawn {
    var images: [String: VectorImage] = [:]
    var gap: String?
  }

  private static let timeout = 10.0

  static func draw(_ charts: [Chart]) -> Drawn {
    guard !charts.isEmpty else { return Drawn() }
    guard let program = ExternalProgram(named: "gnuplot") else {
      return Drawn(gap: "gnuplot is not installed (Debian: gnuplot-nox)")
    }
    return ScratchFolder.with("report") { draw(charts, by: program, in: $0) }
      ?? Drawn(gap: "there is no room for temporary files")
  }

  private static func draw(
    _ charts: [Chart], by program: ExternalProgram, in place: URL
  ) -> Drawn {
    let script = place.appendingPathComponent("charts.gp")
    guard (try? Data(GnuplotScript(charts).text.utf8).write(to: script)) != nil else {
      return Drawn(gap: "there is no room for temporary files")
    }
    let outcome = program.run(
      ["-d", script.path], scratch: place, timeout: timeout, folder: place)
    guard let outcome, outcome.ending == .succeeded else {
      let reason = outcome?.complaint ?? "it did not end in \(Int(timeout)) s"
      return Drawn(gap: "gnuplot failed: \(reason)")
    }
    var drawn = Drawn()
    for chart in charts {
      let file = place.appendingPathComponent(GnuplotScript.fileName(of: chart))
      guard let bytes = try? Data(contentsOf: file) else { continue }
      drawn.images[chart.identifier] = VectorImage(Array(bytes), of: chart)
    }
    if drawn.images.isEmpty { drawn.gap = "gnuplot drew nothing that a page can hold" }
    return drawn
  }
}
