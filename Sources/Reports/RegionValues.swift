/// The templates of a student's regions, as values of the page.
struct RegionsValues {
  struct Region {
    let number: Int
    let share: String
    /// In percent, for a bar.
    let width: Int
    /// Nil when it was not measured.
    let labels: String?
    let mean: FigureValues?
    let templates: FigureValues?
  }

  let count: Int
  let explanation: String
  /// The inputs by number and name; nil where they have no names.
  let inputNames: String?
  let regions: [Region]
  let table: TableValues

  init(_ student: ReportedStudent, charts: StudentCharts, album: Album) {
    let names = student.classNames
    count = student.regions.count
    inputNames = student.inputNames.map(VisibleText.line)
    let hasTemplates = student.regions.contains { !$0.templates.isEmpty }
    explanation =
      (count == 1
        ? "One map serves all inputs. "
        : "An input goes to one of \(count) regions, and the region's own map gives the outputs. ")
      + (hasTemplates
        ? student.isClassifier
          ? "A map is a template for each class: the output of a class is the sum of inputs times "
            + "weights, plus a constant. Weights are drawn less their mean over the classes, which "
            + "changes no label: where a curve lies above its line, a high input speaks for its "
            + "class. Each region shows the classes between which it decides."
          : "Each output is the sum of inputs times weights, plus a constant. Weights are drawn "
            + "less their mean over the outputs."
        : "With this head outputs are no weighted sums of inputs, so that there are no templates "
          + "to draw.")
    regions = student.commonRegions.map { index in
      let region = student.regions[index]
      let lanes =
        region.laneHeight.map { "; lines are \(NumberText.significant($0, 3)) apart" } ?? ""
      return Region(
        number: index, share: region.share.map { NumberText.percent($0) } ?? "–",
        width: Int((100 * (region.share ?? 0)).rounded()),
        labels: student.isClassifier ? Self.labels(region.labelCounts, names: names) : nil,
        mean: album.figure(
          charts.regions[index].mean,
          caption: region.deviation == nil
            ? "The centroid."
            : student.windowFeatureCount > 0
              ? "Mean input, with one standard deviation." : "Mean input."),
        templates: album.figure(
          charts.regions[index].templates,
          caption:
            "Weights of the inputs for each \(student.isClassifier ? "class" : "output")\(lanes)."
        ))
    }
    table = TableValues(
      caption: "Share of rows in each region", corner: "region",
      columns: student.isClassifier ? ["share", "labels given"] : ["share"],
      texts: regions.map {
        ("\($0.number)", student.isClassifier ? [$0.share, $0.labels ?? "–"] : [$0.share])
      })
  }

  /// The most labels that are named.
  private static let labelLimit = 5

  /// `N: 98 %, V: 2 %`: the labels that make up 1 % or more.
  private static func labels(_ counts: [Int], names: [String]) -> String? {
    let total = counts.reduce(0, +)
    guard total > 0 else { return nil }
    let common = counts.enumerated()
      .sorted { ($1.element, $0.offset) < ($0.element, $1.offset) }
      .filter { 100 * $0.element >= total }
    let texts = common.prefix(labelLimit).map {
      "\(names[$0.offset]): \(NumberText.percent(Double($0.element) / Double(total), 0))"
    }
    let others = common.count - texts.count
    return texts.joined(separator: ", ") + (others > 0 ? " and \(others) more" : "")
  }
}
