public import Rows

/// The command line of `tessera`, for the executables that have it.
public enum CommandLineTool {
  /// The processes that share the work of this run; nil for this one alone.
  @TaskLocal static var ranks: (any Ranks)?

  /// Runs the command line of the process.
  ///
  /// - Parameter ranks: the processes that share the work; nil for this one alone.
  /// - Returns: the exit code, after messages and results.
  public static func run(on ranks: (any Ranks)? = nil) -> Int32 {
    $ranks.withValue(ranks) { TesseraCommand.run() }
  }
}
