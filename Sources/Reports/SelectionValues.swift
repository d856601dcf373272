/// How a student was chosen, for the template.
struct SelectionValues {
  let summary: String
  let front: FigureValues?
  let regularization: FigureValues?
  let table: TableValues

  init(_ selection: StudentFacts.Selection, charts: StudentCharts, album: Album) {
    let score = selection.score
    let held = selection.isGrouped ? "whole groups" : "rows"
    let count = selection.candidates.count
    let students =
      selection.candidateCount == count
      ? "\(count) students"
      : "\(NumberText.integer(selection.candidateCount)) students of \(count) structures"
    summary =
      "\(students) were compared by cross-validated \(score), in \(selection.foldCount) folds of "
      + "\(held). The rule takes \(selection.rule)."
      + (selection.isFrontPoint
        ? " It did not take this student: this is another point of the front." : "")
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
    let hasDivergence = shown.contains { $0.divergence != nil }
    var columns = ["bytes", "multiply-accumulates", selection.score, "standard error"]
    if hasDivergence { columns.append("divergence") }
    self.init(
      caption: "The front (no other student is better and not larger), and this student",
      corner: "structure", columns: columns,
      rows: shown.map { candidate in
        var cells = [
          NumberText.integer(candidate.bytes), NumberText.integer(candidate.multiplyAccumulates),
          NumberText.fixed(candidate.score, 4),
          candidate.standardError.map { NumberText.fixed($0, 4) } ?? "–",
        ]
        if hasDivergence {
          cells.append(candidate.divergence.map { NumberText.fixed($0, 4) } ?? "–")
        }
        let mark = !candidate.isChosen ? "" : selection.isFrontPoint ? " (this one)" : " (chosen)"
        return Row(
          header: candidate.structure + mark, cells: cells.map { Cell($0) },
          isChosen: candidate.isChosen)
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
    certificate = quantization.certificate.map { certificate in
      ([certificate.text] + [quantization.elsewhere?.text].compactMap(\.self))
        .joined(separator: " ")
    }
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
    let violations =
      violationCount == 0
      ? "no row breaks its bound" : "\(NumberText.integer(violationCount)) rows BREAK their bound"
    var sentences = [
      "For every input in the calibrated range, int8 outputs differ from the float student's in the "
        + "region that int8 takes by at most the bounds below.",
      "Of \(NumberText.integer(rowCount)) \(rows), \(violations); the largest such difference on "
        + "the \(NumberText.integer(rowCount - outsideCount)) in that range is "
        + "\(NumberText.fixed(largestError, 3)).",
    ]
    if let certifiedShare {
      sentences.append("The label of \(NumberText.percent(certifiedShare)) cannot change by int8.")
    }
    return sentences.joined(separator: " ")
  }
}

extension StudentFacts.Elsewhere {
  /// What the bound does not say.
  var text: String? {
    guard rowCount > 0 else { return "int8 takes the float student's region on every row." }
    return "On \(NumberText.integer(rowCount)) rows near the border of two regions int8 takes the "
      + "other one, and its outputs follow that region's map: there they differ by up to "
      + "\(NumberText.fixed(largestError, 3)) from the float student's."
  }
}
