/// What the template of the model card sees.
struct CardValues {
  let name: String
  let structure: String
  let verdict: String?
  let inputs: String
  let outputs: String
  /// Nil where outputs have no names.
  let classes: String?
  let metrics: TableValues?
  let classTable: TableValues?
  let groupTable: TableValues?
  let selection: String?
  let quantization: String?
  let certificate: String?
  let bounds: TableValues?
  let outputNoun: String
  let cores: TableValues
  let bytes: String
  let provenance: ProvenanceValues
  let limits: [String]

  init(_ student: StudentFacts) {
    name = VisibleText.line(student.name)
    structure = student.student.structure
    verdict = student.verdict.isEmpty ? nil : student.verdict
    inputs = NumberText.integer(student.student.inputCount)
    outputs = NumberText.integer(student.student.outputCount)
    classes =
      student.classNames.isEmpty
      ? nil : MarkdownText.escaped(student.classNames.joined(separator: ", "))
    let charts = StudentCharts.none
    let album = Album([:])
    let goodness = student.test.map {
      GoodnessValues($0, of: student, charts: charts, album: album)
    }
    metrics = goodness?.metrics
    classTable = goodness?.classes
    groupTable = goodness?.groupTable
    selection = student.selection.map {
      SelectionValues($0, charts: charts, album: album).summary
        + " Chosen: \(student.student.structure), lambda = \(NumberText.short($0.regularization))."
    }
    let changes = student.quantization.map {
      QuantizationValues($0, of: student, charts: charts, album: album)
    }
    quantization = changes?.summary
    certificate = changes?.certificate
    bounds = changes?.bounds
    outputNoun = student.isClassifier ? "classes" : "outputs"
    cores = MemoryValues(student).cores
    bytes = NumberText.integer(student.student.bytes)
    provenance = ProvenanceValues(student.provenance)
    limits = student.limits
  }
}
