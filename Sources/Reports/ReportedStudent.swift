internal import Evaluation
internal import Firmware
internal import Foundation
internal import LinearAlgebra
internal import ModelSelection
internal import Quantization
internal import Reports
internal import Student

extension StudentFacts {
  /// Collects what a student, its run record and a measurement say.
  ///
  /// - Parameters:
  ///   - classNames: names that replace those of dump and record; C of them.
  ///   - windowFeatureCount: 0 ... n; nil for a guess.
  init(
    _ file: StudentFile, measured: ReportMeasurement?, classNames: [String]?,
    windowFeatureCount: Int?
  ) {
    let inspection = StudentInspection(file)
    let record = file.record
    let report = measured?.evaluation.test ?? record?.test
    let isClassifier = file.student.header.flags.contains(.logits)
    // Of a student that gives activations, the names are not those of the outputs.
    let names = (classNames ?? measured?.evaluation.classNames ?? record?.classNames)
      .flatMap { $0.count == inspection.outputs ? $0 : nil }
    let noun = isClassifier ? "class" : "output"
    let regions = Region.all(of: file, report: report, measured: measured)
    let teacher = measured?.evaluation.teacher
    self.init(
      name: FilePath.stem(of: FilePath.name(of: file.path)),
      student: Student(inspection, record: record),
      teacher: Teacher(
        byteCount: record?.teacher.byteCount ?? teacher?.byteCount,
        multiplyAccumulates: record?.teacher.macs ?? teacher?.macs),
      classNames: names ?? (0..<inspection.outputs).map { "\(noun) \($0)" },
      isClassifier: isClassifier,
      selection: record.map { Selection($0) },
      test: report.map { Test($0, record: record, measured: measured) },
      quantization: record.map { Quantization($0, report: report, measured: measured) },
      regions: regions,
      window: windowFeatureCount.map { Window(featureCount: $0) }
        ?? (inspection.standardizedInputs > 0
          ? Window(featureCount: inspection.standardizedInputs) : Window(guessedFrom: regions)),
      memory: Memory(inspection, of: file),
      provenance: Provenance(inspection, record: record, measured: measured))
  }
}

extension StudentFacts.Student {
  fileprivate init(_ inspection: StudentInspection, record: RunRecord?) {
    self.init(
      bytes: inspection.bytes,
      structure: record?.selection.title ?? inspection.title,
      inputCount: inspection.inputs, outputCount: inspection.outputs,
      multiplyAccumulates: inspection.macs,
      floatByteCount: record?.student.floatByteCount)
  }
}

extension StudentFacts.Selection {
  /// The most curves over λ that a chart takes.
  private static let curveLimit = 6

  fileprivate init(_ record: RunRecord) {
    let (selection, table) = (record.selection, record.table)
    let score = selection.score
    let chosen = record.chosen
    let front = table.front(by: score)
    var shown = table.representatives
    if let chosen, !shown.contains(chosen) { shown.append(chosen) }
    self.init(
      score: score.words, isAgreement: score == .agreement, prefersLarger: score.utility(1) > 0,
      rule: selection.rule.words(by: score.words),
      foldCount: selection.folds, isGrouped: selection.grouped, budget: selection.budget,
      candidateCount: table.candidates.count, isFrontPoint: selection.isFrontPoint ?? false,
      candidates: shown.compactMap { candidate in
        candidate.scores.mean(score).map {
          StudentFacts.Candidate(
            structure: candidate.title, bytes: candidate.byteCount,
            multiplyAccumulates: candidate.multiplyAccumulates, score: $0,
            standardError: candidate.scores.standardError(score),
            divergence: selection.rule == .oneStandardError
              ? candidate.scores.mean(.divergence) : nil,
            isOnFront: front.contains(candidate), isChosen: candidate == chosen)
        }
      },
      curves: Self.curves(of: table, by: score, front: front, chosen: chosen),
      regularization: selection.lambda, drop: selection.drop,
      edges: selection.edges.map(\.rawValue))
  }

