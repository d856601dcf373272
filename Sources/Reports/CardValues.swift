internal import Records

/// The values of the model card's template.
struct CardValues {
  let name: String
  let structure: String
  /// That no student follows the teacher, and why, a sentence each; empty where one does.
  let findings: [String]
  let verdict: String?
  /// `packed int8 student`, or `packed student` where inputs have more bits.
  let integers: String
  let inputs: String
  /// The bits of an input; nil for 8.
  let inputBits: String?
  /// Which numbers of a window are inputs; nil where all are.
  let keptInputs: String?
  let windowCount: String
  /// Nil where inputs have no names.
  let inputNames: String?
  let outputs: String
  /// Nil where outputs have no names.
  let classes: String?
  let metrics: TableValues?
  let classTable: TableValues?
  let groupTable: TableValues?
  /// How far inputs may move before a label changes, a sentence each.
  let radius: [String]
  /// Where it decides; nil where it has nothing to decide between.
  let decision: DecisionValues?
  /// When it doubts its answers; nil without limits.
  let doubt: DoubtValues?
  /// What it learns from labels of its user; nil where it was not taught.
  let learning: LearningValues?
  /// How it answers when the signal is disturbed; nil where that was not measured.
  let disturbed: DisturbedValues?
  let selection: String?
  let stability: StabilityValues?
  let quantization: String?
  let certificate: String?
  let bounds: TableValues?
  let outputNoun: String
  let cores: TableValues
  let bytes: String
  let provenance: ProvenanceValues
  let limits: [String]

  init(_ student: ReportedStudent) {
    name = VisibleText.line(student.name)
    structure = student.structure
    findings = student.findings
    verdict = student.verdict.isEmpty ? nil : student.verdict
    integers = student.integers == "int8" ? "packed int8 student" : "packed student"
    inputBits = student.inputBits == 8 ? nil : "\(student.inputBits)"
    keptInputs = student.keptInputs
    windowCount = NumberText.integer(student.windowCount)
    inputs = NumberText.integer(student.inspection.inputs)
    inputNames = student.inputNames.map(MarkdownText.escaped)
    // Two classes may have one output.
    outputs = NumberText.integer(
      student.isClassifier ? student.classNames.count : student.inspection.outputs)
    classes =
      student.classNames.isEmpty
      ? nil : MarkdownText.escaped(student.classNames.joined(separator: ", "))
    let charts = StudentCharts.none
    let album = Album([:])
    let goodness = GoodnessValues(student, charts: charts, album: album)
    metrics = goodness?.metrics
    classTable = goodness?.classes
    groupTable = goodness?.groupTable
    radius = goodness?.radius ?? []
    decision = DecisionValues(student, charts: charts, album: album)
    doubt = DoubtValues(student)
    learning = LearningValues(student)
    disturbed = DisturbedValues(student)
    selection = student.record.map {
      SelectionValues($0, charts: charts, album: album).summary
        + " Chosen: \(student.structure), lambda = \(NumberText.short($0.selection.lambda))."
    }
    stability = student.record.flatMap { StabilityValues($0) }
    let changes = QuantizationValues(student, charts: charts, album: album)
    quantization = changes?.summary
    certificate = changes?.certificate
    bounds = changes?.bounds
    outputNoun = student.isClassifier ? "classes" : "outputs"
    cores = MemoryValues(student).cores
    bytes = NumberText.integer(student.inspection.bytes)
    provenance = ProvenanceValues(student)
    limits = student.limits
  }
}
