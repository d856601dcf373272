import Foundation

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
