import Foundation

/// Where and when the measurements were made.
struct Machine {
  /// The processor's name, as the system gives it.
  let processor: String
  /// Processors that are online.
  let coreCount: Int
  /// Runnable tasks over the last minute, before anything was measured.
  let load: String
  /// Whether more than a little else was running then.
  var isBusy: Bool { Double(load).map { $0 > 0.5 } ?? true }
  /// UTC.
  let date: String

  init() {
    processor = Self.field("model name", in: "/proc/cpuinfo") ?? "unknown processor"
    coreCount = ProcessInfo.processInfo.activeProcessorCount
    load = Self.loadAverage
    date = Date().formatted(.iso8601.year().month().day())
  }

  /// Runnable tasks over the last minute.
  static var loadAverage: String {
    text("/proc/loadavg").split(separator: " ").first.map(String.init) ?? "unknown"
  }

  /// The time on all processors that this process has used so far.
  static var processorSeconds: Double {
    var time = timespec()
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
  }

  /// VmHWM of this process: the most memory that was ever resident.
  static var peakResidentBytes: Int? {
    field("VmHWM", in: "/proc/self/status")
      .flatMap { $0.split(separator: " ").first }
      .flatMap { Int($0) }.map { $0 * 1_024 }
  }

  /// The value of the first line `name : value` of a file under /proc.
  private static func field(_ name: String, in path: String) -> String? {
    text(path).split(separator: "\n").first { $0.hasPrefix(name) }
      .flatMap { $0.split(separator: ":", maxSplits: 1).last }
      .map { $0.trimmingCharacters(in: .whitespaces) }
  }

  private static func text(_ path: String) -> String {
    (try? String(contentsOfFile: path, encoding: .utf8)) ?? ""
  }
}
