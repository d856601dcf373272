package import ActivationFormats
internal import Firmware
internal import Foundation
package import HostRuntime
internal import PackedFormat
internal import Quantization
internal import Rows

/// The arrays of a dump, with their ranges; values may be non-finite and shapes may disagree.
public struct DumpInspection: Sendable, Equatable, Codable {
  /// One array.
  public struct Array: Sendable, Equatable, Codable {
    /// Its name in the dump.
    public var name: String
    /// Its dimensions; empty for a scalar.
    public var shape: [Int]
    /// The type of its elements, as the file names it where it is not read.
    public var type: String
    /// The least finite value.
    public var minimum: Double?
    /// The largest finite value.
    public var maximum: Double?
    /// Values that are NaN or infinite.
    public var nonFinite: Int
  }

  /// The dump.
  public var path: String
  /// SHA-256 over the dump's bytes.
  public var sha256: String
  /// Its arrays.
  public var arrays: [Array]
  /// Why `compress` would refuse it as it is; nil when it would not.
  public var objection: String?

  package init(_ path: String, _ survey: DumpSurvey) {
    self.path = path
    sha256 = survey.digest
    arrays = survey.arrays.map {
      Array(
        name: $0.name, shape: $0.shape, type: $0.typeName, minimum: $0.minimum,
        maximum: $0.maximum, nonFinite: $0.nonFiniteCount)
    }
    objection = survey.objection?.description
  }
}

/// The header and the sections of a packed student.
public struct StudentInspection: Sendable, Equatable, Codable {
  /// A piece of the file.
  public struct Section: Sendable, Equatable, Codable {
    /// Its content: `header`, `gate`, `region map 0`, ...
    public var name: String
    /// Where it begins, in bytes from the start of the file.
    public var offset: Int
    /// Its length in bytes.
    public var bytes: Int
    /// Its number in the directory; nil where it has no entry of its own, and in version 1.
    public var kind: Int?
    /// Whether a reader that does not know it refuses the student; nil where `kind` is.
    public var isCritical: Bool?
  }

  /// The file.
  public var path: String
  /// SHA-256 of the whole file, in hexadecimal.
  public var sha256: String
  /// The student's own identifier, 8 bytes in hexadecimal.
  public var identifier: String
  /// The version of the packed format.
  public var formatVersion: Int
  /// Bytes of the whole file.
  public var bytes: Int
  /// The number of regions, k.
  public var regionCount: Int
  /// The number of inputs, n.
  public var inputs: Int
  /// The number of outputs, C.
  public var outputs: Int
  /// Rows of each regional map: the outputs, or the values before the head.
  public var mapRows: Int
  /// Length of the vector for gate and regional maps: the inputs, or their projection.
  public var componentCount: Int
  /// Whether they see a projection.
  public var hasProjection: Bool
  /// Whether a map of the inputs is added to the regional one.
  public var hasSharedMap: Bool
  /// Leading inputs that the device standardises itself; 0 for none.
  public var standardizedInputs: Int
  /// Counts that a float of a standardised input becomes per unit; nil without them.
  public var windowCountsPerUnit: Double?
  /// The magnitude from which on floats of standardised inputs saturate; nil without them.
  public var windowLimit: Double?
  /// Whether int16 counts are accepted.
  public var acceptsCounts: Bool
  /// Counts per unit of the inputs that are not standardised; nil where they take none.
  public var countsPerUnit: Double?
  /// The count of an input of 0, likewise.
  public var countZero: Int?
  /// `folded`, `linear`, `rectified` or `none`.
  public var head: String
  /// Multiply-accumulates of one inference.
  public var macs: Int
  /// Bytes of scratch memory on the device.
  public var scratch: Int
  /// Units of input per quantum; nil where inputs have a scale each.
  public var inputScale: Double?
  /// Units of output per quantum.
  public var outputScale: Double
  /// The pieces of the file, in order of offset.
  public var sections: [Section]
  /// The window and what becomes of it; nil in version 1.
  public var window: Window?
  /// The scales of inputs that have one each, in their order; nil without them.
  public var scales: [Scale]?
  /// What turns a window into features; nil without a program.
  public var program: Program?
  /// When an answer is doubtful; nil without limits.
  public var limits: Limits?
  /// The constants of learning on a device; nil without them.
  public var adaptation: Adaptation?
  /// The constants of a search for beats; nil without them.
  public var beats: Beats?
  /// The run record; nil where there is none for this student.
  public var record: RunRecord?
  /// Why a record that is there is not used.
  public var warning: String?