  /// Curves over λ of the structures on the front and the chosen one, or of every k of a grid.
  private static func curves(
    of table: CrossValidationTable, by score: Score, front: [Candidate], chosen: Candidate?
  ) -> [StudentFacts.Curve] {
    var shown = table.isGrid ? bestOfEach(table, by: score) : front
    if let chosen {
      if let place = shown.firstIndex(where: { $0.title == chosen.title }) {
        shown[place] = chosen
      } else {
        shown.append(chosen)
      }
    }
    // The chosen one stays when there are too many.
    while shown.count > curveLimit {
      shown.remove(at: shown.firstIndex { $0 != chosen } ?? 0)
    }
    return shown.map { candidate in
      let members = table.candidates.filter {
        $0.title == candidate.title && $0.correctionScale == candidate.correctionScale
      }
      let strengths = Set(members.map(\.regularization)).sorted()
      return StudentFacts.Curve(
        structure: candidate.title,
        points: strengths.compactMap { strength in
          strength == candidate.regularization
            ? point(candidate, by: score)
            : best(of: members.filter { $0.regularization == strength }, by: score)
        }, isChosen: candidate == chosen)
    }
  }

  /// The best candidate of every structure.
  private static func bestOfEach(_ table: CrossValidationTable, by score: Score) -> [Candidate] {
    table.curves(by: score).map { $0.candidates[$0.best] }
  }

  /// The best of candidates of one structure and strength, which differ in other strengths.
  private static func best(of members: [Candidate], by score: Score) -> StudentFacts.Curve.Point? {
    let points = members.compactMap { point($0, by: score) }
    return points.max { score.utility($0.score) < score.utility($1.score) }
  }

  private static func point(
    _ candidate: Candidate, by score: Score
  ) -> StudentFacts.Curve.Point? {
    candidate.scores.mean(score).map {
      StudentFacts.Curve.Point(
        regularization: candidate.regularization, score: $0,
        standardError: candidate.scores.standardError(score))
    }
  }
}

extension SelectionRule {
  /// What it takes, in a sentence about candidates that were compared by `score`.
  fileprivate func words(by score: String) -> String {
    switch self {
    case .best: "the best \(score)"
    case .oneStandardError:
      "of each form the fewest bytes within one standard error of its best, by \(score) and by "
        + "divergence from the teacher's probabilities; of the forms that are then within one "
        + "standard error of the best \(score), the one of lowest divergence"
    }
  }
}

extension Score {
  /// What it is called in a sentence.
  fileprivate var words: String {
    switch self {
    case .mse: "mean squared error"
    case .agreement: "agreement"
    case .accuracy: "accuracy"
    case .macroF1: "macro F1"
    case .macroF2: "macro F2"
    case .divergence: "divergence from the teacher"
    }
  }
}

extension StudentFacts.Test {
  fileprivate init(_ report: TestReport, record: RunRecord?, measured: ReportMeasurement?) {
    let recorded = record?.dumps.first { $0.role == "test" }
    let dump = measured?.evaluation.dump ?? recorded
    let trained = record?.dumps.contains { $0.role != "test" && $0.sha256 == dump?.sha256 }
    self.init(
      source: dump?.name ?? "the test dump", rowCount: report.rows,
      isTrainingData: trained ?? false, agreement: report.agreement,
      floatAgreement: report.float?.agreement, floatAccuracy: report.float?.accuracy,
      floatMacroF1: report.float?.macroF1, floatWeightedF1: report.float?.weightedF1,
      rmse: report.rmse, floatRMSE: report.float?.rmse,
      confusion: Self.matrix(report.confusion),
      teacherConfusion: Self.matrix(report.teacherConfusion),
      groups: (measured?.groups ?? []).map {
        StudentFacts.Group(
          identifier: $0.identifier, student: $0.student, teacher: $0.teacher,
          agreementCount: $0.agreementCount)
      })
  }

  /// nil for counts that are no matrix: a record may be damaged.
  private static func matrix(_ counts: [[Int]]?) -> ConfusionMatrix? {
    guard let counts, counts.allSatisfy({ $0.count == counts.count && $0.allSatisfy { $0 >= 0 } }),
      counts.contains(where: { $0.contains { $0 > 0 } })
    else { return nil }
    return ConfusionMatrix(counts: counts)
  }
}

