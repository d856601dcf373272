import Foundation

/// Runs commands as a person pastes them.
enum Shell {
  struct Outcome {
    var code: Int32
    var output: String
  }

  /// Runs a command line in a folder, with `python3` from the directory `python`, and the arguments
  /// as `$1`, `$2` and so on.
  static func run(
    _ command: String, _ arguments: [String] = [], in folder: String = "/", python: String? = nil
  ) throws -> Outcome {
    let process = Process()
    let pipe = Pipe()
    process.executableURL = URL(fileURLWithPath: "/bin/sh")
    process.arguments = ["-c", command, "sh"] + arguments
    process.currentDirectoryURL = URL(fileURLWithPath: folder)
    var environment = ProcessInfo.processInfo.environment
    if let python { environment["PATH"] = python + ":" + (environment["PATH"] ?? "") }
    process.environment = environment
    process.standardInput = FileHandle.nullDevice
    (process.standardOutput, process.standardError) = (pipe, pipe)
    try process.run()
    let output = try pipe.fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    return Outcome(
      code: process.terminationStatus, output: String(decoding: output, as: UTF8.self))
  }

  /// Whether there is a program of this name.
  static func has(_ program: String) -> Bool {
    (try? run("command -v \(program)"))?.code == 0
  }

  /// The first directory with a `python3` that has these modules; nil where there is none. First comes
  /// the environment that `Scripts/setup-remedies.sh` makes, then those on PATH, then Debian's.
  static func python(with modules: String) -> String? {
    let path = ProcessInfo.processInfo.environment["PATH"] ?? ""
    let environment = Places.root.appendingPathComponent(".venv-remedies/bin").path
    let directories = [environment] + path.split(separator: ":").map(String.init) + ["/usr/bin"]
    return directories.first { directory in
      let program = directory + "/python3"
      guard FileManager.default.isExecutableFile(atPath: program) else { return false }
      return (try? run("\"$1\" -c 'import \(modules)'", [program]))?.code == 0
    }
  }
}
