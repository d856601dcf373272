internal import Mustache
internal import PackedFormat

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
  let inputBytes: Int
  let modelBytes = FirmwareSource.modelByteCount
  /// The parts of the runtime, and those that the student needs.
  let parts: [CompiledParts.Part]
  let needs: [CompiledParts.Part]
  /// Whether outputs are those of classes; otherwise they are numbers.
  let classifies: Bool
  /// Whether int16 counts are accepted: 1 or 0 in C, a condition in the README.
  let counts: Int
  let acceptsCounts: Bool
  /// Leading numbers that are standardised, and the limit of their floats.
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
  /// Whether features have names, and the names, a line each.
  let namesFeatures: Bool
  let featureNames: String
  /// The macro that counts class names, and what they are names of.
  let classMacro: String
  let classNoun: String
  /// The cores of the table, and their names in words.
  let machines = DeviceCore.allCases
  let cores: String
  /// The core of a Makefile when none is given; the names of the others.
  let standardCore = "cortex-m4"
  let otherCores: String
  let compilerFlags = DeviceCore.compilerFlags
  private let windowValues: WindowValues
  private let proofValues: ProofValues

  init(_ firmware: FirmwareSource, header: PackedHeader, layout: PackedLayout, version: String) {
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
    inputBytes = layout.inputByteCount
    let compiled = CompiledParts(header, in: firmware.bytes)
    (parts, needs) = (compiled.all, compiled.needed)
    classifies = header.flags.contains(.logits)
    acceptsCounts = header.acceptsCounts
    counts = acceptsCounts ? 1 : 0
    let frontEnd = FrontEndFacts(header, in: firmware.bytes)
    standardized = header.standardizedCount
    standardizes = standardized > 0
    windowCounts = Self.number(frontEnd.windowCountsPerUnit)
    windowLimit = Self.number(frontEnd.windowLimit)
    converts = frontEnd.countsPerUnit != nil && header.standardizedInputCount < inputs
    countsPerUnit = Self.number(frontEnd.countsPerUnit)
    countZero = frontEnd.countZero ?? 0
    let largest = standardizes ? 2 : 64 / header.inputMultiplier
    exponent = Int(largest.exponentBitPattern)
    blob = CText.bytes(firmware.bytes)
    classNames = CText.lines(
      firmware.classNames.map(CText.literal), perLine: 1, indentation: 4)
    namesFeatures = firmware.featureNames != nil
    featureNames = Self.featureNames(of: firmware)
    classMacro = header.isBinary ? "CLASS_COUNT" : "OUTPUT_COUNT"
    classNoun = header.isBinary ? "a label" : "an index"
    let names = machines.map(\.rawValue)
    cores = names.dropLast().joined(separator: ", ") + " or \(names.last ?? "")"
    otherCores = names.filter { [standardCore] in $0 != standardCore }.joined(separator: ", ")
    windowValues = WindowValues(firmware, header, layout)
    proofValues = ProofValues(firmware.vectors, header)
  }

  /// The most bytes of a feature's name.
  private static let longestName = 64

  /// The names as lines of an initialiser, each with its number, and a note where a feature is not
  /// read.
  private static func featureNames(of firmware: FirmwareSource) -> String {
    let names = firmware.featureNames ?? []
    let kept = firmware.keptFeatures.map { Set($0) }
    return names.enumerated().map { index, name in
      let literal = CText.literal(CText.prefix(of: name, byteCount: longestName))
      let comma = index + 1 < names.count ? "," : ""
      let isRead = kept?.contains(index) ?? true
      return "    \(literal)\(comma) /* \(index)\(isRead ? "" : ", not read") */"
    }.joined(separator: "\n")
  }

  /// Six digits, and no fraction where there is none.
  private static func number(_ value: Double?) -> String {
    guard let value else { return "" }
    let rounded = value.rounded()
    if abs(value - rounded) <= 1e-6 * abs(value), abs(value) < 1e9 { return "\(Int(rounded))" }
    return "\(Float(value))"
  }
}

extension TemplateValues: MustacheParent {
  /// Looks a name up here, and then among the values of the window and of the proof.
  func child(named name: String) -> Any? {
    let parts: [Any] = [self, windowValues, proofValues]
    for part in parts {
      if let child = Mirror(reflecting: part).children.first(where: { $0.label == name }) {
        return child.value
      }
    }
    return nil
  }
}
