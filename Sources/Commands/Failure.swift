import ArgumentParser
import Tessera

/// Runs `body`; a failure is one message on the standard error and a sysexits code.
func reportingFailures(
  _ output: OutputArguments, _ body: () throws(TesseraError) -> Void
) throws {
  Terminal.configure(isQuiet: output.quiet, holdsResults: output.holdsResults)
  try reportingFailures(body)
}

/// The same of a verb without figures.
func reportingFailures(
  _ silence: QuietArguments, _ body: () throws(TesseraError) -> Void
) throws {
  Terminal.configure(isQuiet: silence.quiet, holdsResults: false)
  try reportingFailures(body)
}

private func reportingFailures(_ body: () throws(TesseraError) -> Void) throws {
  do throws(TesseraError) {
    Terminal.openStandardStreams()
    Interruption.handle()
    try body()
  } catch {
    Terminal.error(error.description)
    throw ExitCode(error.exitCode)
  }
}

extension TesseraError {
  /// The codes of sysexits.h.
  var exitCode: Int32 { kind.exitCode }
}

extension TesseraError.Kind {
  var exitCode: Int32 {
    switch self {
    case .badData: 65
    case .noInput: 66
    case .cannotCreate: 73
    case .inputOutput: 74
    }
  }
}
