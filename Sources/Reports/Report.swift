internal import Records

/// A report about some students: one self-contained HTML page, or a model card in Markdown.
///
/// The charts are drawn between the two steps, by whoever can run gnuplot: a page without a chart
/// carries its figures in tables.
package struct Report: Sendable {
  private let students: [ReportedStudent]
  private let drawings: [StudentCharts]
  private let measuredFront: Chart?

  /// The tool that makes the page.
  static let reporter = "tessera \(TesseraVersion.current)"

  /// - Parameter students: at least one; the first one gives the page its title.
  package init(_ students: [ReportedStudent]) {
    precondition(!students.isEmpty, "a report is about a student")
    self.students = students
    drawings = students.enumerated().map { StudentCharts($0.element, prefix: "s\($0.offset)") }
    measuredFront = Chart.measuredFront(of: students, identifier: "measured")
  }

  /// Everything that is to be drawn.
  package var charts: [Chart] { [measuredFront].compactMap(\.self) + drawings.flatMap(\.all) }

  /// The page.
  ///
  /// - Parameters:
  ///   - images: the charts that could be drawn, by their identifiers.
  ///   - gap: why there are none; nil when there are.
  /// - Returns: UTF-8.
  package func page(images: [String: VectorImage], gap: String?) -> [UInt8] {
    let album = Album(images)
    let values = PageValues(
      title: students.count == 1
        ? students[0].name : "\(students[0].name) and \(students.count - 1) more",
      reporter: Self.reporter, style: Resource.style,
      gap: gap, isComparison: students.count > 1,
      comparison: students.count > 1 ? TableValues(comparing: students) : nil,
      measuredFront: album.figure(
        measuredFront, caption: "Accuracy and bytes of all students, measured."),
      students: zip(students, drawings).enumerated().map { index, pair in
        StudentValues(pair.0, charts: pair.1, album: album, anchor: "s\(index)")
      })
    return Resource.page.render(values)
  }

  /// The model card of the first student.
  ///
  /// - Returns: UTF-8.
  package func card() -> [UInt8] {
    Resource.card.render(CardValues(students[0]))
  }
}

/// The charts of one student.
struct StudentCharts: Sendable {
  let front: Chart?
  let lambda: Chart?
  let sensitivity: Chart?
  let precision: Chart?
  let receiver: Chart?
  let precisionRecall: Chart?
  let groups: Chart?
  let outputs: Chart?
  let deviation: Chart?
  let regions: [(mean: Chart?, templates: Chart?)]
  /// The mean inputs of the most common regions over one another.
  let overlay: Chart?

  init(_ student: ReportedStudent, prefix: String) {
    front = student.record.flatMap { Chart.front(of: $0, identifier: prefix + "-front") }
    lambda = student.record.flatMap {
      Chart.lambda(of: $0, identifier: prefix + "-lambda")
    }
    sensitivity = Chart.shares(
      "sensitivity", of: student, identifier: prefix + "-sensitivity", share: \.sensitivity)
    precision = Chart.shares(
      "precision", of: student, identifier: prefix + "-precision", share: \.precision)
    let decision = student.decision
    receiver = Chart.receiver(of: decision, identifier: prefix + "-receiver")
    precisionRecall = Chart.precisionRecall(of: decision, identifier: prefix + "-recall")
    groups = Chart.groups(of: student, identifier: prefix + "-groups")
    outputs = Chart.outputs(of: student, identifier: prefix + "-outputs")
    deviation = Chart.deviation(of: student, identifier: prefix + "-deviation")
    regions = student.regionCharts(prefix: prefix)
    overlay = student.overlay(identifier: prefix + "-overlay")
  }

  /// No charts: for a model card.
  static let none = StudentCharts()

  private init() {
    (front, lambda, sensitivity, precision) = (nil, nil, nil, nil)
    (receiver, precisionRecall) = (nil, nil)
    (groups, outputs, deviation, regions, overlay) = (nil, nil, nil, [], nil)
  }

  var all: [Chart] {
    ([
      front, lambda, sensitivity, precision, receiver, precisionRecall, groups, outputs, deviation,
      overlay,
    ]
      + regions.flatMap { [$0.mean, $0.templates] }).compactMap(\.self)
  }
}

/// The charts that were drawn.
struct Album: Sendable {
  private let images: [String: VectorImage]

  init(_ images: [String: VectorImage]) { self.images = images }

  /// A figure; nil without a chart or its drawing.
  func figure(_ chart: Chart?, caption: String) -> FigureValues? {
    guard let chart, let image = images[chart.identifier] else { return nil }
    return FigureValues(
      image: String(decoding: image.markup, as: UTF8.self), caption: caption,
      label: chart.description,
      keys: chart.keys.map { KeyValues($0) })
  }
}
