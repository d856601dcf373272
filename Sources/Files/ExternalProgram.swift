package import Foundation
internal import Glibc

/// A program of this computer that is run to its end.
package struct ExternalProgram: Sendable {
  let path: String

  /// How a run ended.
  package enum Ending: Sendable, Equatable {
    case succeeded, failed, timedOut
  }

  /// The outcome of a run.
  package struct Outcome: Sendable {
    package let ending: Ending
    /// The standard output; empty after a timeout.
    package let output: String
    /// The standard error; empty after a timeout.
    package let error: String

    /// The last meaningful lines of the standard error, or else of the output, without those of
    /// Make. nil when there are none.
    package var complaint: String? {
      let lines = (error + (error.isEmpty ? output : "")).split(whereSeparator: \.isNewline)
        .filter { !$0.hasPrefix("make") }
      let text = lines.suffix(3).map { $0.trimmingCharacters(in: .whitespaces) }
        .joined(separator: "; ")
      return text.isEmpty ? nil : String(text.suffix(400))
    }
  }

  /// Looks a program up in the PATH.
  package init?(named name: String) {
    let folders = ProcessInfo.processInfo.environment["PATH"] ?? ""
    let found = folders.split(separator: ":").map { "\($0)/\(name)" }
      .first { FileManager.default.isExecutableFile(atPath: $0) }
    guard let found else { return nil }
    path = found
  }

  /// Runs the program with a plain environment: PATH and nothing that changes a build.
  ///
  /// - Parameters:
  ///   - scratch: a folder for the output.
  ///   - timeout: seconds after which it is ended.
  ///   - folder: where it runs; nil for the folder of this process.
  /// - Returns: nil when it cannot be started.
  package func run(
    _ arguments: [String], scratch: URL, timeout: Double, folder: URL? = nil
  ) -> Outcome? {
    let file = scratch.appendingPathComponent("output-\(UUID().uuidString)")
    let errorFile = file.appendingPathExtension("error")
    guard let handle = Self.create(file), let errorHandle = Self.create(errorFile) else {
      return nil
    }
    defer { for handle in [handle, errorHandle] { try? handle.close() } }
    let process = Process()
    process.executableURL = URL(fileURLWithPath: path)
    process.arguments = arguments
    if let folder { process.currentDirectoryURL = folder }
    process.environment = [
      "PATH": ProcessInfo.processInfo.environment["PATH"] ?? "", "LC_ALL": "C",
      "TMPDIR": scratch.path,
    ]
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = handle
    process.standardError = errorHandle
    let ended = DispatchSemaphore(value: 0)
    process.terminationHandler = { _ in ended.signal() }
    guard (try? process.run()) != nil else { return nil }
    if ended.wait(timeout: .now() + timeout) == .timedOut {
      // Foundation makes the process the leader of a group: its children end with it. They
      // inherit that SIGTERM is ignored.
      kill(-process.processIdentifier, SIGKILL)
      ended.wait()
      return Outcome(ending: .timedOut, output: "", error: "")
    }
    let isGood = process.terminationReason == .exit && process.terminationStatus == 0
    return Outcome(
      ending: isGood ? .succeeded : .failed, output: Self.text(in: file),
      error: Self.text(in: errorFile))
  }

  private static func create(_ file: URL) -> FileHandle? {
    guard FileManager.default.createFile(atPath: file.path, contents: nil) else { return nil }
    return FileHandle(forWritingAtPath: file.path)
  }

  private static func text(in file: URL) -> String {
    (try? Data(contentsOf: file)).map { String(decoding: $0, as: UTF8.self) } ?? ""
  }
}
