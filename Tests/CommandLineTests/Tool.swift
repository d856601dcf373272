import Foundation

/// The built executable, run as a person runs it.
struct Tool {
  /// The outcome of a run.
  struct Outcome {
    /// The exit code, or 128 + the signal that ended the process, as in shells.
    var code: Int32
    var output: String
    var error: String
  }

  /// A directory of the test's own; the working directory of every run.
  let folder: URL

  /// The package's root, from this file's place in it.
  static let root = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  /// `tessera`, built beside the tests.
  static let executable: URL = {
    var places = [Bundle.main.executableURL, Bundle.main.bundleURL].compactMap(\.self)
    places.append(URL(fileURLWithPath: CommandLine.arguments[0]))
    places += ["release", "debug"].map { root.appendingPathComponent(".build/\($0)/tests") }
    let manager = FileManager.default
    for place in places {
      var folder = place
      while folder.path != "/", !folder.path.isEmpty {
        folder.deleteLastPathComponent()
        let candidate = folder.appendingPathComponent("tessera")
        var isDirectory: ObjCBool = false
        if manager.fileExists(atPath: candidate.path, isDirectory: &isDirectory),
          !isDirectory.boolValue, manager.isExecutableFile(atPath: candidate.path)
        {
          return candidate
        }
      }
    }
    fatalError("there is no 'tessera' beside the tests: build it with 'swift build'")
  }()

  /// Whether measured memory is the tool's own. A sanitizer's shadow of it is many times as large
  /// (`Scripts/test-sanitizers.sh` sets the variable).
  static let measuresMemory = ProcessInfo.processInfo.environment["TESSERA_SANITIZER"] == nil

  /// Commands of a shell after which no file can be longer than `blocks` of 512 or 1,024 bytes, and
  /// writing more is an error. ThreadSanitizer maps a temporary file of its own: it shall find no
  /// place.
  static func limitingFiles(to blocks: Int) -> String {
    "trap '' XFSZ; ulimit -f \(blocks); export TMPDIR=/nowhere"
  }

  init() throws {
    folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("tessera-tests-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  }

  /// Removes the directory.
  func remove() { try? FileManager.default.removeItem(at: folder) }

  /// Runs `tessera` with `arguments` and waits for its end.
  func run(_ arguments: [String]) throws -> Outcome {
    try start(arguments).outcome()
  }

  func run(_ arguments: String...) throws -> Outcome { try run(arguments) }

  /// Starts `tessera`, or another program.
  func start(_ arguments: [String], program: URL = Tool.executable) throws -> Run {
    let run = Run(
      output: FileManager.default.temporaryDirectory
        .appendingPathComponent("tessera-run-\(UUID().uuidString)"))
    run.process.executableURL = program
    run.process.arguments = arguments
    run.process.currentDirectoryURL = folder
    try run.begin()
    return run
  }

  /// The names of the files in the directory, sorted, without those that the test made.
  func files(except known: [String] = []) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: folder.path)
      .filter { !known.contains($0) }.sorted()
  }

  func path(_ name: String) -> String { folder.appendingPathComponent(name).path }

  func bytes(_ name: String) throws -> [UInt8] { [UInt8](try data(name)) }

  func data(_ name: String) throws -> Data {
    try Data(contentsOf: folder.appendingPathComponent(name))
  }

  func write(_ bytes: [UInt8], to name: String) throws {
    let url = folder.appendingPathComponent(name)
    try FileManager.default.createDirectory(
      at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(bytes).write(to: url)
  }

  func write(_ text: String, to name: String) throws { try write(Array(text.utf8), to: name) }

  /// The JSON document in a file.
  func json(_ name: String) throws -> JSON {
    JSON(try JSONSerialization.jsonObject(with: data(name)))
  }
}

/// A process with its standard streams in files.
final class Run {
  let process = Process()
  private let output: URL
  private var error: URL { output.appendingPathExtension("error") }

  init(output: URL) { self.output = output }

  func begin() throws {
    for url in [output, error] { try Data().write(to: url) }
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = try FileHandle(forWritingTo: output)
    process.standardError = try FileHandle(forWritingTo: error)
    try process.run()
  }

  func outcome() throws -> Tool.Outcome {
    process.waitUntilExit()
    defer { for url in [output, error] { try? FileManager.default.removeItem(at: url) } }
    let isSignal = process.terminationReason == .uncaughtSignal
    return Tool.Outcome(
      code: process.terminationStatus + (isSignal ? 128 : 0),
      output: String(decoding: try Data(contentsOf: output), as: UTF8.self),
      error: String(decoding: try Data(contentsOf: error), as: UTF8.self))
  }
}

/// A JSON value, looked into by key paths such as `test.float.accuracy`.
struct JSON {
  let value: Any?

  init(_ value: Any?) { self.value = value }

  subscript(path: String) -> JSON {
    var current = value
    for key in path.split(separator: ".") {
      current = (current as? [String: Any])?[String(key)]
    }
    return JSON(current)
  }

  var number: Double? { (value as? NSNumber)?.doubleValue }
  var text: String? { value as? String }
  var list: [Any]? { value as? [Any] }
  var keys: Set<String> { Set((value as? [String: Any])?.keys.map { $0 } ?? []) }
  var exists: Bool { value != nil }
}
