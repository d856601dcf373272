import CTesseraRuntime
import Foundation
import PackedFormat
import StudentRuntime
import Testing

/// A golden sequence of calls to a student that learns.
struct AdaptSequence: Decodable {
  /// A call, what it is given, and what an independent interpreter gives.
  struct Call: Decodable {
    let call: String
    let input: [Int16]?
    let given: UInt32?
    let rank: Int?
    let label: Int?
    let number: Int64?
    let margin: Int32?
    let outputs: [Int32]?
    let delta: String?
    let status: Int32?
  }

  let kept: Int
  let calls: [Call]
  let saved: String

  private static let folder = URL(filePath: #filePath).deletingLastPathComponent()
    .appending(path: "../Fixtures/Adaptation").standardized

  /// The names of the students.
  static func names() throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: folder.path)
      .filter { $0.hasSuffix(".tessera") }.map { String($0.dropLast(8)) }.sorted()
  }

  static func bytes(_ name: String) throws -> [UInt8] {
    try [UInt8](Data(contentsOf: folder.appending(path: name + ".tessera")))
  }

  static func all(_ name: String) throws -> [AdaptSequence] {
    let json = try Data(contentsOf: folder.appending(path: name + ".json"))
    return try JSONDecoder().decode([AdaptSequence].self, from: json)
  }
}

/// The bytes of hexadecimal digits.
func bytes(hexadecimal text: String?) -> [UInt8] {
  let digits = Array((text ?? "").utf8).map { UInt8($0 > 57 ? $0 - 87 : $0 - 48) }
  return stride(from: 0, to: digits.count, by: 2).map { digits[$0] << 4 | digits[$0 + 1] }
}

/// What makes the calls.
protocol AdaptRunner {
  init(_ file: [UInt8], kept: Int) throws
  mutating func infer(_ input: [Int16]) throws
  mutating func keep(_ number: UInt32) throws
  mutating func question(_ rank: Int) throws -> (number: Int64, margin: Int32)
  mutating func apply() throws -> (label: Int, margin: Int32, outputs: [Int32])
  mutating func learn(_ label: Int, rank: Int) -> Int32
  mutating func commit() throws -> Bool
  mutating func save() throws -> [UInt8]
  mutating func load(_ delta: [UInt8]) -> Int32
}

extension AdaptRunner {
  /// Makes a call, and expects what it gives.
  mutating func expect(_ call: AdaptSequence.Call) throws {
    if let input = call.input { try infer(input) }
    switch call.call {
    case "keep":
      try keep(call.given ?? 0)
      let question = try question(call.rank ?? 0)
      #expect(question.number == call.number && question.margin == call.margin)
    case "apply":
      let answer = try apply()
      #expect(answer.label == call.label && answer.margin == call.margin)
      #expect(answer.outputs == call.outputs)
    case "learn":
      let status = learn(call.label ?? 0, rank: call.rank ?? 0)
      #expect(status == call.status)
    case "commit":
      let isUsed = try commit()
      #expect(isUsed == (call.number == 1))
    case "save":
      let delta = try save()
      #expect(delta == bytes(hexadecimal: call.delta))
    default:
      let status = load(bytes(hexadecimal: call.delta))
      #expect(status == call.status)
    }
  }
}

/// Runs calls in Swift.
struct SwiftAdaptation: AdaptRunner {
  private let file: [UInt8]
  private let student: OpenStudent
  private let kept: Int
  private var state: [Int32]
  private var scratch: [Int32]
  private var input: [Int16] = []
  private var answer = StudentAnswer(label: 0, region: 0, margin: 0)

  init(_ file: [UInt8], kept: Int) throws {
    self.file = file
    self.kept = kept
    student = try OpenStudent(file.span.bytes)
    scratch = [Int32](repeating: 77, count: student.scratchCount)
    var state = [Int32](
      repeating: 77, count: student.adaptCount(keeping: kept, in: file.span.bytes))
    var span = state.mutableSpan
    try student.beginAdapting(&span, keeping: kept, bytes: file.span.bytes)
    self.state = state
  }

