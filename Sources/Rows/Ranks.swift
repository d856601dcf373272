/// The processes that work on one run together, each on its share of the rows. MPI calls them ranks.
///
/// All ranks do the same work in the same order. Where they share it, each sends its part to all others.
/// So every rank holds the same values, and each takes the same decisions.
public protocol Ranks: Sendable {
  /// How many there are, at least 1.
  var count: Int { get }
  /// Which of them this process is, in 0 ..< `count`. Rank 0 talks and writes.
  var index: Int { get }

  /// Sends `bytes` to all ranks, and returns those of each rank, in order.
  ///
  /// Every rank calls it, as often as the others and never on two threads at once. A rank that cannot
  /// ends the run of all.
  /// - Complexity: O(bytes of all ranks).
  func exchange(_ bytes: [UInt8]) -> [[UInt8]]
}
