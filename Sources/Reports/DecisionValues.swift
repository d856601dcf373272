internal import Evaluation
internal import Records

/// Where a student decides, for the template.
struct DecisionValues {
  /// A sentence each.
  let sentences: [String]
  /// The same in Markdown.
  let markdown: [String]
  let heldOut: TableValues?
  let test: TableValues?
  let receiver: FigureValues?
  let precisionRecall: FigureValues?

  /// nil for a student that has nothing to decide between.
  init?(_ student: ReportedStudent, charts: StudentCharts, album: Album) {
    guard let decision = student.decision else { return nil }
    sentences = decision.sentences(of: student)
    markdown = sentences.map(MarkdownText.escaped)
    heldOut = decision.text.map { TableValues(heldOut: $0) }
    test = decision.test.map {
      TableValues(figures: $0, hasClass: decision.positive != nil, on: student.testSource)
    }
    let rows = decision.source == .test ? student.testSource : "held-out training rows"
    receiver = album.figure(
      charts.receiver, caption: "What other thresholds reach on \(rows), with 95 % intervals.")
    precisionRecall = album.figure(
      charts.precisionRecall, caption: "The same as precision over sensitivity.")
  }
}

extension ReportedDecision {
  fileprivate func sentences(of student: ReportedStudent) -> [String] {
    var sentences: [String] = []
    if let goal {
      let named = positive.map { " for \(student.classNames[$0])" } ?? ""
      sentences.append("The student decides where \(goal) was reached\(named) on held-out rows.")
    } else if let positive {
      sentences.append(
        "Its outputs were not moved. The figures are those of \(student.classNames[positive]).")
    }
    sentences += text?.lines ?? []
    if let warning = text?.warning { sentences.append(warning.capitalizedFirst + ".") }
    if let curve {
      let groups = curve.groups.map { "\(NumberText.integer($0)) groups" } ?? "rows"
      sentences.append(
        "The area below the receiver operating characteristic is "
          + "\(NumberText.fixed(curve.area, 3)). Intervals are taken over \(groups).")
    }
    return sentences
  }
}

extension TableValues {
  /// The figures that chose the operating point.
  init(heldOut text: OperatingText) {
    self.init(
      caption: "Held-out training rows, with 95 % intervals", corner: "figure",
      columns: ["as fitted", "moved", "moved by the other folds"],
      texts: text.rows.map { row in
        (row.title, [row.before, row.after, row.heldOut].map { $0?.text ?? "–" })
      })
  }

  /// The figures on the test dump.
  init(figures: OperatingFigures, hasClass: Bool, on source: String) {
    let own = [
      ("sensitivity", figures.sensitivity), ("specificity", figures.specificity),
      ("precision", figures.precision), ("F1", figures.f1), ("F2", figures.f2),
    ]
    let all: [(String, ShareEstimate?)] = [
      ("macro F1", figures.macroF1), ("macro F2", figures.macroF2),
    ]
    self.init(
      caption: "The packed student on \(source), with 95 % intervals", corner: "figure",
      columns: ["packed student"],
      texts: ((hasClass ? own : []) + all).map { ($0.0, [$0.1?.text ?? "–"]) })
  }
}

extension ShareEstimate {
  /// `0.925 [0.911, 0.938]`.
  fileprivate var text: String {
    NumberText.fixed(value, 3) + " [" + NumberText.fixed(lower, 3) + ", "
      + NumberText.fixed(upper, 3) + "]"
  }
}
