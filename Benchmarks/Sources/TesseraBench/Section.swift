import ArgumentParser
import Foundation

/// The parts of the page, in its order.
enum Section: String, CaseIterable, ExpressibleByArgument {
  case limits
  case kmeans
  case gram
  case sweep
  case `import`
  case student
  case features
  case alone
  case scale
}

/// The means that every section needs.
struct Bench {
  let data: BenchData
  let sides: Sides
  /// A folder for this run only.
  let folder: URL
  let rounds: Int
  let scaleLimit: Int
  /// Windows whose features are made.
  let windowCount: Int
  /// The built `tessera`.
  let tool: String

  /// The page's part.
  ///
  /// - Throws: when our own side fails; the table reports a peer that fails.
  func markdown(of section: Section) throws -> String {
    switch section {
    case .limits: try limits()
    case .kmeans: try kMeans()
    case .gram: try gram()
    case .sweep: try sweep()
    case .import: try importing()
    case .student: try student()
    case .features: try features()
    case .alone: try alone()
    case .scale: try scale()
    }
  }

  var path: String { folder.path }

  /// The file to import; for the synthetic set, the directory that was written.
  var trainPath: String { data.prefix.map { $0 + "-train.npz" } ?? path + "/dump" }

  func request(_ action: String) -> Request { Request(action, folder: path) }

  /// Lines of a table that compares times, one per side; also reported on standard error.
  func rows(
    of contest: Contest, _ what: String, _ outcome: (Contest.Entry) -> [String]
  ) -> [[String]] {
    contest.entries.map { entry in
      let time = entry.failure.map { "failed: \($0)" } ?? Format.time(entry.median)
      FileHandle.standardError.write(Data("  \(what), \(entry.name): \(time)\n".utf8))
      return [what, entry.name, time, Format.ratio(entry.median, to: contest.ours.median)]
        + ["\(entry.answers.count)", Format.memory(entry.peakBytes)] + outcome(entry)
    }
  }

  static let comparison = ["case", "side", "median", "times ours", "rounds", "peak memory"]
}
