import Foundation
public import Rows

/// Ranks that are threads of one process: a second implementation of `Ranks`, without MPI.
public struct ThreadRanks: Ranks {
  /// What the threads share: the messages of one exchange.
  private final class Hub: @unchecked Sendable {
    private let condition = NSCondition()
    private let count: Int
    private var messages: [[UInt8]]
    private var arrived = 0
    private var left = 0

    init(count: Int) {
      self.count = count
      messages = Array(repeating: [], count: count)
    }

    func exchange(_ bytes: [UInt8], from index: Int) -> [[UInt8]] {
      condition.lock()
      defer { condition.unlock() }
      // Those of the exchange before have all left.
      while left > 0 { condition.wait() }
      messages[index] = bytes
      arrived += 1
      if arrived == count {
        left = count
        arrived = 0
        condition.broadcast()
      } else {
        while left == 0 { condition.wait() }
      }
      let all = messages
      left -= 1
      if left == 0 { condition.broadcast() }
      return all
    }
  }

  public let count: Int
  public let index: Int
  private let hub: Hub

  public func exchange(_ bytes: [UInt8]) -> [[UInt8]] { hub.exchange(bytes, from: index) }

  /// The results of `body` on each of some ranks, each of which is a thread.
  ///
  /// - Parameters:
  ///   - count: how many ranks.
  ///   - body: the work of one rank, which has one thread on each.
  public static func run<Result: Sendable>(
    _ count: Int, _ body: @escaping @Sendable (Parallelism) -> Result
  ) -> [Result] {
    let hub = Hub(count: count)
    let results = Results<Result>()
    for index in 0..<count {
      let thread = Thread {
        let ranks = ThreadRanks(count: count, index: index, hub: hub)
        results.add(body(Parallelism(threadCount: 1).on(ranks)), at: index)
      }
      thread.stackSize = 8 << 20
      thread.start()
    }
    return results.all(count)
  }

  private final class Results<Result: Sendable>: @unchecked Sendable {
    private let condition = NSCondition()
    private var found: [Int: Result] = [:]

    func add(_ result: Result, at index: Int) {
      condition.lock()
      found[index] = result
      condition.broadcast()
      condition.unlock()
    }

    func all(_ count: Int) -> [Result] {
      condition.lock()
      defer { condition.unlock() }
      while found.count < count { condition.wait() }
      return (0..<count).compactMap { found[$0] }
    }
  }
}