extension StudentFacts.Quantization {
  fileprivate init(_ record: RunRecord, report: TestReport?, measured: ReportMeasurement?) {
    let calibration = record.calibration
    self.init(
      calibration: calibration.method, inputScale: calibration.inputScale,
      clippedShare: calibration.clippedShare,
      pairs: (measured?.sample ?? []).map {
        Pair(output: $0.output, float: $0.float, int8: $0.int8, isElsewhere: $0.isElsewhere)
      },
      disagreementCount: report?.int8Disagreements,
      certificate: record.certificate.map { certificate in
        StudentFacts.Certificate(
          bounds: certificate.bounds, check: report?.certificate ?? certificate.calibration,
          isCalibration: report?.certificate == nil)
      },
      elsewhere: measured.map {
        StudentFacts.Elsewhere(rowCount: $0.elsewhereCount, largestError: $0.elsewhereError)
      })
  }
}

extension StudentFacts.Certificate {
  fileprivate init(bounds: [[Double]], check: Certificate.Check, isCalibration: Bool) {
    self.init(
      bounds: bounds, rows: isCalibration ? "calibration rows" : "rows of the test dump",
      rowCount: check.rows, outsideCount: check.rowsOutside, violationCount: check.violations,
      certifiedShare: check.certifiedShare, largestError: check.largestError)
  }
}

extension StudentFacts.Region {
  /// Every region of a student; empty without its float model.
  fileprivate static func all(
    of file: StudentFile, report: TestReport?, measured: ReportMeasurement?
  ) -> [StudentFacts.Region] {
    guard let model = file.model else { return [] }
    return (0..<model.clusterCount).map { index in
      let rows = measured?.regions[index]
      let shares = report?.regionShares
      let centroid =
        model.projection == nil ? Array(model.partition.centroids[row: index]) : nil
      return StudentFacts.Region(
        share: shares.flatMap { $0.indices.contains(index) ? $0[index] : nil },
        mean: rows?.mean ?? centroid, deviation: rows?.deviation,
        templates: model.templates(ofRegion: index), labelCounts: rows?.labelCounts ?? [],
        outputMeans: rows?.outputMeans ?? [])
    }
  }
}

extension StudentFacts.Memory {
  fileprivate init(_ inspection: StudentInspection, of file: StudentFile) {
    var sections: [Section] = []
    var maps = 0
    for section in inspection.sections {
      if section.name.hasPrefix("region map") {
        maps += section.bytes
        continue
      }
      if maps > 0 {
        sections.append(Section(name: "maps of \(inspection.k) regions", bytes: maps))
        maps = 0
      }
      sections.append(Section(name: section.name, bytes: section.bytes))
    }
    self.init(
      sections: sections,
      cores: DeviceCore.allCases.map { core in
        let cost = Profile.Core(estimating: core, reason: "", of: file.student)
        return Core(
          name: core.rawValue, runtime: cost.runtime.text + cost.runtime.rodata,
          ram: cost.memory.model + cost.memory.input + cost.memory.scratch,
          stack: cost.memory.stack, instructions: cost.instructions)
      })
  }
}

extension StudentFacts.Provenance {
  fileprivate init(
    _ inspection: StudentInspection, record: RunRecord?, measured: ReportMeasurement?
  ) {
    var dumps = (record?.dumps ?? []).map { Dump($0) }
    if let dump = measured?.evaluation.dump,
      !dumps.contains(where: { $0.sha256 == dump.sha256 && $0.role == "test" })
    {
      dumps.append(Dump(dump))
    }
    self.init(
      sha256: inspection.sha256, identifier: inspection.identifier,
      tool: record.map { "\($0.tool.name) \($0.tool.version)" },
      reporter: "tessera \(TesseraVersion.current)", command: record?.command ?? [],
      seed: record?.seed, dumps: dumps)
  }
}

extension StudentFacts.Provenance.Dump {
  fileprivate init(_ dump: RunRecord.Dump) {
    self.init(role: dump.role, name: dump.name, rowCount: dump.rows, sha256: dump.sha256)
  }
}
