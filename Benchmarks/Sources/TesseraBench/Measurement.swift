import Foundation

/// The figures of one case.
struct Measurement: Codable {
  /// The name of the case.
  var title: String
  /// Rows that one run goes through.
  var rows: Int
  /// Wall-clock time of each run, ascending; empty when it was skipped.
  var seconds: [Double]
  /// Processor time of each run, over all threads, ascending.
  var processorSeconds: [Double]
  /// The most resident memory of the process so far, in bytes; nil where the system does not report
  /// it.
  var peakBytes: Int?
  /// The result, so that a faster wrong answer shows; or why it was skipped.
  var note: String

  /// Runs `body` once untimed and `runs` times timed.
  ///
  /// - Parameter body: returns the rows it went through and the result.
  init(_ title: String, runs: Int, _ body: () throws -> (rows: Int, note: String)) throws {
    self.title = title
    seconds = []
    processorSeconds = []
    (rows, note) = try body()
    for _ in 0..<runs {
      let start = ContinuousClock.now
      let processorStart = Machine.processorSeconds
      (rows, note) = try body()
      processorSeconds.append(Machine.processorSeconds - processorStart)
      seconds.append((ContinuousClock.now - start) / .seconds(1))
    }
    seconds.sort()
    processorSeconds.sort()
    peakBytes = Machine.peakResidentBytes
  }

  private init(title: String, note: String) {
    self.title = title
    self.note = note
    rows = 0
    seconds = []
    processorSeconds = []
  }

  static func skipped(_ title: String, reason: String) -> Measurement {
    Measurement(title: title, note: "skipped: \(reason)")
  }

  /// The median time; nil when it was skipped.
  var median: Double? { Self.median(of: seconds) }

  /// The median processor time; nil when it was skipped.
  var processorMedian: Double? { Self.median(of: processorSeconds) }

  /// The middle of ascending values, or the mean of the two in the middle.
  static func median(of values: [Double]) -> Double? {
    guard !values.isEmpty else { return nil }
    return (values[(values.count - 1) / 2] + values[values.count / 2]) / 2
  }
}
