internal import Evaluation
internal import Firmware
internal import ModelSelection
internal import Records

/// A judgement for the page's template.
struct JudgementValues {
  let title: String
  let isGood: Bool
  let answers: [Judgement.Answer]
  /// That disturbed signals are not among the measures; nil where nothing is judged by rows.
  let disturbances: String?

  init(_ judgement: Judgement) {
    (title, isGood, answers) = (judgement.title, judgement.isGood, judgement.answers)
    disturbances = judgement.disturbances
  }
}

/// The values of one student for the page's template.
struct StudentValues {
  /// A main figure in few letters.
  struct Tile {
    let value: String
    let label: String
    let note: String
  }

  let anchor: String
  let name: String
  /// What it is, in plain words.
  let summary: String
  let structure: String
  /// What the structure means.
  let mechanism: String
  /// That no student follows the teacher, and why, a sentence each; empty where one does.
  let findings: [String]
  /// Whether it may be shipped.
  let judgement: JudgementValues
  /// What it sees, or how it does; nil without a drawing.
  let picture: FigureValues?
  /// Nil where there is none.
  let verdict: String?
  /// Which numbers of a window it reads; nil where it reads all.
  let keptInputs: String?
  let tiles: [Tile]
  let goodness: GoodnessValues?
  let decision: DecisionValues?
  let doubt: DoubtValues?
  /// What it learns from labels of its user; nil where it was not taught.
  let learning: LearningValues?
  /// How it answers when the signal is disturbed; nil where that was not measured.
  let disturbed: DisturbedValues?
  let selection: SelectionValues?
  let stability: StabilityValues?
  let quantization: QuantizationValues?
  let regions: RegionsValues?
  let memory: MemoryValues
  let provenance: ProvenanceValues
  let limits: [String]

  init(_ student: ReportedStudent, charts: StudentCharts, album: Album, anchor: String) {
    self.anchor = anchor
    name = student.name
    structure = student.structure
    mechanism =
      student.inspection.regionCount == 1
      ? "one map serves all inputs"
      : "an input goes to one of \(student.inspection.regionCount) regions, each with a map of its own"
    findings = student.findings
    judgement = JudgementValues(Judgement(student))
    let overlay = album.figure(charts.overlay, caption: student.overlayCaption)
    summary = student.summary
    verdict = student.verdict.isEmpty ? nil : student.verdict
    keptInputs = student.keptInputs.map {
      "It reads \(NumberText.integer(student.inputColumns.count)) of the "
        + "\(NumberText.integer(student.windowCount)) numbers of a window, those at \($0)."
    }
    tiles = student.tiles
    var goodness = GoodnessValues(student, charts: charts, album: album)
    // A drawing stands on a page once.
    picture = overlay ?? goodness?.sensitivity
    if overlay == nil { goodness?.sensitivity = nil }
    self.goodness = goodness
    decision = DecisionValues(student, charts: charts, album: album)
    doubt = DoubtValues(student)
    learning = LearningValues(student)
    disturbed = DisturbedValues(student)
    selection = student.record.map { SelectionValues($0, charts: charts, album: album) }
    stability = student.record.flatMap { StabilityValues($0) }
    quantization = QuantizationValues(student, charts: charts, album: album)
    regions =
      student.regions.isEmpty ? nil : RegionsValues(student, charts: charts, album: album)
    memory = MemoryValues(student)
    provenance = ProvenanceValues(student)
    limits = student.limits
  }
}

extension ReportedStudent {
  /// How many times smaller than the float32 teacher; nil without its size.
  var sizeRatio: Double? {
    teacherByteCount.map { Double($0) / Double(max(1, inspection.bytes)) }
  }
  /// How many times fewer multiply-accumulates; nil without the teacher's.
  var workRatio: Double? {
    teacherMACs.map { Double($0) / Double(max(1, inspection.macs)) }
  }

