import Foundation
import Tessera

/// The measurements as a page.
struct ResultsPage {
  let machine: Machine
  let command: String
  let data: BenchData
  let measurements: [Measurement]
  let runs: Int

  var markdown: String {
    let head = """
      # Benchmark results

      Written by `tessera-bench`; do not edit. How to run and read it: [README.md](README.md).

      - Command: `\(command)`
      - Data: \(data.description)
      - Date: \(machine.date)
      - Machine: \(machine.processor), \(machine.coreCount) cores; load average \(machine.load) \
      before the first measurement
      - Tool: tessera \(TesseraVersion.current)
      - Times: median, fastest and slowest of \(runs) runs after one that is not timed; median \
      processor time over all threads

      | what | rows | median | fastest | slowest | processor | rows/s | peak memory | outcome |
      | --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | --- |

      """
    return head + measurements.map { line($0) + "\n" }.joined()
  }

  private func line(_ measurement: Measurement) -> String {
    let cells = [
      measurement.title, measurement.seconds.isEmpty ? "-" : "\(measurement.rows)",
      time(measurement.median), time(measurement.seconds.first), time(measurement.seconds.last),
      time(measurement.processorMedian), rate(measurement), memory(measurement.peakBytes),
      measurement.note,
    ]
    return "| " + cells.joined(separator: " | ") + " |"
  }

  private func time(_ seconds: Double?) -> String {
    guard let seconds else { return "-" }
    return seconds < 1
      ? String(format: "%.3g ms", seconds * 1_000) : String(format: "%.3g s", seconds)
  }

  private func rate(_ measurement: Measurement) -> String {
    guard let median = measurement.median, median > 0 else { return "-" }
    let rate = Double(measurement.rows) / median
    return rate < 1e6
      ? String(format: "%.0f", rate) : String(format: "%.2f million", rate / 1e6)
  }

  private func memory(_ bytes: Int?) -> String {
    bytes.map { String(format: "%.1f MB", Double($0) / 1_048_576) } ?? "-"
  }
}
