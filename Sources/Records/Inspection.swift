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
  /// Units of input per quantum.
  public var inputScale: Double
  /// Units of output per quantum.
  public var outputScale: Double
  /// The pieces of the file, in order of offset.
  public var sections: [Section]
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
      countsPerUnit, countZero, head, macs, scratch, inputScale, outputScale, sections, record,
      warning
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
    let frontEnd = FrontEndFacts(header)
    windowCountsPerUnit = frontEnd.windowCountsPerUnit
    windowLimit = frontEnd.windowLimit
    acceptsCounts = frontEnd.acceptsCounts
    countsPerUnit = frontEnd.countsPerUnit
    countZero = frontEnd.countZero
    head = header.headName
    macs = header.shape.multiplyAccumulates
    scratch = student.layout.scratchByteCount
    inputScale = 1 / Double(header.inputMultiplier)
    outputScale = Double(header.outputScale)
    sections = student.layout.sections
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
  fileprivate var sections: [StudentInspection.Section] {
    var sections: [StudentInspection.Section] = []
    func add(_ name: String, _ offset: Int, _ bytes: Int) {
      sections.append(StudentInspection.Section(name: name, offset: offset, bytes: bytes))
    }
    add("header", 0, headerByteCount)
    if directoryByteCount > 0 { add("directory", headerByteCount, directoryByteCount) }
    SectionKind.inOrder { kind in
      let section = shape.section(kind)
      for index in 0..<(section.isThere ? section.count : 0) {
        let number = kind == .regionMaps ? " \(index)" : ""
        add(
          "\(section.name)\(number)", start(of: kind) + index * section.byteCount,
          section.byteCount)
      }
    }
    add("identifier", identifierOffset, Self.identifierByteCount)
    add("checksum", checksumOffset, Self.checksumByteCount)
    return sections
  }
}