  mutating func infer(_ input: [Int16]) throws {
    let (file, student) = (self.file, self.student)
    var scratch = self.scratch
    defer { self.scratch = scratch }
    self.input = input
    var scratchSpan = scratch.mutableSpan
    if student.header.featureBits == 16 {
      answer = try student.infer(input.span, bytes: file.span.bytes, scratch: &scratchSpan)
    } else {
      let narrow = input.map { Int8($0) }
      answer = try student.infer(narrow.span, bytes: file.span.bytes, scratch: &scratchSpan)
    }
  }

  mutating func keep(_ number: UInt32) throws {
    let (file, student) = (self.file, self.student)
    var state = self.state
    defer { self.state = state }
    var scratch = self.scratch
    defer { self.scratch = scratch }
    var stateSpan = state.mutableSpan
    var scratchSpan = scratch.mutableSpan
    if student.header.featureBits == 16 {
      try student.keep(
        answer, number: number, input: input.span, scratch: &scratchSpan, state: &stateSpan,
        bytes: file.span.bytes)
    } else {
      let narrow = input.map { Int8($0) }
      try student.keep(
        answer, number: number, input: narrow.span, scratch: &scratchSpan, state: &stateSpan,
        bytes: file.span.bytes)
    }
  }

  mutating func question(_ rank: Int) throws -> (number: Int64, margin: Int32) {
    let (file, student) = (self.file, self.student)
    var state = self.state
    defer { self.state = state }
    var span = state.mutableSpan
    let question = try student.question(rank, state: &span, bytes: file.span.bytes)
    return question.map { (Int64($0.number), $0.margin) } ?? (-1, -1)
  }

  mutating func apply() throws -> (label: Int, margin: Int32, outputs: [Int32]) {
    let (file, student) = (self.file, self.student)
    var state = self.state
    defer { self.state = state }
    var scratch = self.scratch
    defer { self.scratch = scratch }
    var stateSpan = state.mutableSpan
    var scratchSpan = scratch.mutableSpan
    if student.header.featureBits == 16 {
      answer = try student.adapt(
        answer, input: input.span, scratch: &scratchSpan, state: &stateSpan,
        bytes: file.span.bytes)
    } else {
      let narrow = input.map { Int8($0) }
      answer = try student.adapt(
        answer, input: narrow.span, scratch: &scratchSpan, state: &stateSpan,
        bytes: file.span.bytes)
    }
    return (answer.label, answer.margin, Array(scratch[student.outputs]))
  }

  mutating func learn(_ label: Int, rank: Int) -> Int32 {
    let (file, student) = (self.file, self.student)
    var state = self.state
    defer { self.state = state }
    var span = state.mutableSpan
    do throws(PackedFormatError) {
      try student.learn(
        label == 0xFFFF ? nil : label, rank: rank, state: &span, bytes: file.span.bytes)
      return 0
    } catch {
      return error.rawValue
    }
  }

  mutating func commit() throws -> Bool {
    let (file, student) = (self.file, self.student)
    var state = self.state
    defer { self.state = state }
    var span = state.mutableSpan
    return try student.commit(state: &span, bytes: file.span.bytes)
  }

  mutating func save() throws -> [UInt8] {
    let (file, student) = (self.file, self.student)
    var state = self.state
    defer { self.state = state }
    var delta = [UInt8](repeating: 77, count: student.deltaByteCount(in: file.span.bytes))
    var stateSpan = state.mutableSpan
    var deltaSpan = delta.mutableSpan
    var raw = deltaSpan.mutableBytes
    try student.save(to: &raw, state: &stateSpan, bytes: file.span.bytes)
    return delta
  }

