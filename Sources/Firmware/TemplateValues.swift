internal import PackedFormat
internal import Rows

/// The values of the templates. Every value is text for C, Make and CMake as it stands.
struct TemplateValues {
  let name: String
  let macro: String
  let tool: String
  let version: String
  let sha256: String
  let size: Int
  let inputs: Int
  let outputs: Int
  let regions: Int
  let gate: Int
  let maps: Int
  let macs: Int
  let scratch: Int
  let projection: Int
  let head: Int
  /// Whether int16 counts are accepted: 1 or 0 in C, a condition in the README.
  let counts: Int
  let acceptsCounts: Bool
  /// Leading inputs that are standardised, and the limit of their floats.
  let standardized: Int
  let standardizes: Bool
  let windowCounts: String
  let windowLimit: String
  /// Whether there are inputs that are not standardised and come as counts.
  let converts: Bool
  let countsPerUnit: String
  let countZero: Int
  /// The biased exponent of half the largest float that int8 holds.
  let exponent: Int
  let blob: String
  let classNames: String
  let vectors: Int
  let source: String
  let vectorInputs: String
  let vectorLogits: String
  let vectorLabels: String
  let vectorRegions: String
  let countVectors: Int
  let vectorCounts: String
  let vectorCountInputs: String
  /// The cores of the table, and their names in words.
  let machines = DeviceCore.allCases
  let cores: String
  /// The core of a Makefile when none is given; the names of the others.
  let standardCore = "cortex-m4"
  let otherCores: String
  let boardByMachine = DeviceCore.byMachine { $0.board }
  let ticksByMachine = DeviceCore.byMachine { "\($0.ticks)" }
  let compilerFlags = DeviceCore.compilerFlags

  init(_ firmware: FirmwareSource, header: PackedHeader, layout: PackedLayout, version: String) {
    let proof = firmware.vectors
    name = firmware.name.text
    macro = firmware.name.macro
    tool = "tessera \(version)"
    self.version = version
    sha256 = firmware.sha256
    size = firmware.bytes.count
    inputs = header.inputCount
    outputs = header.outputCount
    regions = header.regionCount
    gate = header.componentCount
    maps = header.mapCount
    macs = header.shape.multiplyAccumulates
    scratch = layout.scratchByteCount
    projection = header.shape.hasProjection ? 1 : 0
    head = header.shape.hasHead ? 1 : 0
    acceptsCounts = header.acceptsCounts
    counts = acceptsCounts ? 1 : 0
    let frontEnd = FrontEndFacts(header)
    standardized = header.standardizedCount
    standardizes = standardized > 0
    windowCounts = Self.number(frontEnd.windowCountsPerUnit)
    windowLimit = Self.number(frontEnd.windowLimit)
    converts = frontEnd.countsPerUnit != nil && standardized < inputs
    countsPerUnit = Self.number(frontEnd.countsPerUnit)
    countZero = frontEnd.countZero ?? 0
    let largest = standardizes ? 2 : 64 / header.inputMultiplier
    exponent = Int(largest.exponentBitPattern)
    blob = CText.bytes(firmware.bytes)
    classNames = CText.lines(
      firmware.classNames.map(CText.literal), perLine: 1, indentation: 4)
    vectors = proof.labels.count
    source = proof.source
    vectorInputs = Self.table(proof.inputs.elements, width: header.inputCount) {
      CText.row($0.map(\.bitPattern))
    }
    vectorLogits = Self.table(proof.logits, width: header.outputCount) { CText.row(Array($0)) }
    vectorLabels = CText.integers(proof.labels)
    vectorRegions = CText.integers(proof.regions)
    countVectors = CountVectors.count
    vectorCounts = Self.rows(proof.counts?.counts ?? [], width: inputs)
    vectorCountInputs = Self.rows(proof.counts?.inputs ?? [], width: inputs)
    let names = machines.map(\.rawValue)
    cores = names.dropLast().joined(separator: ", ") + " or \(names.last ?? "")"
    otherCores = names.filter { [standardCore] in $0 != standardCore }.joined(separator: ", ")
  }

  private static func rows(_ values: [some SignedInteger], width: Int) -> String {
    table(values.map { Int32($0) }, width: width) { CText.row(Array($0)) }
  }

  /// Six digits, and no fraction where there is none.
  private static func number(_ value: Double?) -> String {
    guard let value else { return "" }
    let rounded = value.rounded()
    if abs(value - rounded) <= 1e-6 * abs(value), abs(value) < 1e9 { return "\(Int(rounded))" }
    return "\(Float(value))"
  }

  private static func table<Value>(
    _ values: [Value], width: Int, row: (ArraySlice<Value>) -> String
  ) -> String {
    stride(from: 0, to: values.count, by: width).map { row(values[$0..<$0 + width]) }
      .joined(separator: ",\n")
  }
}
