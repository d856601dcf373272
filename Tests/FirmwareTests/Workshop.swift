import Firmware
import Foundation
import PackedFormat

/// A folder of a test's own with a generated firmware in it, and the programs that work on it.
struct Workshop {
  let folder: URL
  private let source: FirmwareSource

  /// The line that the self-test prints when every integer is the host's.
  var passLine: String {
    let vectors = source.vectors
    let count = QuantizedWindows<Int16>.count
    let counts = vectors.counts == nil ? "" : "; \(count) of counts, every input equal"
    let integers = vectors.integers == nil ? "" : "; \(count) of integers, every input equal"
    let feature = vectors.features == nil ? "" : "feature, "
    return "PASS \(source.name): \(vectors.labels.count) vectors, every \(feature)logit, label and "
      + "region equal\(counts)\(integers)\n"
  }

  static let root = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()

  init(_ source: FirmwareSource) throws {
    folder = FileManager.default.temporaryDirectory
      .appending(path: "tessera-firmware-\(UUID().uuidString)")
    self.source = source
    for file in source.files { try write(file.bytes, to: file.path) }
  }

  func remove() { try? FileManager.default.removeItem(at: folder) }

  func write(_ bytes: [UInt8], to path: String) throws {
    let target = folder.appending(path: path)
    try FileManager.default.createDirectory(
      at: target.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(bytes).write(to: target)
  }

  /// Adds the folder of another student.
  func add(_ other: FirmwareSource, in place: String) throws {
    for file in other.files { try write(file.bytes, to: "\(place)/\(file.path)") }
  }

  func text(_ path: String) throws -> String {
    try String(contentsOf: folder.appending(path: path), encoding: .utf8)
  }

  /// Where a program is; nil where it is not.
  static func find(_ program: String) -> String? {
    (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":")
      .map { "\($0)/\(program)" }
      .first { FileManager.default.isExecutableFile(atPath: $0) }
  }

  static func has(_ programs: String...) -> Bool { programs.allSatisfy { find($0) != nil } }

  /// Whether there are compiler and emulator of every core of generated folders.
  static let hasEveryCore = DeviceCore.allCases.allSatisfy { has($0.compiler, $0.emulator) }

  /// Runs a program in the folder; the output holds both streams.
  func run(_ command: String) throws -> (code: Int32, output: String) {
    let words = command.split(separator: " ").map(String.init)
    let log = folder.appending(path: "log-\(UUID().uuidString)")
    try Data().write(to: log)
    defer { try? FileManager.default.removeItem(at: log) }
    let process = Process()
    process.executableURL = URL(filePath: Workshop.find(words[0]) ?? folder.path + "/" + words[0])
    process.arguments = Array(words.dropFirst())
    process.currentDirectoryURL = folder
    process.environment = ["PATH": ProcessInfo.processInfo.environment["PATH"] ?? ""]
    let handle = try FileHandle(forWritingTo: log)
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = handle
    process.standardError = handle
    // Test runners block signals, which children inherit; CMake waits for SIGCHLD.
    var none = sigset_t()
    sigemptyset(&none)
    pthread_sigmask(SIG_SETMASK, &none, nil)
    let ended = DispatchSemaphore(value: 0)
    process.terminationHandler = { _ in ended.signal() }
    try process.run()
    ended.wait()
    return (process.terminationStatus, try String(contentsOf: log, encoding: .utf8))
  }
}

/// Golden students, which cover every section of the format.
enum Golden {
  static let folder = Workshop.root.appending(path: "Tests/Fixtures/Golden")

  static func bytes(_ name: String) throws -> [UInt8] {
    [UInt8](try Data(contentsOf: folder.appending(path: "\(name).tessera")))
  }

  static let names: [String] =
    ((try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? [])
    .filter { $0.hasSuffix(".tessera") }
    .map { String($0.dropLast(8)) }.sorted()

  /// What the oracle says of a student.
  static func facts(_ name: String) throws -> Facts {
    try JSONDecoder().decode(
      Facts.self, from: Data(contentsOf: folder.appending(path: "\(name).json")))
  }

  /// The part of a golden file that the tests of folders read.
  struct Facts: Decodable {
    let acceptsFloats: Bool?
    let acceptsCounts: Bool
    let acceptsIntegers: Bool?
    let windowCount: Int?
    let inputSize: Int?
    let scratch: Int
    let streamSize: Int?
    let programSize: Int?
  }

  static func header(_ name: String) throws -> PackedHeader {
    let bytes = try bytes(name)
    return try PackedHeader(parsing: bytes.span.bytes)
  }

  static func source(
    _ name: String, called identifier: FirmwareName = .standard, classNames: [String]? = nil
  ) throws -> FirmwareSource {
    let bytes = try bytes(name)
    return try FirmwareSource(
      student: bytes, sha256: String(repeating: "0", count: 64), name: identifier,
      classNames: classNames, vectors: ProofVectors(student: bytes), version: "test")
  }
}
