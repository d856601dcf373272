/// A flash without a cache, as far as fetching from it costs cycles.
///
/// A line arrives after so many wait states, and holds until another is fetched. A taken branch fetches anew.
/// In the middle half of the lines that follow each other were fetched ahead; with the fewest cycles all
/// were, and constants come a line at a time; with the most neither.
public struct FlashTiming: Sendable, Equatable, Codable {
  /// Wait states of an access that may be stated.
  public static let possibleWaitStates = 0...15
  /// Bits of a line that may be stated.
  public static let possibleLineBits = [32, 64, 128]

  /// Cycles that a new line takes beyond the first.
  public let waitStates: Int
  /// The width of a line in bits.
  public let lineBits: Int

  /// A flash.
  ///
  /// - Parameters:
  ///   - waitStates: among `possibleWaitStates`.
  ///   - lineBits: one of `possibleLineBits`.
  /// - Precondition: both are.
  public init(waitStates: Int = 0, lineBits: Int = 32) {
    precondition(Self.possibleWaitStates.contains(waitStates), "0 to 15 wait states")
    precondition(Self.possibleLineBits.contains(lineBits), "a line of 32, 64 or 128 bits")
    (self.waitStates, self.lineBits) = (waitStates, lineBits)
  }

  private var lineBytes: Int { lineBits / 8 }

  /// The cycles that all executions of an instruction wait.
  ///
  /// - Parameters:
  ///   - step: how often it ran, was entered, and read constants.
  ///   - instruction: what ran there.
  func wait(_ step: ExecutionTrace.Step, _ instruction: ThumbInstruction) -> CycleRange {
    let first = instruction.address / lineBytes
    let last = (instruction.end - 1) / lineBytes
    let former = (instruction.address - 1) / lineBytes
    let behind = last - first
    let ahead = (step.executed - step.entered) * (last - former) + step.entered * behind
    let reads = Double(step.reads)
    let least = Double(step.entered) + reads * 4 / Double(lineBytes)
    let most = Double(step.entered + ahead) + reads
    return CycleRange(least, (least + most) / 2, most) * Double(waitStates)
  }
}
