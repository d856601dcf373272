internal import ModelSelection
internal import Quantization
internal import Records

/// How a student was chosen, for the template.
struct SelectionValues {
  let summary: String
  let front: FigureValues?
  let lambda: FigureValues?
  let table: TableValues

  init(_ record: RunRecord, charts: StudentCharts, album: Album) {
    let (selection, tried) = (record.selection, record.tried)
    let score = selection.score.words
    let held = selection.grouped ? "whole groups" : "rows"
    let (count, allCount) = (tried.count, record.table.candidates.count)
    let students =
      allCount == count
      ? "\(count) \(count == 1 ? "student was" : "students were")"
      : "\(NumberText.integer(allCount)) students of \(count) structures were"
    summary =
      "\(students) compared by cross-validated \(score), in \(selection.folds) folds of "
      + "\(held). The rule takes \(selection.ruleWords)."
      + (selection.isFrontPoint ?? false
        ? " It did not take this student: this is another point of the front." : "")
    front = album.figure(
      charts.front, caption: "\(score.capitalizedFirst) and bytes of what was tried.")
    lambda = album.figure(
      charts.lambda,
      caption: "\(score.capitalizedFirst) over lambda, with one standard error over the folds.")
    table = TableValues(frontOf: tried, of: selection)
  }
}

extension TableValues {
  /// The candidates on the front, and the one that was chosen.
  init(frontOf tried: [TriedStudent], of selection: RunRecord.Selection) {
    let shown = tried.filter { $0.isOnFront || $0.isChosen }
      .sorted { ($0.candidate.byteCount, $0.score) < ($1.candidate.byteCount, $1.score) }
    // It decides among equals.
    func divergence(_ student: TriedStudent) -> Double? {
      selection.rule == .oneStandardError ? student.candidate.scores.mean(.divergence) : nil
    }
    let hasDivergence = shown.contains { divergence($0) != nil }
    func score(_ value: Double?) -> String { value.map(selection.score.text) ?? "–" }
    var columns = ["bytes", "multiply-accumulates", selection.score.words, "standard error"]
    if hasDivergence { columns.append("divergence") }
    self.init(
      caption: "The front (no other student is better, by the mean of its fits, and not larger), "
        + "and this student",
      corner: "structure", columns: columns,
      rows: shown.map { student in
        let candidate = student.candidate
        let cells =
          [
            NumberText.integer(candidate.byteCount),
            NumberText.integer(candidate.multiplyAccumulates), score(student.score),
            score(student.standardError),
          ] + (hasDivergence ? [divergence(student).map { NumberText.fixed($0, 4) } ?? "–"] : [])
        return Row(
          header: candidate.title + (student.isChosen ? selection.mark : ""),
          cells: cells.map { Cell($0) }, isChosen: student.isChosen)
      })
  }
}

/// The changes by int8, for the template.
struct QuantizationValues {
  let heading: String
  let summary: String
  let outputs: FigureValues?
  let deviation: FigureValues?
  let certificate: String?
  let bounds: TableValues?

  /// nil without the run record.
  init?(_ student: ReportedStudent, charts: StudentCharts, album: Album) {
    guard let record = student.record else { return nil }
    let calibration = record.calibration
    let (integers, noun) = (student.integers, student.integersNoun)
    heading = "What \(noun) changes"
    var parts = [
      "int\(student.inputBits) inputs: \(calibration.method), a step is "
        + "\(NumberText.short(Double(Float(calibration.inputScale)))) units, "
        + "\(NumberText.percent(calibration.clippedShare, 2)) of the values are clipped."
    ]
    if let test = student.test, let count = test.int8Disagreements {
      parts.append(
        "\(noun.asFirstWord) and float give different labels on \(NumberText.integer(count)) of "
          + "\(NumberText.integer(test.rows)) rows.")
    }
    summary = parts.joined(separator: " ")
    outputs = album.figure(
      charts.outputs, caption: "\(integers.asFirstWord) outputs against float outputs.")
    deviation = album.figure(charts.deviation, caption: "What \(noun) changes of an output.")
    let rows =
      student.test?.certificate == nil ? "calibration rows" : "rows of the test dump"
    certificate = student.certificateCheck.map { check in
      ([check.text(of: rows, noun)] + [student.detail?.elsewhereText(noun)].compactMap(\.self))
        .joined(separator: " ")
    }
    bounds = record.certificate.map {
      TableValues(
        caption: "The most that \(noun) can change of an output, for every input in the calibrated "
          + "range", corner: "region", columns: student.classNames,
        texts: $0.bounds.enumerated().map { region, bounds in
          ("\(region)", bounds.map { NumberText.fixed($0, 3) })
        })
    }
  }
}

extension Certificate.Check {
  /// The proven bound, and the largest errors seen.
  ///
  /// - Parameters:
  ///   - kind: the rows that were compared with the bound.
  ///   - noun: what its integers are called.
  fileprivate func text(of kind: String, _ noun: String) -> String {
    let seen =
      violations == 0
      ? "no row breaks its bound" : "\(NumberText.integer(violations)) rows BREAK their bound"
    var sentences = [
      "For every input in the calibrated range, outputs of \(noun) differ from the float student's in "
        + "the region that it takes by at most the bounds below.",
      "Of \(NumberText.integer(rows)) \(kind), \(seen); the largest such difference on "
        + "the \(NumberText.integer(rows - rowsOutside)) in that range is "
        + "\(NumberText.fixed(largestError, 3)).",
    ]
    if let certifiedShare {
      sentences.append(
        "The label of \(NumberText.percent(certifiedShare)) cannot change by \(noun).")
    }
    return sentences.joined(separator: " ")
  }
}

extension TestDetail {
  /// The limits of the bound.
  fileprivate func elsewhereText(_ noun: String) -> String {
    guard elsewhereCount > 0 else {
      return "\(noun.asFirstWord) takes the float student's region on every row."
    }
    return
      "On \(NumberText.integer(elsewhereCount)) rows near the border of two regions \(noun) takes "
      + "the other one, and its outputs follow that region's map: there they differ by up to "
      + "\(NumberText.fixed(elsewhereError, 3)) from the float student's."
  }
}
