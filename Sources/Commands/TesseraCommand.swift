import ArgumentParser
import Foundation
import Tessera

struct TesseraCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "tessera",
    abstract: "Compress a trained network into a packed int8 student of a few kilobytes.",
    discussion: """
      A teacher's activation dump goes in (.npz, .safetensors, .csv, or a directory of .npy); a \
      piecewise linear student for microcontrollers comes out.

        tessera compress train.npz --test test.npz --output student.tessera
        tessera evaluate student.tessera test.npz

      Exit codes: 0 done, 64 wrong usage, 65 bad data, 66 no input, 73 cannot create, \
      74 input/output error.
      """,
    version: TesseraVersion.current,
    subcommands: [
      InspectCommand.self, SweepCommand.self, CompressCommand.self, EvaluateCommand.self,
      PredictCommand.self, RobustnessCommand.self, PersonalizeCommand.self, CompareCommand.self,
      AugmentCommand.self, BeatsCommand.self, GenerateCommand.self, ExportCommand.self,
      ProfileCommand.self, ReportCommand.self,
    ])

  /// Runs the command line of the process.
  ///
  /// - Returns: the exit code.
  static func run() -> Int32 {
    do {
      try UsageCheck.check(CommandLine.arguments.dropFirst())
      var command = try parseAsRoot()
      try command.run()
      return 0
    } catch {
      return code(for: error)
    }
  }

  /// Prints what `exit(withError:)` does, with the word that every message of the tool has.
  private static func code(for error: any Error) -> Int32 {
    let code = exitCode(for: error)
    let message = fullMessage(for: error)
    if code.isSuccess {
      if !message.isEmpty { print(message) }
    } else if !message.isEmpty {
      let text = message.hasPrefix("Error: ") ? "error: " + message.dropFirst(7) : message
      FileHandle.standardError.write(Data((text + "\n").utf8))
    }
    return code.rawValue
  }
}
