import Evaluation
import Reports

/// Facts of a made-up student of three classes and two regions.
enum FactsFixture {
  static let names = ["N", "S <b>&\"quoted\"", "`touch x` | $(id) 'V'"]

  static func student(
    name: String = "fixture", groupCount: Int = 4, isMeasured: Bool = true,
    certificate: StudentFacts.Certificate? = nil
  ) -> StudentFacts {
    StudentFacts(
      name: name,
      student: StudentFacts.Student(
        bytes: 2_004, structure: "corrected, d = 4, k = 2", inputCount: 8, outputCount: 3,
        multiplyAccumulates: 1_308, floatByteCount: 6_016),
      teacher: StudentFacts.Teacher(byteCount: 2_028_820, multiplyAccumulates: 70_041_216),
      classNames: names, isClassifier: true, selection: selection,
      test: isMeasured ? test(groupCount) : nil,
      quantization: quantization(certificate),
      regions: (0..<2).map(region), window: StudentFacts.Window(featureCount: 6),
      memory: memory, provenance: provenance)
  }

  private static func quantization(
    _ certificate: StudentFacts.Certificate?
  ) -> StudentFacts.Quantization {
    let pairs = (0..<60).map { index in
      let float = Double(index) / 7
      return StudentFacts.Quantization.Pair(output: index % 3, float: float, int8: float + 0.01)
    }
    return StudentFacts.Quantization(
      calibration: "min-max", inputScale: 0.067, clippedShare: 0.001, pairs: pairs,
      disagreementCount: 2, certificate: certificate,
      elsewhere: StudentFacts.Elsewhere(rowCount: 3, largestError: 1.5))
  }

  private static func region(_ index: Int) -> StudentFacts.Region {
    let templates = (0..<3).map { label in (0..<8).map { Double($0 - label) / 9 } }
    return StudentFacts.Region(
      share: index == 0 ? 0.75 : 0.25, mean: (0..<8).map { Double($0 * (index + 1)) },
      deviation: Array(repeating: 0.5, count: 8), templates: templates,
      labelCounts: index == 0 ? [30, 0, 0] : [0, 4, 6],
      outputMeans: index == 0 ? [3, 1, 2] : [0, 1, 2])
  }

  private static var memory: StudentFacts.Memory {
    StudentFacts.Memory(
      sections: [
        StudentFacts.Memory.Section(name: "header", bytes: 48),
        StudentFacts.Memory.Section(name: "maps of 2 regions", bytes: 1_956),
      ],
      cores: [
        StudentFacts.Memory.Core(
          name: "cortex-m4", runtime: 1_802, ram: 200, stack: 224, instructions: 4_321)
      ])
  }

  private static var provenance: StudentFacts.Provenance {
    StudentFacts.Provenance(
      sha256: String(repeating: "ab", count: 32), identifier: "0123456789abcdef",
      tool: "tessera 0.1.0", reporter: "tessera 0.1.0",
      command: ["tessera", "compress", "it's here.npz"], seed: 7,
      dumps: [
        StudentFacts.Provenance.Dump(
          role: "train", name: "<train>.npz", rowCount: 500,
          sha256: String(repeating: "cd", count: 32))
      ])
  }

  private static var selection: StudentFacts.Selection {
    StudentFacts.Selection(
      score: "agreement", isAgreement: true, prefersLarger: true, rule: "one standard error",
      foldCount: 5,
      isGrouped: true, budget: 4_096, candidateCount: 3, isFrontPoint: false,
      candidates: [
        candidate("k = 1", bytes: 808, score: 0.93, isOnFront: true),
        candidate("k = 2", bytes: 1_500, score: 0.92),
        candidate("corrected", bytes: 2_004, score: 0.95, isOnFront: true, isChosen: true),
      ],
      curves: [
        StudentFacts.Curve(
          structure: "corrected",
          points: [0.001, 0.01, 0.1].map {
            StudentFacts.Curve.Point(
              regularization: $0, score: 0.95 - $0, standardError: 0.01)
          }, isChosen: true)
      ], regularization: 0.01, drop: 0.05, edges: [])
  }

  private static func candidate(
    _ structure: String, bytes: Int, score: Double, isOnFront: Bool = false,
    isChosen: Bool = false
  ) -> StudentFacts.Candidate {
    StudentFacts.Candidate(
      structure: structure, bytes: bytes, multiplyAccumulates: bytes / 2, score: score,
      standardError: 0.01, divergence: 0.2, isOnFront: isOnFront, isChosen: isChosen)
  }

  private static func test(_ groupCount: Int) -> StudentFacts.Test {
    let groups = (0..<groupCount).map { index in
      StudentFacts.Group(
        identifier: 100 + index,
        student: LabelCounts(
          ConfusionMatrix(counts: [[50 + index, 2, 1], [1, 6, 1], [0, 0, 0]])),
        teacher: LabelCounts(
          ConfusionMatrix(counts: [[51 + index, 1, 1], [0, 7, 1], [0, 0, 0]])),
        agreementCount: 55)
    }
    return StudentFacts.Test(
      source: "test.npz", rowCount: 250, isTrainingData: false, agreement: 0.94,
      floatAgreement: 0.941, floatAccuracy: 0.92, floatMacroF1: 0.6, floatWeightedF1: 0.9,
      rmse: 1.5, floatRMSE: 1.4,
      confusion: ConfusionMatrix(counts: [[206, 8, 4], [4, 24, 4], [0, 0, 0]]),
      teacherConfusion: ConfusionMatrix(counts: [[210, 4, 4], [0, 28, 4], [0, 0, 0]]),
      groups: groups)
  }
}
