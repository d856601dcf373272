internal import Disturbances
internal import Evaluation
internal import Records

/// How a student answers when the signal is disturbed, for the template.
struct DisturbedValues {
  /// A kind of disturbance, and what it is.
  struct Kind {
    let name: String
    let meaning: String
  }

  let sentences: [String]
  /// A row for each disturbance and strength.
  let figures: TableValues
  /// The kinds that were tried, in their order.
  let kinds: [Kind]
  /// How the table is read.
  let notes: [String]

  /// nil for a student that was not measured so.
  init?(_ student: ReportedStudent) {
    guard let record = student.robustness else { return nil }
    sentences = Self.sentences(record, source: student.testSource)
    figures = TableValues(record)
    let tried = Set(record.disturbances.map(\.kind))
    kinds = Disturbance.Kind.allCases.filter(tried.contains).map {
      Kind(name: $0.rawValue, meaning: $0.meaning)
    }
    notes = Self.notes(record)
  }

  private static func sentences(_ record: RobustnessRecord, source: String) -> [String] {
    let count = NumberText.integer(record.disturbances.count)
    var sentences = [
      "Every row of \(source) was disturbed in \(count) ways. Labels and the teacher's answers are those of the "
        + "row as it was. Windows have \(NumberText.integer(record.windowLength)) samples"
        + (record.channels > 1 ? " in \(record.channels) channels" : "")
        + (record.standardizes ? ", and were standardised again afterwards." : ".")
    ]
    if let clean = record.clean.share, let weakest = record.weakest {
      sentences.append(
        "The weakest point is \(weakest) instead of \(NumberText.percent(clean.value)).")
    }
    if let hum = record.untriedHum { sentences.append(hum) }
    return sentences + ["Other noise than this may do more."]
  }

  private static func notes(_ record: RobustnessRecord) -> [String] {
    var notes = [
      "Decibels are of the deviation of the window over the root mean square of the noise: at 0 dB "
        + "both are alike, and at 12 dB the noise has a quarter of the amplitude."
    ]
    if record.standardizes {
      notes.append(
        "A gain changes nothing here: what is standardised afterwards has its level back.")
    }
    if record.clean.agreement != nil, record.clean.accuracy != nil {
      notes.append(
        "Agreement is the share of rows that are given what the teacher says of the row as it was.")
    }
    notes.append("Answers that stay are those that the student also gives to the row as it was.")
    if let groups = record.groups {
      notes.append(
        "The worst group, of \(NumberText.integer(groups)), is the one of the least "
          + "\(record.measure) in that line; it may be another one in each line.")
    }
    if record.groups != nil, record.hasUniformShare { notes.append(ShareInterval.uniformNote) }
    return notes
  }
}

extension TableValues {
  fileprivate init(_ record: RobustnessRecord) {
    let hasGroups = record.groups != nil
    let hasBoth = record.clean.accuracy != nil && record.clean.agreement != nil
    func cells(_ strength: String, _ figures: RobustnessRecord.Figures) -> [String] {
      [
        strength, Self.percent(figures.share?.value),
        figures.share.map {
          "\(NumberText.fixed(100 * $0.lower, 1)) to \(NumberText.fixed(100 * $0.upper, 1))"
        } ?? "–",
        Self.percent(figures.macroF1?.value),
      ] + (hasBoth ? [Self.percent(figures.agreement?.value)] : [])
        + [Self.percent(figures.unchanged.value)]
        + (hasGroups ? [Self.percent(figures.leastGroup)] : [])
    }
    self.init(
      caption: "Answers to disturbed rows", corner: "disturbance",
      columns: ["strength", record.measure, "95 %", "macro F1"]
        + (hasBoth ? ["agreement"] : []) + ["answers that stay"]
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

  /// The disturbance with the smallest share, the first of equal ones: `jitter, 8 samples: accuracy
  /// 61.2 %`.
  var weakest: String? {
    let shares = disturbances.compactMap { row in row.figures.share.map { (row, $0.value) } }
    return shares.min { $0.1 < $1.1 }.map { row, share in
      "\(row.kind.rawValue), \(row.disturbance.strengthText): \(measure) "
        + NumberText.percent(share)
    }
  }

  /// Whether a share is of all rows or of none.
  fileprivate var hasUniformShare: Bool {
    ([clean] + disturbances.map(\.figures)).contains { figures in
      figures.share.map { $0.value == 0 || $0.value == 1 } ?? false
    }
  }
}

extension RobustnessRecord.Row {
  fileprivate var disturbance: Disturbance { Disturbance(kind, strength) }
}

extension RobustnessRecord.Figures {
  /// Of true labels, or else of the teacher's.
  fileprivate var share: ShareEstimate? { accuracy ?? agreement }
}
