import Dispatch
import Synchronization
import Tessera

/// The progress of long passes on a terminal, with their rate and the time that is left.
enum Progress {
  private static let meter = Mutex(ProgressMeter())

  /// A callback for library functions; nil where no progress is shown.
  static func reporter() -> ProgressHandler? {
    guard Terminal.showsProgress else { return nil }
    return { report in
      let time = Double(DispatchTime.now().uptimeNanoseconds) / 1e9
      switch meter.withLock({ $0.take(report, at: time) }) {
      case .nothing: break
      case .begin: Terminal.progress("\(report.what): ...")
      case .clear: Terminal.clearProgress()
      case .show(let estimate): Terminal.progress(line(report, estimate))
      }
    }
  }

  private static func line(
    _ report: ProgressReport, _ estimate: ProgressMeter.Estimate
  ) -> String {
    let left = Format.duration(estimate.secondsLeft)
    if report.unit == .cells {
      return
        "\(report.what): \(Format.integer(report.done)) of \(Format.integer(report.total)) folds, "
        + "about \(left) left"
    }
    let unit = report.unit.rawValue
    // A fit ends when it has converged.
    let (most, about) = report.unit == .passes ? ("at most ", "at most") : ("", "about")
    return
      "\(report.what): \(Format.integer(report.done)) of \(most)\(Format.integer(report.total)) "
      + "\(unit), \(Format.rate(estimate.rate)) \(unit)/s, "
      + "\(about) \(left) left"
  }
}
