import Commands
import Files
import Glibc
import MPIRanks

/// One run of the tool on the ranks of MPI: start, compare, work, end.
@main
struct RankedRun {
  private let ranks: MPIRanks
  private let streams: RankStreams

  /// The verbs whose work is shared.
  private static let verbs = ["sweep", "compress", "evaluate", "predict", "compare"]

  static func main() {
    // mpirun gives ranks a terminal of its own, whoever reads what they print.
    setenv("NO_COLOR", "1", 0)
    guard let ranks = MPIRanks.start() else {
      RankStreams.tell("error: this MPI cannot be called from several threads.")
      exit(74)
    }
    let run = RankedRun(ranks: ranks, streams: RankStreams(index: ranks.index))
    // Rank 0 alone touches outputs.
    if ranks.index > 0 { FilePlace.withholdAll() }
    run.end(code: run.work())
  }

  /// - Returns: the exit code.
  private func work() -> Int32 {
    if let verb = CommandLine.arguments.dropFirst().first, !verb.hasPrefix("-"),
      !Self.verbs.contains(verb)
    {
      let verbs = Self.verbs.dropLast().joined(separator: ", ")
      RankStreams.tell(
        "error: tessera-mpi shares the work of \(verbs) and \(Self.verbs.last ?? ""). "
          + "Run tessera for other verbs.")
      return 64
    }
    if let difference = RankIdentity.difference(between: ranks) {
      RankStreams.tell("error: \(difference)")
      return 65
    }
    return CommandLineTool.run(on: ranks)
  }

  /// Ends this rank, and the run on all ranks where the others do not come to their ends, too.
  ///
  /// Ranks that fail alike meet here. Where one alone fails, the others wait for it elsewhere. After a
  /// success there is nothing to wait for but rank 0, which writes.
  private func end(code: Int32) -> Never {
    guard ranks.meet(within: code == 0 ? .infinity : 3) else {
      streams.revealFailure()
      ranks.abandon(code: code)
      exit(code)
    }
    ranks.finish()
    exit(code)
  }
}
