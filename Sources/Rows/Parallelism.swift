internal import Dispatch
import Synchronization

/// How many threads a computation may use, on this machine alone or on each of several ranks.
///
/// Work is split into pieces that do not depend on either number, and results come back in the order
/// of the pieces: both change the time, never a bit of the result.
public struct Parallelism: Sendable, Equatable {
  /// More threads than this are never used: as much work is held at once as keeps them busy.
  public static let maximumThreadCount = 1024

  /// 1 to `maximumThreadCount`.
  public let threadCount: Int
  /// The processes that share the rows of every pass; nil where this one takes them all.
  public let ranks: (any Ranks)?
  /// The processes that share what does not depend on one another; nil where this one does it all.
  let cellRanks: (any Ranks)?

  /// - Parameter threadCount: the number of threads, brought into 1 to `maximumThreadCount`; nil
  ///   takes one per active core.
  public init(threadCount: Int?) {
    self.init(threadCount: threadCount ?? ProcessorCount.active, ranks: nil)
  }

  init(threadCount: Int, ranks: (any Ranks)?, cellRanks: (any Ranks)? = nil) {
    self.threadCount = min(max(1, threadCount), Self.maximumThreadCount)
    self.ranks = ranks
    self.cellRanks = cellRanks
  }

  public static func == (left: Parallelism, right: Parallelism) -> Bool {
    left.threadCount == right.threadCount && left.ranks?.count == right.ranks?.count
      && left.ranks?.index == right.ranks?.index
      && left.cellRanks?.count == right.cellRanks?.count
      && left.cellRanks?.index == right.cellRanks?.index
  }

  /// One thread: for code that already runs inside a parallel map.
  public static let serial = Parallelism(threadCount: 1)

  /// One thread per active core.
  public static var allCores: Parallelism { Parallelism(threadCount: nil) }

  /// The results of `body` for 0 ..< `count`, in order, found by this process.
  ///
  /// - Throws: the error of the lowest failing index.
  public func map<Result: Sendable, Failure: Error>(
    _ count: Int, _ body: @Sendable (Int) throws(Failure) -> Result
  ) throws(Failure) -> [Result] {
    let outcomes = run(count) { index in Swift.Result { () throws(Failure) in try body(index) } }
    var results: [Result] = []
    results.reserveCapacity(count)
    for outcome in outcomes { results.append(try outcome.get()) }
    return results
  }

  private func run<Outcome: Sendable>(
    _ count: Int, _ body: @Sendable (Int) -> Outcome
  ) -> [Outcome] {
    guard count > 1, threadCount > 1 else { return (0..<count).map(body) }
    let next = Atomic<Int>(0)
    let finished = Mutex<[(index: Int, outcome: Outcome)]>([])
    DispatchQueue.concurrentPerform(iterations: min(count, threadCount)) { _ in
      while true {
        let index = next.add(1, ordering: .relaxed).oldValue
        guard index < count else { return }
        let outcome = body(index)
        finished.withLock { $0.append((index, outcome)) }
      }
    }
    return finished.withLock { $0.sorted { $0.index < $1.index }.map(\.outcome) }
  }
}