  mutating func load(_ delta: [UInt8]) -> Int32 {
    let (file, student, keptCount) = (self.file, self.student, self.kept)
    var state = self.state
    defer { self.state = state }
    var span = state.mutableSpan
    do throws(PackedFormatError) {
      try student.load(delta.span.bytes, into: &span, keeping: keptCount, bytes: file.span.bytes)
      return 0
    } catch {
      return error.rawValue
    }
  }
}

/// Runs calls in C.
final class CAdaptation: AdaptRunner {
  private let file: UnsafeMutableRawBufferPointer
  private let state: UnsafeMutableRawBufferPointer
  private let kept: UInt16
  private var model = tessera_model()
  private var scratch: [Int32] = []
  private var input: [Int16] = []
  private var narrow: [Int8] = []
  private var result = tessera_result()
  private let scratchStart: UnsafeMutablePointer<Int32>

  init(_ bytes: [UInt8], kept: Int) throws {
    file = .allocate(byteCount: bytes.count, alignment: 4)
    file.copyBytes(from: bytes)
    self.kept = UInt16(kept)
    #expect(tessera_open(&model, file.baseAddress, file.count) == TESSERA_OK)
    state = .allocate(byteCount: tessera_adapt_size(&model, self.kept), alignment: 4)
    scratchStart = .allocate(capacity: tessera_scratch_size(&model) / 4)
    #expect(tessera_adapt_begin(&model, state.baseAddress, state.count, self.kept) == TESSERA_OK)
  }

  deinit {
    file.deallocate()
    state.deallocate()
    scratchStart.deallocate()
  }

  private var isWide: Bool { tessera_input_size(&model) != tessera_input_count(&model) }

  func infer(_ input: [Int16]) throws {
    self.input = input
    narrow = isWide ? [] : input.map { Int8($0) }
    let size = tessera_scratch_size(&model)
    let status =
      isWide
      ? tessera_infer_wide(&model, input, input.count, scratchStart, size, &result)
      : tessera_infer(&model, narrow, narrow.count, scratchStart, size, &result)
    #expect(status == TESSERA_OK)
  }

  func keep(_ number: UInt32) throws {
    let status =
      isWide
      ? tessera_adapt_keep(&model, state.baseAddress, input, number, &result)
      : tessera_adapt_keep(&model, state.baseAddress, narrow, number, &result)
    #expect(status == TESSERA_OK)
  }

  func question(_ rank: Int) throws -> (number: Int64, margin: Int32) {
    var question = tessera_question()
    let status = tessera_adapt_ask(&model, state.baseAddress, UInt16(rank), &question)
    return status == TESSERA_OK ? (Int64(question.number), question.margin) : (-1, -1)
  }

  func apply() throws -> (label: Int, margin: Int32, outputs: [Int32]) {
    let status =
      isWide
      ? tessera_adapt_apply(&model, state.baseAddress, input, &result)
      : tessera_adapt_apply(&model, state.baseAddress, narrow, &result)
    #expect(status == TESSERA_OK)
    let outputs = UnsafeBufferPointer(start: result.logits, count: tessera_output_count(&model))
    return (Int(result.label), result.margin, Array(outputs))
  }

  func learn(_ label: Int, rank: Int) -> Int32 {
    Int32(
      tessera_adapt_learn(&model, state.baseAddress, UInt16(rank), UInt16(label)).rawValue)
  }

  func commit() throws -> Bool {
    var inUse: Int32 = -1
    #expect(tessera_adapt_commit(&model, state.baseAddress, &inUse) == TESSERA_OK)
    return inUse == 1
  }

  func save() throws -> [UInt8] {
    var delta = [UInt8](repeating: 77, count: tessera_adapt_delta_size(&model))
    #expect(
      tessera_adapt_save(&model, state.baseAddress, &delta, delta.count) == TESSERA_OK)
    return delta
  }

  func load(_ delta: [UInt8]) -> Int32 {
    Int32(
      tessera_adapt_load(&model, state.baseAddress, state.count, kept, delta, delta.count).rawValue)
  }
}
