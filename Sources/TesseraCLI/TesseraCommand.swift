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
      PredictCommand.self, CompareCommand.self, AugmentCommand.self, GenerateCommand.self,
      ProfileCommand.self, ReportCommand.self,
    ])
}