  /// What it is, in plain words.
  var summary: String {
    let taken =
      "\(NumberText.integer(windowCount)) \(inspection.standardizedInputs > 0 ? "samples" : "numbers") in"
    let given =
      isClassifier
      ? "one of \(classNames.count) classes out" + namedClasses
      : "\(classNames.count) \(classNames.count == 1 ? "number" : "numbers") out"
    let imitated = teacherByteCount.map {
      "; it stands in for a network of \(NumberText.bytes($0))"
    }
    return
      "A \(isClassifier ? "classifier" : "regressor") of \(NumberText.bytes(inspection.bytes)) "
      + "for a microcontroller: \(taken), \(given)\(imitated ?? "")."
  }

  /// The names of few classes, in brackets; empty for classes without names.
  private var namedClasses: String {
    guard classNames.count <= 6, classNames.first != "class 0" else { return "" }
    return " (\(classNames.map { Chart.shortened($0) }.joined(separator: ", ")))"
  }

  /// That no student of its search follows the teacher, why, and the way on; empty where one does.
  var findings: [String] {
    record.flatMap { record in
      record.verdict.map { VerdictText($0, budget: record.selection.budget).lines }
    } ?? []
  }

  /// Whether it worked, in a sentence or two.
  var verdict: String {
    var sentences: [String] = []
    if let scores = studentScores?.accuracy, let test {
      var text =
        "Labels \(NumberText.percent(scores.share)) of \(NumberText.integer(test.rows)) rows "
        + "of \(testSource) correctly"
      if let teacher = teacherScores?.accuracy {
        let gap = 100 * (scores.share - teacher.share)
        text += ", the teacher \(NumberText.percent(teacher.share)) "
        text +=
          abs(gap) < 0.05
          ? "(no difference)"
          : "(\(NumberText.fixed(abs(gap), 1)) points \(gap > 0 ? "more" : "less") than the teacher)"
      }
      sentences.append(text + ".")
    } else if let agreement = test?.agreement, let test {
      sentences.append(
        "Labels \(NumberText.percent(agreement)) of \(NumberText.integer(test.rows)) rows of "
          + "\(testSource) as the teacher does.")
    } else if let test, !isClassifier {
      sentences.append(
        "Its outputs differ from the teacher's by \(NumberText.fixed(test.rmse, 4)) (root mean "
          + "square) on \(NumberText.integer(test.rows)) rows of \(testSource)"
          + (test.targetDeviation.map { ", where these deviate by \(NumberText.fixed($0, 4))" }
            ?? "")
          + ".")
    } else if let drop = record?.selection.drop {
      sentences.append(
        "Labels \(NumberText.percent(1 - drop)) of held-out training rows as the teacher does; "
          + "not measured on a test dump.")
    }
    var ratios: [String] = []
    if let sizeRatio, sizeRatio >= 1 {
      ratios.append("\(Self.times(sizeRatio)) smaller than its float32 teacher")
    }
    if let workRatio, workRatio >= 1 {
      ratios.append("\(Self.times(workRatio)) fewer multiply-accumulates")
    }
    if !ratios.isEmpty { sentences.append(ratios.joined(separator: ", ").capitalizedFirst + ".") }
    return sentences.joined(separator: " ")
  }

  /// The share of rows that one answer for all would be right on; nil without labels.
  private var constantShare: Double? {
    test?.studentMatrix.flatMap { matrix in
      matrix.total > 0 ? Double(matrix.support.max() ?? 0) / Double(matrix.total) : nil
    }
  }

  private static func times(_ ratio: Double) -> String {
    (ratio >= 10
      ? NumberText.rounded(ratio) : NumberText.fixed(ratio, 1)) + " times"
  }

  /// Flash and RAM on a core, as an estimate; empty where there is none.
  private var deviceNote: String {
    guard let cost = costs.first(where: { $0.core.rawValue == "cortex-m4" }) ?? costs.first else {
      return ""
    }
    let flash = inspection.bytes + cost.runtime.text + cost.runtime.rodata
    let memory = cost.memory.model + cost.memory.input + cost.memory.scratch + cost.memory.stack
    return "; with code \(NumberText.bytes(flash)) and \(NumberText.bytes(memory)) of RAM on "
      + "\(cost.core.rawValue), estimated"
  }

