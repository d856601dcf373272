import ArgumentParser
import Foundation
import Tessera

@main
struct BenchCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "tessera-bench",
    abstract: "Measure import, k-means, the published sweep and the packed student.",
    discussion: """
      Every case runs in a process of its own, so that its peak memory is its own. Run it from \
      the project's root.
      """)

  @Option(
    help: ArgumentHelp(
      "Measure on PREFIX-train.npz and PREFIX-test.npz. (default: a seeded synthetic set)",
      valueName: "prefix"))
  var dump: String?

  @Option(help: "Timed runs of each case, at least 5; one more before them is not timed.")
  var runs = 5

  @Option(help: ArgumentHelp("Where the page goes.", valueName: "file"))
  var output = "Benchmarks/RESULTS.md"

  @Option(name: .customLong("case"), help: .private)
  var onlyCase: BenchCase?

  @Option(help: .private)
  var student: String?

  func validate() throws {
    guard runs >= 5 else { throw ValidationError("--runs takes at least 5.") }
  }

  func run() throws {
    let data = BenchData(prefix: dump)
    if let onlyCase {
      let measurement = try onlyCase.measure(on: data, runs: runs, student: student)
      FileHandle.standardOutput.write(try JSONEncoder().encode(measurement))
    } else {
      try measureAll(on: data)
    }
  }

  private func measureAll(on data: BenchData) throws {
    let machine = Machine()
    let folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("tessera-bench-\(ProcessInfo.processInfo.processIdentifier)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let path = folder.appendingPathComponent("student.tessera").path
    var measurements: [Measurement] = []
    for benchCase in BenchCase.allCases {
      FileHandle.standardError.write(Data("measuring: \(benchCase.rawValue)\n".utf8))
      measurements.append(
        try ChildProcess.measure(benchCase, dump: dump, runs: runs, student: path))
    }
    let page = ResultsPage(
      machine: machine, command: commandLine, data: data, measurements: measurements, runs: runs
    ).markdown
    print(page)
    try Data(page.utf8).write(to: URL(fileURLWithPath: output), options: .atomic)
  }

  private var commandLine: String {
    "swift run -c release --package-path Benchmarks tessera-bench"
      + (dump.map { " --dump \($0)" } ?? "") + (runs == 5 ? "" : " --runs \(runs)")
      + (output == "Benchmarks/RESULTS.md" ? "" : " --output \(output)")
  }
}

/// Runs one case in a process of its own.
enum ChildProcess {
  /// - Throws: `BenchError.failed` when the process does not end well, and decoding errors.
  static func measure(
    _ benchCase: BenchCase, dump: String?, runs: Int, student: String
  ) throws -> Measurement {
    let process = Process()
    process.executableURL = URL(
      fileURLWithPath: try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe"))
    process.arguments =
      ["--case", benchCase.rawValue, "--runs", "\(runs)", "--student", student]
      + (dump.map { ["--dump", $0] } ?? [])
    let pipe = Pipe()
    process.standardOutput = pipe
    try process.run()
    let answer = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    guard process.terminationStatus == 0 else { throw BenchError.failed(benchCase) }
    return try JSONDecoder().decode(Measurement.self, from: answer)
  }
}

/// Why a measurement could not be made.
enum BenchError: Error, CustomStringConvertible {
  case failed(BenchCase)
  case noStudent

  var description: String {
    switch self {
    case .failed(let benchCase): "the process that measures '\(benchCase.rawValue)' failed"
    case .noStudent: "the case needs --student"
    }
  }
}
