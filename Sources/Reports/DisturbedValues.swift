internal import Disturbances
internal import Evaluation
internal import Records

/// How a student answers when the signal is disturbed, for the template.
struct DisturbedValues {
  let sentences: [String]
  /// A row for each disturbance and strength.
  let figures: TableValues

  /// nil for a student that was not measured so.
  init?(_ student: ReportedStudent) {
    guard let record = student.robustness else { return nil }
    sentences = Self.sentences(record, source: student.testSource)
    figures = TableValues(record)
  }

  private static func sentences(_ record: RobustnessRecord, source: String) -> [String] {
    let count = NumberText.integer(record.disturbances.count)
    var sentences = [
      "Every row of \(source) was disturbed in \(count) ways. Labels and the teacher's answers are those of the "
        + "row as it was. Windows have \(NumberText.integer(record.windowLength)) samples"
        + (record.channels > 1 ? " in \(record.channels) channels" : "")
        + (record.standardizes ? ", and were standardised again afterwards." : ".")
    ]
    if let clean = record.clean.share, let (row, share) = record.weakest {
      sentences.append(
        "The weakest point is \(row.kind.rawValue), \(row.disturbance.strengthText): "
          + "\(record.measure) \(NumberText.percent(share.value)) instead of "
          + "\(NumberText.percent(clean.value)).")
    }
    if record.samplingRate == nil {
      sentences.append("The hum of the mains was not tried: it needs a sampling rate.")
    }
    return sentences + ["Other noise than this may do more."]
  }
}

extension TableValues {
  fileprivate init(_ record: RobustnessRecord) {
    let hasGroups = record.groups != nil
    func cells(_ strength: String, _ figures: RobustnessRecord.Figures) -> [String] {
      [
        strength, Self.percent(figures.share?.value),
        figures.share.map {
          "\(NumberText.fixed(100 * $0.lower, 1)) to \(NumberText.fixed(100 * $0.upper, 1))"
        } ?? "–",
        Self.percent(figures.macroF1?.value), Self.percent(figures.unchanged.value),
      ] + (hasGroups ? [Self.percent(figures.leastGroup)] : [])
    }
    self.init(
      caption: "Answers to disturbed rows", corner: "disturbance",
      columns: ["strength", record.measure, "95 %", "macro F1", "answers that stay"]
        + (hasGroups ? ["worst group"] : []),
      texts: [("none", cells("", record.clean))]
        + record.disturbances.map {
          ($0.kind.rawValue, cells($0.disturbance.strengthText, $0.figures))
        })
  }

  private static func percent(_ share: Double?) -> String {
    share.map { NumberText.percent($0) } ?? "–"
  }
}

extension RobustnessRecord {
  /// What the shares are of.
  fileprivate var measure: String { clean.accuracy == nil ? "agreement" : "accuracy" }

  /// The disturbance with the smallest share, the first of equal ones.
  fileprivate var weakest: (Row, ShareEstimate)? {
    let shares = disturbances.compactMap { row in row.figures.share.map { (row, $0) } }
    return shares.min { $0.1.value < $1.1.value }
  }
}

extension RobustnessRecord.Row {
  fileprivate var disturbance: Disturbance { Disturbance(kind, strength) }
}

extension RobustnessRecord.Figures {
  /// Of true labels, or else of the teacher's.
  fileprivate var share: ShareEstimate? { accuracy ?? agreement }
}
