import ArgumentParser
import Tessera

@main
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
      AugmentCommand.self, BeatsCommand.self, GenerateCommand.self, ProfileCommand.self,
      ReportCommand.self,
    ])

  /// Options that may be given more than once.
  private static let repeatable: Set<Substring> = ["--array", "--transfer", "--form", "--verify"]

  static func main() {
    do {
      try refuseRepetitions(CommandLine.arguments.dropFirst())
    } catch {
      exit(withError: error)
    }
    main(nil)
  }

  /// Refuses an option that is given twice: one of the two would be ignored.
  static func refuseRepetitions(_ arguments: some Sequence<String>) throws {
    var given: Set<Substring> = []
    for argument in arguments.prefix(while: { $0 != "--" }) {
      let name = argument == "-o" ? "--output" : argument.prefix { $0 != "=" }
      guard name.hasPrefix("--"), !repeatable.contains(name) else { continue }
      guard given.insert(name).inserted else {
        throw ValidationError("\(name) is given twice. Give it once.")
      }
    }
  }
}
