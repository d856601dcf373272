import Foundation

/// A program file of `Benchmarks/programs`, in the order of the table.
private enum FeatureProgram: String, CaseIterable {
  case moments
  case envelope
  case events
  case lags
  case bands
  case spectrum

  var path: String { "Benchmarks/programs/\(rawValue).json" }

  /// What the stages make.
  var title: String {
    switch self {
    case .moments: "mean and amplitude"
    case .envelope: "rectified pool"
    case .events: "events; crossings of the difference"
    case .lags: "autocorrelation, 24 lags"
    case .bands: "bands, 5 octaves"
    case .spectrum: "spectrum, segments of 64"
    }
  }

  /// Whether SciPy has a transform for a stage; NumPy's stages are all that it could run otherwise.
  var isForSciPy: Bool { self == .lags || self == .spectrum }
}

extension Bench {
  /// Features of windows of counts, by programs of every kind of stage.
  func features() throws -> String {
    let writer = try Side.ours()
    defer { writer.close() }
    var request = self.request("windows")
    request.rows = windowCount
    _ = try writer.ask(request)
    let rows = try FeatureProgram.allCases.flatMap { try features(by: $0) }
    return """
      ## Features of windows

      \(windowCount) seeded windows of \(Preparation.windowLength) int16 counts, read from one file, \
      through the program files of `Benchmarks/programs`; all but the first standardise. NumPy: the same \
      integers, vectorised over blocks that fit the cache, one thread for each core. SciPy: \
      autocorrelation by a transform in float64, the spectrum in float32. *Features* says how a \
      peer's differ from ours.

      \(Format.table(Self.comparison + ["windows/s", "features"], leading: 2, trailing: 1, rows))
      """
  }

  private func features(by program: FeatureProgram) throws -> [[String]] {
    var request = self.request("features")
    request.program = program.path
    request.path = "\(path)/features-\(program.rawValue).npy"
    let peers = program.isForSciPy ? [Sides.numpy, Sides.scipy] : [Sides.numpy]
    let contest = Contest(
      [sides.ours] + peers.compactMap { sides.peers[$0] }, rounds: rounds
    ) { _ in request }
    try check(contest)
    let width = contest.ours.answers.first?.width ?? 0
    return rows(of: contest, program.title) { entry in
      [
        Format.rate(rows: windowCount, seconds: entry.median),
        entry.answers.last?.note ?? "\(width) a window",
      ]
    }
  }
}