  // The keys of files that exist.
  private enum CodingKeys: String, CodingKey {
    case regionCount = "k"
    case componentCount = "gateInputs"
    case path, sha256, identifier, formatVersion, bytes, inputs, outputs, mapRows, hasProjection,
      hasSharedMap, standardizedInputs, windowCountsPerUnit, windowLimit, acceptsCounts,
      countsPerUnit, countZero, head, macs, scratch, inputScale, outputScale, sections, window,
      scales, program, limits, adaptation, beats, record, warning
  }

  /// - Parameters:
  ///   - student: the content of the file.
  ///   - path: the file.
  ///   - record: the run record; nil where there is none for this student.
  ///   - warning: why an existing record is not used.
  package init(
    _ student: PackedStudent, at path: String, record: RunRecord? = nil, warning: String? = nil
  ) {
    let header = student.header
    self.path = path
    sha256 = student.sha256
    identifier = student.identifier
    formatVersion = header.version
    bytes = student.bytes.count
    regionCount = header.regionCount
    inputs = header.inputCount
    outputs = header.outputCount
    mapRows = header.mapCount
    componentCount = header.componentCount
    hasProjection = header.shape.hasProjection
    hasSharedMap = header.shape.hasSharedMap
    standardizedInputs = header.standardizedCount
    let frontEnd = FrontEndFacts(header, in: student.bytes)
    windowCountsPerUnit = frontEnd.windowCountsPerUnit
    windowLimit = frontEnd.windowLimit
    acceptsCounts = frontEnd.acceptsCounts
    countsPerUnit = frontEnd.countsPerUnit
    countZero = frontEnd.countZero
    head = header.headName
    macs = header.shape.multiplyAccumulates
    scratch = student.layout.scratchByteCount
    inputScale = header.sections.scales == .none ? 1 / Double(header.inputMultiplier) : nil
    outputScale = Double(header.outputScale)
    sections = student.layout.sections(of: student.bytes)
    window = Window(student)
    scales = Scale.all(of: student)
    program = Program(student)
    limits = Limits(student)
    adaptation = Adaptation(student)
    beats = Beats(student)
    self.record = record
    self.warning = warning
  }
}

extension PackedHeader {
  /// The head that the flags mean, as `HeadKind` names it.
  var headName: String {
    guard flags.contains(.head) else { return flags.contains(.logits) ? "folded" : "none" }
    return flags.contains(.rectified) ? "rectified" : "linear"
  }
}

extension PackedLayout {
  /// The pieces of a file.
  fileprivate func sections(of bytes: [UInt8]) -> [StudentInspection.Section] {
    var sections: [StudentInspection.Section] = []
    func add(_ name: String, _ offset: Int, _ bytes: Int, _ entry: DirectoryEntry? = nil) {
      sections.append(
        StudentInspection.Section(
          name: name, offset: offset, bytes: bytes, kind: entry?.kind,
          isCritical: entry?.isCritical))
    }
    let directory = DirectoryEntry.all(of: self, in: bytes)
    add("header", 0, headerByteCount)
    if directoryByteCount > 0 { add("directory", headerByteCount, directoryByteCount) }
    SectionKind.inOrder { kind in
      let section = shape.section(kind)
      let entry = directory.first { $0.kind == kind.rawValue }
      for index in 0..<(section.isThere ? section.count : 0) {
        let number = kind == .regionMaps ? " \(index)" : ""
        add(
          "\(section.name)\(number)", start(of: kind) + index * section.byteCount,
          section.byteCount, entry)
      }
    }
    for entry in directory where SectionKind(rawValue: entry.kind) == nil {
      add("section \(entry.kind)", entry.offset, entry.bytes, entry)
    }
    add("identifier", identifierOffset, Self.identifierByteCount)
    add("checksum", checksumOffset, Self.checksumByteCount)
    return sections
  }
}

/// An entry of the directory of version 2.
private struct DirectoryEntry {
  let kind: Int
  let isCritical: Bool
  let offset: Int
  let bytes: Int

  /// The entries of a validated file; none in version 1.
  static func all(of layout: PackedLayout, in file: [UInt8]) -> [DirectoryEntry] {
    func number(_ offset: Int, _ count: Int) -> Int {
      file[offset..<offset + count].reversed().reduce(0) { $0 << 8 | Int($1) }
    }
    var offset = layout.headerByteCount + layout.directoryByteCount
    return (0..<layout.sectionCount).map { index in
      let at = layout.headerByteCount + PackedLayout.entryByteCount * index
      let entry = DirectoryEntry(
        kind: number(at, 2), isCritical: number(at + 2, 2) & 1 != 0, offset: offset,
        bytes: number(at + 4, 4))
      offset += entry.bytes
      return entry
    }
  }
}
