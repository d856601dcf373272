import Foundation
import Tessera

/// The measurements as a page.
struct ResultsPage {
  let machine: Machine
  let command: String
  let data: BenchData
  let sides: Sides
  let rounds: Int
  /// The parts that were measured, in Markdown.
  var sections: [String] = []
  /// The part of `Benchmarks/quality`, with its markers; empty where it has written none.
  private var quality = ""

  init(machine: Machine, command: String, data: BenchData, sides: Sides, rounds: Int) {
    self.machine = machine
    self.command = command
    self.data = data
    self.sides = sides
    self.rounds = rounds
  }

  var markdown: String {
    ([head] + sections + (quality.isEmpty ? [] : [quality])).joined(separator: "\n")
  }

  /// Keeps the part of an earlier page that another program wrote between its markers.
  mutating func keepQuality(of page: String) {
    guard let begin = page.range(of: "<!-- quality: begin -->"),
      let end = page.range(of: "<!-- quality: end -->", range: begin.upperBound..<page.endIndex)
    else { return }
    quality = page[begin.lowerBound..<end.upperBound] + "\n"
  }

  /// The subject, place and time of the measurements.
  var head: String {
    let peers = sides.versions.isEmpty ? "none" : sides.versions.joined(separator: ", ")
    let skipped = sides.skipped.map { "- \($0)\n" }.joined()
    let warning =
      machine.isBusy
      ? "- **The machine had other work.** Sides that meet at barriers (OpenBLAS, OpenMP) suffer\n"
        + "  most: these ratios are not to be quoted.\n" : ""
    return """
      # Benchmark results

      Written by `tessera-bench`; do not edit. How to run and read it: [README.md](README.md).

      - Command: `\(command)`
      - Data: \(data.description)
      - Date: \(machine.date)
      - Machine: \(machine.processor), \(machine.coreCount) cores; load average \(machine.load) \
      before the first measurement, \(Machine.loadAverage) after the last
      - Tool: tessera \(TesseraVersion.current); peers: \(peers)
      - Times: medians of \(rounds) rounds in which the sides take turns; a side stops once a case \
      took it \(Int(Contest.patience)) s. *Times ours* above 1: the peer takes longer. Peak memory \
      is of the process so far.
      \(warning)\(skipped)
      """
  }
}
