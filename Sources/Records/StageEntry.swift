internal import Foundation
internal import HostRuntime
internal import PackedFormat
internal import SignalFrontEnd

/// A stage of a program file, as JSON has it.
struct StageEntry {
  private let fields: [String: Any]
  /// Which stage it is, from 0 on.
  let index: Int

  /// The entry at `index` of the list.
  init(_ fields: [String: Any], _ index: Int) {
    self.fields = fields
    self.index = index
  }

  private func wrong(_ reason: String) -> RecordsError { .wrongProgram(stage: index, reason) }

  /// What the stage does.
  func operation() throws(RecordsError) -> StageOperation {
    guard let name = fields["stage"] as? String else { throw wrong("'stage' is missing") }
    guard let operation = StageOperation(named: name) else {
      throw wrong("there is no stage '\(name.prefix(40))'")
    }
    return operation
  }

  /// The node that the stage reads.
  func source(in nodes: [String]) throws(RecordsError) -> Int {
    guard let name = fields["source"] as? String, let node = nodes.firstIndex(of: name) else {
      throw wrong("'source' is no node that there is: \(nodes.joined(separator: ", "))")
    }
    return node
  }

  /// The node that the stage writes; 0 for none.
  func target(
    of operation: StageOperation, _ source: Int, in nodes: inout [String]
  ) throws(RecordsError) -> Int {
    guard operation.makesNode else {
      guard fields["target"] == nil else { throw wrong("it makes no node, so it has no 'target'") }
      return 0
    }
    guard let name = fields["target"] as? String, (1...40).contains(name.count) else {
      throw wrong("'target' has to name the node that it makes, in 1 to 40 characters")
    }
    guard let node = nodes.firstIndex(of: name) else {
      guard nodes.count < ProgramStage.nodeCount else { throw wrong("there are 7 nodes already") }
      nodes.append(name)
      return nodes.count - 1
    }
    guard node > 0, node >= source else {
      throw wrong("'\(name.prefix(40))' was made before the source, and cannot be made from it")
    }
    if node > source { nodes.removeSubrange((node + 1)...) }
    return node
  }

  /// The channel that the stage reads.
  func channel() throws(RecordsError) -> UInt8 {
    guard let value = fields["channel"] else { return ProgramStage.allChannels }
    guard let channel = Self.integer(value), (0..<16).contains(channel) else {
      throw wrong("'channel' is an integer from 0 to 15, or absent for all")
    }
    return UInt8(channel)
  }

  /// An operand that is a number.
  func number(_ name: String) throws(RecordsError) -> UInt16 {
    guard let value = fields[name], let number = Self.integer(value).flatMap(UInt16.init(exactly:))
    else { throw wrong("'\(name)' is an integer from 0 to 65,535") }
    return number
  }

  /// An operand that is true or false.
  func choice(_ name: String) throws(RecordsError) -> UInt16 {
    guard let value = fields[name] as? NSNumber, isBoolean(value) else {
      throw wrong("'\(name)' is true or false")
    }
    return value.boolValue ? 1 : 0
  }

  /// Constants that are a list of numbers.
  func constants(_ name: String) throws(RecordsError) -> [Int16] {
    guard let list = fields[name] as? [Any], list.count <= SectionFacts.largestConstantCount else {
      throw wrong("'\(name)' is a list of up to 4,096 integers")
    }
    return try list.map { value throws(RecordsError) in try constant(value, name) }
  }

  /// Constants that are a list of kernels.
  func kernels(_ name: String) throws(RecordsError) -> [Int16] {
    guard let list = fields[name] as? [[Any]],
      2 * list.count <= SectionFacts.largestConstantCount, list.allSatisfy({ $0.count == 4 })
    else { throw wrong("'\(name)' is a list of kernels: three taps and a threshold each") }
    var constants: [Int16] = []
    for kernel in list {
      let numbers = try kernel.map { value throws(RecordsError) in try constant(value, name) }
      guard numbers.prefix(3).allSatisfy({ (0...8).contains($0) }) else {
        throw wrong("the taps of '\(name)' are from 0 to 8")
      }
      constants += [numbers[0] | numbers[1] << 4 | numbers[2] << 8, numbers[3]]
    }
    return constants
  }

  private func constant(_ value: Any, _ name: String) throws(RecordsError) -> Int16 {
    guard let number = Self.integer(value).flatMap(Int16.init(exactly:)) else {
      throw wrong("'\(name)' has a number that is no integer of 16 bits")
    }
    return number
  }

  /// Checks that there is no key beside those of the operation.
  func checkKeys(_ operation: StageOperation) throws(RecordsError) {
    let known = Set(["stage", "source", "target", "channel"] + operation.fields.map(\.name))
    let unknown = fields.keys.filter { !known.contains($0) }.sorted()
    if let first = unknown.first { throw wrong("it has an unknown key '\(first.prefix(40))'") }
  }

  /// The integer that a value is; nil for anything else.
  private static func integer(_ value: Any) -> Int? {
    guard let number = value as? NSNumber, !isBoolean(number) else { return nil }
    return Int(exactly: number.doubleValue)
  }
}

/// Whether a number of JSON is `true` or `false`.
private func isBoolean(_ number: NSNumber) -> Bool {
  String(cString: number.objCType) == "c"
}
