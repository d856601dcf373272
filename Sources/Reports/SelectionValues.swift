/// How a student was chosen, for the template.
struct SelectionValues {
  let summary: String
  let front: FigureValues?
  let regularization: FigureValues?
  let table: TableValues

  init(_ selection: StudentFacts.Selection, charts: StudentCharts, album: Album) {
    let score = selection.score
    let held = selection.isGrouped ? "whole groups" : "rows"
    summary =
      "\(selection.candidates.count) structures were compared by cross-validated \(score), in "
      + "\(selection.foldCount) folds of \(held). Rule: \(selection.rule)."
    front = album.figure(
      charts.front, caption: "\(score.capitalizedFirst) and bytes of what was tried.")
    regularization = album.figure(
      charts.regularization,
      caption: "\(score.capitalizedFirst) over lambda, with one standard error over the folds.")
    table = TableValues(frontOf: selection)
  }
}

extension TableValues {
  /// The candidates on the front, and the one that was chosen.
  init(frontOf selection: StudentFacts.Selection) {
    let shown = selection.candidates.filter { $0.isOnFront || $0.isChosen }
      .sorted { ($0.bytes, $0.score) < ($1.bytes, $1.score) }
    self.init(
      caption: "The front: no other student is better and not larger", corner: "structure",
      columns: ["bytes", "multiply-accumulates", selection.score, "standard error"],
      rows: shown.map { candidate in
        Row(
          header: candidate.structure + (candidate.isChosen ? " (chosen)" : ""),
          cells: [
            Cell(NumberText.integer(candidate.bytes)),
            Cell(NumberText.integer(candidate.multiplyAccumulates)),
            Cell(NumberText.fixed(candidate.score, 4)),
            Cell(candidate.standardError.map { NumberText.fixed($0, 4) } ?? "–"),
          ], isChosen: candidate.isChosen)
      })
  }
}

/// What int8 changes, for the template.
struct QuantizationValues {
  let summary: String
  let outputs: FigureValues?
  let deviation: FigureValues?
  let certificate: String?
  let bounds: TableValues?

  init(
    _ quantization: StudentFacts.Quantization, of student: StudentFacts, charts: StudentCharts,
    album: Album
  ) {
    var parts = [
      "int8 inputs: \(quantization.calibration), a step is "
        + "\(NumberText.short(Double(Float(quantization.inputScale)))) units, "
        + "\(NumberText.percent(quantization.clippedShare, 2)) of the values are clipped."
    ]
    if let count = quantization.disagreementCount, let rows = student.test?.rowCount {
      parts.append(
        "int8 and float give different labels on \(NumberText.integer(count)) of "
          + "\(NumberText.integer(rows)) rows.")
    }
    summary = parts.joined(separator: " ")
    outputs = album.figure(charts.outputs, caption: "int8 outputs against float outputs.")
    deviation = album.figure(charts.deviation, caption: "What int8 changes of an output.")
    certificate = quantization.certificate?.text
    bounds = quantization.certificate.map {
      TableValues(
        caption: "The most that int8 can change of an output, for every input in the calibrated "
          + "range", corner: "region", columns: student.classNames,
        texts: $0.bounds.enumerated().map { region, bounds in
          ("\(region)", bounds.map { NumberText.fixed($0, 3) })
        })
    }
  }
}

extension StudentFacts.Certificate {
  /// What is proven, and what was seen.
  var text: String {
    "No int8 output can differ from the float one by more than its bound below, whatever the "
      + "input in the calibrated range; the largest difference on "
      + "\(NumberText.integer(rowCount)) rows was \(NumberText.fixed(largestError, 3)), and "
      + "\(violationCount == 0 ? "none was" : "\(NumberText.integer(violationCount)) were") beyond "
      + "its bound. \(NumberText.integer(outsideCount)) rows lie outside that range. The label of "
      + "\(NumberText.percent(certifiedShare)) of the rows cannot change by int8."
  }
}