  fileprivate var tiles: [StudentValues.Tile] {
    var tiles = [
      StudentValues.Tile(
        value: NumberText.bytes(inspection.bytes), label: "packed student",
        note: (teacherByteCount.map { "teacher \(NumberText.bytes($0))" } ?? structure) + deviceNote
      ),
      StudentValues.Tile(
        value: NumberText.integer(inspection.macs), label: "multiply-accumulates",
        note: teacherMACs.map { "teacher \(NumberText.integer($0))" } ?? ""),
    ]
    if let accuracy = studentScores?.accuracy {
      let teacher = teacherScores?.accuracy.map {
        "; teacher \(NumberText.percent($0.share))"
      }
      let constant = constantShare.map { "; one answer for all \(NumberText.percent($0))" }
      tiles.append(
        StudentValues.Tile(
          value: NumberText.percent(accuracy.share), label: "accuracy",
          note: accuracy.words + (teacher ?? "") + (constant ?? "")))
    }
    if let agreement = agreementShare {
      tiles.append(
        StudentValues.Tile(
          value: NumberText.percent(agreement.share), label: "agreement with the teacher",
          note: agreement.words))
    } else if let test, !isClassifier {
      tiles.append(
        StudentValues.Tile(
          value: NumberText.fixed(test.rmse, 3), label: "RMSE of outputs",
          note: test.targetDeviation.map { "they deviate by \(NumberText.fixed($0, 3))" }
            ?? testSource))
      if let r2 = test.r2 {
        tiles.append(
          StudentValues.Tile(value: NumberText.fixed(r2, 3), label: "R²", note: testSource))
      }
    }
    if let share = certificateCheck?.certifiedShare {
      tiles.append(
        StudentValues.Tile(
          value: NumberText.percent(share), label: "of labels proven",
          note: "not to change by \(integersNoun)"))
    }
    return tiles
  }

  /// The limits of the figures.
  var limits: [String] {
    var limits: [String] = []
    if test == nil {
      limits.append(
        "The student was measured on no test dump. Cross-validated scores come from rows that "
          + "also trained the teacher.")
    } else if record != nil {
      limits.append(
        "Cross-validated scores come from rows that also trained the teacher; only the figures "
          + "on the test dump come from rows that trained nothing.")
    }
    if test != nil, isTestedOnTraining {
      limits.append("The rows of the test dump also trained the student: its figures say little.")
    }
    if test?.studentMatrix != nil {
      limits.append(
        groups.count > 1
          ? "Intervals are taken over \(groups.count) groups. They say nothing of groups "
            + "unlike these."
          : "Intervals take rows as independent, and rows of one patient or recording are not. "
            + "Measured on a test dump with groups (--test), they go over the groups.")
    }
    if let record, !record.selection.grouped {
      limits.append(
        "Rows were held out one by one. Where several come from one patient or recording, "
          + "cross-validation promises too much.")
    }
    if let edges = record?.selection.edges.map(\.rawValue), !edges.isEmpty {
      limits.append(
        "The choice lies at an end of the grid (\(edges.joined(separator: ", "))): a wider one may "
          + "do better.")
    }
    if let withstanding = record?.withstanding {
      limits.append(WithstandingText(withstanding).sentence)
    }
    limits.append(
      "The student answers for inputs like those of its training dumps, prepared in the same way. "
        + (inspection.limits == nil
          ? "It always gives \(isClassifier ? "a label" : "outputs") and does not say that an input is "
            + "foreign." : "It doubts some answers, and takes some foreign inputs for its own."))
    return limits
  }
}

extension String {
  /// With a capital letter at the beginning.
  var capitalizedFirst: String { prefix(1).uppercased() + dropFirst() }

  /// The same, but for the name of a type of numbers.
  var asFirstWord: String { self == "int8" ? self : capitalizedFirst }
}
