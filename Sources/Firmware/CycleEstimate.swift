/// The cycles of a call of a function, from a trace of it and a table of costs. Modelled, not measured.
///
/// What is in the model: each executed instruction by its class, its neighbour and whether it jumped, and a
/// flash without a cache. What is not: caches, buses that others use, interrupts, and what a maker changed.
public struct CycleEstimate: Sendable, Equatable {
  /// The part of a figure by which it may be off. It is a judgement, not a measurement.
  public static let errorBar = 0.15
  /// What every figure is, and what it is not.
  public static let note = "modelled, not measured"

  /// Why there is no estimate.
  public enum Objection: Error, Equatable, Sendable, CustomStringConvertible {
    /// An executed address of which the disassembly has no instruction.
    case noInstruction(address: Int)
    /// An executed instruction whose cost is not known.
    case unknownInstruction(name: String, address: Int)

    public var description: String {
      switch self {
      case .noInstruction(let address):
        "the disassembly has no instruction at 0x\(String(address, radix: 16)), which ran"
      case .unknownInstruction(let name, let address):
        "the cost of '\(name)' at 0x\(String(address, radix: 16)) is not known"
      }
    }
  }

  /// Instructions of a call, the mean of the traced calls.
  public let instructions: Double
  /// Cycles of a call, the mean of the traced calls.
  public let cycles: CycleRange

  /// The cycles of a traced function.
  ///
  /// - Parameters:
  ///   - trace: what ran.
  ///   - code: the program.
  ///   - costs: of the core.
  ///   - flash: where the program lies.
  /// - Throws: an `Objection` where an executed instruction has no known cost.
  /// - Complexity: O(executed addresses).
  public init(
    of trace: ExecutionTrace, in code: Disassembly, costs: CycleCosts, flash: FlashTiming
  ) throws(Objection) {
    var sum = CycleRange.zero
    var former: ThumbInstruction?
    for step in trace.steps {
      guard let instruction = code.instructions[step.address] else {
        let name = code.unknown[step.address]
        throw name.map { .unknownInstruction(name: $0, address: step.address) }
          ?? .noInstruction(address: step.address)
      }
      let neighbour = former?.end == step.address ? former : nil
      sum += costs.cost(of: instruction, after: neighbour) * Double(step.executed - step.entered)
      sum += costs.cost(of: instruction, after: nil) * Double(step.entered)
      sum += costs.jump(instruction) * Double(step.taken)
      sum += flash.wait(step, instruction)
      former = instruction
    }
    let calls = Double(trace.calls)
    instructions = Double(trace.instructions) / calls
    cycles = sum * (1 / calls)
  }
}
