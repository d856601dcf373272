import Foundation

extension Bench {
  /// The published sweep against two forms of it in Python, and against its products alone.
  func sweep() throws -> String {
    let writer = try Side.ours()
    defer { writer.close() }
    let dots = try writer.ask(request("partitions")).value
    var rows: [[String]] = []
    var notes: [String] = []
    for target in ["activations", "logits"] where hasArray(target) {
      let contest = Contest(
        sides.ours(and: Sides.numpy, Sides.sklearn, Sides.oneDAL), rounds: rounds, warmUp: false
      ) { _ in sweepRequest(target) }
      try check(contest)
      let what = target == "logits" ? "folded, logits" : "activations, no head"
      rows += self.rows(of: contest, what) { _ in [] }
      if let products = products(target, dots: dots, for: contest, what) { rows.append(products) }
      notes += agreement(target, of: contest).map { "- \(what): \($0)" }
    }
    return """
      ## Published sweep, import included

      k 1...5, lambda 0.01...1000 by decades, five folds (grouped where the dump has groups), \
      pure ridge. NumPy: one eigendecomposition for all lambdas, k-means by scikit-learn. \
      scikit-learn: one `Ridge` in double precision for each fold, k, region and lambda, scored on \
      rows. oneDAL: the same code, patched. With logits, all also count agreement and accuracy. \
      *Products alone*: two Gram matrices (float64) for each fold and k and the dot products \
      (float32) of our k-means passes through OpenBLAS, nothing else.

      \(Format.table(Self.comparison, leading: 2, rows))
      Largest relative difference between tables of validation errors:

      \(notes.joined(separator: "\n"))

      """
  }

  private func sweepRequest(_ target: String) -> Request {
    var request = self.request("sweep")
    (request.dump, request.target) = (trainPath, target)
    return request
  }

  private func products(
    _ target: String, dots: Double?, for contest: Contest, _ what: String
  ) -> [String]? {
    guard let numpy = sides.peers[Sides.numpy] else { return nil }
    var request = self.request("products")
    request.target = target
    (request.passes, request.dots) = (25, dots)
    let alone = Contest([numpy], rounds: rounds) { _ in request }
    return rows(of: alone, what) { _ in [] }.first.map { row in
      var row = row
      row[1] = "products alone"
      row[3] = Format.ratio(alone.entries[0].median, to: contest.ours.median)
      return row
    }
  }

  /// How far the tables of the sides are apart, and ours from NumPy's on our partitions.
  private func agreement(_ target: String, of contest: Contest) -> [String] {
    var notes: [String] = []
    let tables = Dictionary(
      uniqueKeysWithValues: contest.entries.compactMap { entry in
        entry.answers.first?.table.map { (entry.name, $0) }
      })
    if let numpy = sides.peers[Sides.numpy], let own = tables["Tessera"] {
      var request = sweepRequest(target)
      request.path = path + "/regions"
      let given = (try? numpy.ask(request))?.table
      notes.append("ours and NumPy's on our partitions \(difference(own, given))")
    }
    if let numpy = tables[Sides.numpy], let sklearn = tables[Sides.sklearn] {
      notes.append("NumPy's and scikit-learn's \(difference(numpy, sklearn))")
    }
    return notes
  }

  private func difference(_ left: [Double], _ right: [Double]?) -> String {
    guard let right, left.count == right.count else { return "not comparable" }
    let largest = zip(left, right).map { abs($0 / $1 - 1) }.max() ?? 0
    return String(format: "%.1e", largest)
  }
}
