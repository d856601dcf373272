import Dispatch
import Tessera

/// The progress of a sweep on a terminal, with the time that is left.
struct Progress: Sendable {
  private let start = DispatchTime.now().uptimeNanoseconds

  /// A callback for library functions; nil where nobody watches.
  static func reporter() -> (@Sendable (Int, Int) -> Void)? {
    guard Terminal.showsProgress else { return nil }
    let progress = Progress()
    return { progress.show($0, of: $1) }
  }

  private func show(_ done: Int, of total: Int) {
    guard done < total else { return Terminal.clearProgress() }
    let elapsed = Double(DispatchTime.now().uptimeNanoseconds - start) / 1e9
    let left = elapsed / Double(done) * Double(total - done)
    Terminal.progress("sweep: \(done) of \(total) cells, about \(Format.duration(left)) left")
  }
}
