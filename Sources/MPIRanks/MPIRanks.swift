// The one file that knows MPI.

internal import CMPI
public import Rows

/// The processes that `mpirun` or Slurm's `srun` started.
public struct MPIRanks: Ranks, @unchecked Sendable {
  public let count: Int
  public let index: Int
  /// Where ranks meet at the end.
  private let meeting: MPI_Comm

  /// Starts MPI. Call it once, before anything else.
  ///
  /// - Returns: nil where MPI cannot be called from more than one thread.
  public static func start() -> MPIRanks? {
    guard tessera_mpi_start() == 0 else { return nil }
    return MPIRanks(
      count: Int(tessera_mpi_count()), index: Int(tessera_mpi_index()),
      meeting: tessera_mpi_meeting())
  }

  public func exchange(_ bytes: [UInt8]) -> [[UInt8]] {
    // The length, and as much of the message as a short one has.
    var block = withUnsafeBytes(of: bytes.count) { Array($0) }
    block += bytes.prefix(Self.blockLength - block.count)
    block += [UInt8](repeating: 0, count: Self.blockLength - block.count)
    var blocks = [UInt8](repeating: 0, count: count * Self.blockLength)
    tessera_mpi_gather(block, Int32(Self.blockLength), &blocks)
    let lengths = (0..<count).map { rank in
      blocks[rank * Self.blockLength..<rank * Self.blockLength + MemoryLayout<Int>.size]
        .withUnsafeBytes { $0.loadUnaligned(as: Int.self) }
    }
    let head = MemoryLayout<Int>.size
    var messages = (0..<count).map { rank in
      let start = rank * Self.blockLength + head
      return Array(blocks[start..<start + min(lengths[rank], Self.blockLength - head)])
    }
    for rank in 0..<count { messages[rank].reserveCapacity(lengths[rank]) }
    // All ranks know all lengths, so they go round as often as one another.
    while zip(lengths, messages).contains(where: { $0 > $1.count }) {
      exchangePiece(of: bytes, lengths, &messages)
    }
    return messages
  }

  /// Sends the next piece of what is left of each message.
  private func exchangePiece(
    of bytes: [UInt8], _ lengths: [Int], _ messages: inout [[UInt8]]
  ) {
    let most = Self.pieceLength / count
    let counts = zip(lengths, messages).map { Int32(min($0 - $1.count, most)) }
    let starts = counts.indices.map { counts[..<$0].reduce(0, +) }
    let sent = messages[index].count
    var all = [UInt8](repeating: 0, count: counts.reduce(0) { $0 + Int($1) })
    bytes[sent...].withUnsafeBytes {
      tessera_mpi_gather_all($0.baseAddress, counts[index], &all, counts, starts)
    }
    for rank in 0..<count {
      messages[rank] += all[Int(starts[rank])..<Int(starts[rank] + counts[rank])]
    }
  }

  /// Waits until all ranks have come to their ends, at most so long.
  ///
  /// - Parameter seconds: how long.
  /// - Returns: whether they have.
  public func meet(within seconds: Double) -> Bool { tessera_mpi_meet(meeting, seconds) == 0 }

  /// Ends MPI; all ranks call it.
  public func finish() { tessera_mpi_end() }

  /// Ends the run on all ranks, whatever they do.
  ///
  /// - Parameter code: the exit code.
  public func abandon(code: Int32) { tessera_mpi_abort(code) }

  private static let blockLength = 4_096
  private static let pieceLength = 1 << 30
}
