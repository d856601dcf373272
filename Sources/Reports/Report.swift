/// A report about some students: one self-contained HTML page, or a model card in Markdown.
///
/// The charts are drawn between the two steps, by whoever can run gnuplot: a page without a chart
/// carries its figures in tables.
package struct Report: Sendable {
  private let students: [StudentFacts]
  private let drawings: [StudentCharts]
  private let measuredFront: Chart?

  /// - Parameter students: at least one; the first one gives the page its title.
  package init(_ students: [StudentFacts]) {
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
      reporter: students[0].provenance.reporter, style: Resource.style,
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
  let regularization: Chart?
  let sensitivity: Chart?
  let precision: Chart?
  let groups: Chart?
  let outputs: Chart?
  let deviation: Chart?
  let regions: [(mean: Chart?, templates: Chart?)]

  init(_ student: StudentFacts, prefix: String) {
    let names = student.classNames
    front = student.selection.flatMap { Chart.front(of: $0, identifier: prefix + "-front") }
    regularization = student.selection.flatMap {
      Chart.regularization(of: $0, identifier: prefix + "-lambda")
    }
    sensitivity = student.test.flatMap {
      Chart.shares(
        "sensitivity", of: $0, classNames: names, identifier: prefix + "-sensitivity",
        share: \.sensitivity)
    }
    precision = student.test.flatMap {
      Chart.shares(
        "precision", of: $0, classNames: names, identifier: prefix + "-precision",
        share: \.precision)
    }
    groups = student.test.flatMap { Chart.groups(of: $0, identifier: prefix + "-groups") }
    outputs = student.quantization.flatMap {
      Chart.outputs(of: $0, classNames: names, identifier: prefix + "-outputs")
    }
    deviation = student.quantization.flatMap {
      Chart.deviation(of: $0, classNames: names, identifier: prefix + "-deviation")
    }
    regions = student.regionCharts(prefix: prefix)
  }

  /// No charts: for a model card.
  static let none = StudentCharts()

  private init() {
    (front, regularization, sensitivity, precision) = (nil, nil, nil, nil)
    (groups, outputs, deviation, regions) = (nil, nil, nil, [])
  }

  var all: [Chart] {
    ([front, regularization, sensitivity, precision, groups, outputs, deviation]
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
