internal import Rows

/// Rate and remaining time of passes, from their reports.
///
/// It is silent in the first second of a pass, and then reports at most ten times a second. Fits
/// are named as they begin, because each of them may be long.
package struct ProgressMeter: Sendable {
  /// The change of the progress line by a report.
  package enum Change: Sendable, Equatable {
    case nothing
    /// The pass is over.
    case clear
    case show(Estimate)
    /// Fits begin.
    case begin
  }

  /// How fast a pass is.
  package struct Estimate: Sendable, Equatable {
    /// Units per second.
    package let rate: Double
    /// Until the end, at this rate.
    package let secondsLeft: Double

    package init(rate: Double, secondsLeft: Double) {
      self.rate = rate
      self.secondsLeft = secondsLeft
    }
  }

  private var pass = ""
  private var startDone = 0
  private var startTime = 0.0
  private var shownTime = -Double.infinity

  package init() {}

  /// Takes a report that came at `time`, in seconds from any moment.
  package mutating func take(_ report: ProgressReport, at time: Double) -> Change {
    guard report.done < report.total else {
      pass = ""
      return .clear
    }
    if report.what != pass || report.done < startDone {
      pass = report.what
      startDone = report.done
      startTime = time
      shownTime = -.infinity
      if report.unit == .passes || report.unit == .cells { return .begin }
    }
    let elapsed = time - startTime
    let rate = Double(report.done - startDone) / elapsed
    guard elapsed >= 1, rate > 0, time - shownTime >= 0.1 else { return .nothing }
    shownTime = time
    return .show(
      Estimate(rate: rate, secondsLeft: Double(report.total - report.done) / rate))
  }
}
