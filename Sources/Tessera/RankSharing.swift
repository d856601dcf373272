internal import ActivationFormats
public import Rows

/// How ranks share the work on rows of one size.
public struct RankSharing: Sendable, Equatable {
  /// How many ranks there are, at least 2.
  public let rankCount: Int
  /// The bytes of inputs and outputs in single precision.
  public let byteCount: Int

  /// Rows of at most so many bytes are held by every rank.
  ///
  /// A pass over them takes some milliseconds, of which ranks that exchange sums would take a good part.
  /// The limit is that of rows which distillation holds in memory.
  public static let heldByteLimit = 64 << 20

  /// Whether each rank takes whole folds and structures; otherwise it takes its share of the rows of
  /// every pass.
  public var dealsCells: Bool { byteCount <= Self.heldByteLimit }

  /// - Returns: nil for one process alone.
  init?(_ dumps: [ActivationDump], _ parallelism: Parallelism) {
    guard parallelism.rankCount > 1 else { return nil }
    rankCount = parallelism.rankCount
    byteCount = dumps.reduce(0) { sum, dump in
      let outputs = dump.logits?.columnCount ?? dump.activations?.columnCount ?? 0
      return sum + 4 * dump.sampleCount * (dump.featureCount + outputs)
    }
  }
}

extension Parallelism {
  /// The same ranks, sharing the work on some dumps as suits their size.
  ///
  /// - Parameter dumps: the training dump and its transfer sets.
  func sharing(_ dumps: [ActivationDump]) -> Parallelism {
    RankSharing(dumps, self)?.dealsCells == true ? dealingCells : self
  }
}
