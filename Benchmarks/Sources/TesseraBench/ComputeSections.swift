import Foundation

extension Bench {
  /// The rate of plain matrix products, which no side can exceed.
  func limits() throws -> String {
    guard let numpy = sides.peers[Sides.numpy] else {
      return "## GEMM rate\n\nskipped: it is measured through NumPy.\n"
    }
    var rows: [[String]] = []
    for threads in [1, 2] {
      var row = ["\(threads)"]
      for type in ["float32", "float64"] {
        var request = self.request("gemm")
        (request.k, request.target, request.threads) = (2_048, type, threads)
        row.append(Format.number(try numpy.ask(request).value.map { $0 / 1e9 }, "%.1f"))
      }
      rows.append(row)
    }
    return """
      ## GEMM rate

      Gflop/s of OpenBLAS through NumPy, matrices of order 2,048, the best of seven.

      \(Format.table(["threads", "sgemm", "dgemm"], rows))
      """
  }

  /// Lloyd iterations from equal starts, and whole fits.
  func kMeans() throws -> String {
    let given = try kMeansTable { k, _ in
      let path = "\(self.path)/starts-\(k).npy"
      try writeStarts(k: k, to: path)
      return path
    }
    let whole = try kMeansTable { _, _ in nil }
    return """
      ## k-means on the training inputs

      From the same k-means++ starts to convergence (tolerance 1e-4 by scikit-learn's definition, \
      at most 300 passes); faiss always does 25, on all rows. Inertia is in double precision, over \
      the best of the row's group; centring and the final labels are part of the time.

      \(given)
      With its own k-means++, one start, means over \(rounds) seeds; the time is the median.

      \(whole)
      """
  }

  private func kMeansTable(_ starts: (_ k: Int, _ round: Int) throws -> String?) throws -> String {
    var rows: [[String]] = []
    for k in [5, 16, 64, 256] {
      let path = try starts(k, 0)
      let contest = Contest(
        sides.ours(and: Sides.sklearn, Sides.oneDAL, Sides.faiss), rounds: rounds
      ) { round in
        var request = self.request("kmeans")
        (request.k, request.path, request.seed) = (k, path, path == nil ? round : 0)
        return request
      }
      try check(contest)
      rows += self.rows(of: contest, "k = \(k)") { entry in
        [
          Format.number(entry.iterations, "%.1f"), Format.number(entry.inertia, "%.7g"),
          Format.ratio(entry.inertia, to: contest.bestInertia, "%.6f"),
        ]
      }
    }
    return Format.table(
      Self.comparison + ["passes", "inertia", "over the best"], leading: 2, rows)
  }

  /// scikit-learn's k-means++, or rows spread over the set where there is no scikit-learn.
  private func writeStarts(k: Int, to path: String) throws {
    var request = self.request("starts")
    (request.k, request.path, request.seed) = (k, path, 0)
    _ = try (sides.peers[Sides.sklearn] ?? sides.ours).ask(request)
  }

  /// Gram matrices by region, in double precision from float32 rows.
  func gram() throws -> String {
    var rows: [[String]] = []
    for target in ["logits", "activations"] where hasArray(target) {
      let contest = Contest(sides.ours(and: Sides.numpy), rounds: rounds) { _ in
        var request = self.request("gram")
        request.target = target
        return request
      }
      try check(contest)
      let size = contest.ours.answers.first
      let width = size?.width ?? 0
      let flops = Double(size?.rows ?? 0) * Double(width * width)
      rows += self.rows(of: contest, "with \(target), width \(width)") { entry in
        [Format.number(entry.median.map { flops / $0 / 1e9 }, "%.1f")]
      }
    }
    return """
      ## Gram matrices [X Y]ᵀ[X Y]

      In double precision over the float32 rows of five regions, sorted by region as part of the \
      time; ours also centres and sums them. Gflop/s counts N·w², the work of a symmetric product.

      \(Format.table(Self.comparison + ["Gflop/s"], leading: 2, rows))
      """
  }

  /// Importing a dump and checking its values.
  func importing() throws -> String {
    var rows: [[String]] = []
    for (what, path) in [(".npz", data.importPath), ("directory of .npy", self.path + "/dump")] {
      guard FileManager.default.fileExists(atPath: path) else { continue }
      let contest = Contest(sides.ours(and: Sides.numpy), rounds: rounds) { _ in
        var request = self.request("import")
        request.dump = path
        return request
      }
      try check(contest)
      rows += self.rows(of: contest, what) { _ in [] }
    }
    return """
      ## Import

      `numpy.load` of all arrays and a check that they are finite; ours also checks shapes, labels \
      and that the head gives the logits, and takes the dump's SHA-256.

      \(Format.table(Self.comparison, leading: 2, rows))
      """
  }

  /// Our own failure is no line of a table.
  func check(_ contest: Contest) throws {
    if let failure = contest.ours.failure { throw BenchError.side("Tessera", failure) }
  }

  /// Whether the run wrote the array.
  func hasArray(_ name: String) -> Bool {
    FileManager.default.fileExists(atPath: "\(path)/dump/\(name).npy")
  }
}
