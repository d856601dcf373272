internal import Foundation
public import HostRuntime
public import PackedFormat
internal import SignalFrontEnd

/// A program as a JSON file, one line a stage.
///
///     {"stages": [
///       {"stage": "standardize", "source": "window", "target": "z", "moments": true},
///       {"stage": "events", "source": "z", "threshold": 256, "refractory": 20}
///     ]}
///
/// Nodes have names. `window` is what comes in. A name that is new makes a node above all others. One
/// that is known is made again, which ends those that were made after it; the name of the source is
/// written in place. Without `channel` a stage reads all.
public struct ProgramFile: Sendable, Equatable {
  /// The most bytes of a file.
  public static let largestByteCount = 1 << 16

  /// The stages, in the order in which they run.
  public private(set) var stages: [ProgramStage] = []
  /// The constants of all stages, in order of use.
  public private(set) var constants: [Int16] = []

  /// The stages and constants of a program.
  ///
  /// - Parameter program: Of a student.
  public init(_ program: StudentProgram) {
    stages = program.stages
    constants = program.constants
  }

  /// Reads a file.
  ///
  /// Whether the stages are valid for a window is not asked here.
  ///
  /// - Parameter bytes: at most 65,536.
  /// - Throws: `RecordsError.wrongProgram` with the stage and what is wrong with it.
  /// - Complexity: O(bytes).
  public init(bytes: [UInt8]) throws(RecordsError) {
    guard bytes.count <= Self.largestByteCount else {
      throw .wrongProgram(stage: nil, "it has more than \(Self.largestByteCount) bytes")
    }
    guard let root = try? JSONSerialization.jsonObject(with: Data(bytes)) as? [String: Any],
      Set(root.keys) == ["stages"], let list = root["stages"] as? [Any]
    else { throw .wrongProgram(stage: nil, "it is not an object with a list of 'stages'") }
    guard (1...SectionFacts.largestStageCount).contains(list.count) else {
      throw .wrongProgram(stage: nil, "it has \(list.count) stages, and 1 to 64 are allowed")
    }
    var nodes = ["window"]
    for (index, entry) in list.enumerated() {
      guard let fields = entry as? [String: Any] else {
        throw .wrongProgram(stage: index, "it is not an object")
      }
      try add(StageEntry(fields, index), naming: &nodes)
    }
  }

  /// Adds a stage, and the node that it makes to the names.
  private mutating func add(
    _ entry: StageEntry, naming nodes: inout [String]
  ) throws(RecordsError) {
    let operation = try entry.operation()
    let source = try entry.source(in: nodes)
    let target = try entry.target(of: operation, source, in: &nodes)
    var operands: [UInt16] = []
    var own: [Int16] = []
    for field in operation.fields {
      switch field {
      case .number(let name): operands.append(try entry.number(name))
      case .choice(let name): operands.append(try entry.choice(name))
      case .constants(let name): own = try entry.constants(name)
      case .kernels(let name): own = try entry.kernels(name)
      }
    }
    try entry.checkKeys(operation)
    guard constants.count + own.count <= SectionFacts.largestConstantCount else {
      throw .wrongProgram(stage: entry.index, "all stages together have more than 4,096 constants")
    }
    operands += repeatElement(0, count: 4 - operands.count)
    stages.append(
      ProgramStage(
        operation, source: UInt8(source), target: UInt8(target), channel: try entry.channel(),
        constantStart: own.isEmpty ? 0 : UInt16(constants.count), constantCount: UInt16(own.count),
        operands: SIMD4(operands)))
    constants += own
  }
}

// MARK: - Writing

extension ProgramFile {
  /// A line for each stage, without what separates them.
  public var lines: [String] {
    stages.map { stage in
      let end = Int(stage.constantStart) + Int(stage.constantCount)
      let own = Array(constants[Int(stage.constantStart)..<end])
      var fields = [
        "\"stage\": \"\(stage.operation.name ?? "\(stage.operation.rawValue)")\"",
        "\"source\": \"\(Self.name(stage.source))\"",
      ]
      if stage.target != 0 { fields.append("\"target\": \"\(Self.name(stage.target))\"") }
      if stage.channel != ProgramStage.allChannels {
        fields.append("\"channel\": \(stage.channel)")
      }
      for (index, field) in stage.operation.fields.enumerated() {
        fields.append("\"\(field.name)\": \(Self.text(field, stage, index, own))")
      }
      return "{\(fields.joined(separator: ", "))}"
    }
  }

  /// The file.
  public var text: String {
    "{\"stages\": [\n  \(lines.joined(separator: ",\n  "))\n]}\n"
  }

  private static func name(_ node: UInt8) -> String { node == 0 ? "window" : "node\(node)" }

  private static func text(
    _ field: StageField, _ stage: ProgramStage, _ index: Int, _ constants: [Int16]
  ) -> String {
    switch field {
    case .number: return "\(stage.operands[index])"
    case .choice: return stage.operands[index] == 1 ? "true" : "false"
    case .constants: return "[\(constants.map(String.init).joined(separator: ", "))]"
    case .kernels:
      let kernels = stride(from: 0, to: constants.count - 1, by: 2).map { at in
        let taps = constants[at]
        return "[\(taps & 15), \(taps >> 4 & 15), \(taps >> 8), \(constants[at + 1])]"
      }
      return "[\(kernels.joined(separator: ", "))]"
    }
  }
}
