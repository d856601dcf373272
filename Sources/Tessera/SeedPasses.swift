/// Called with the cells of a search that are done, and all of them.
typealias CellProgress = @Sendable (_ done: Int, _ total: Int) -> Void

/// The passes of one search with several seeds, which count as one.
struct SeedPasses: Sendable {
  let count: Int
  let report: CellProgress?

  /// The report of the pass with one seed, in 0 ..< `count`.
  subscript(seed: Int) -> CellProgress? {
    guard let report else { return nil }
    return { [count] done, total in report(seed * total + done, count * total) }
  }
}
