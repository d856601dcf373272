/// What an instruction costs on a core whose cycles Arm publishes, in cycles without wait states.
///
/// The tables are those of Arm's Technical Reference Manuals, in classes of our own: Cortex-M0+, DDI 0484C,
/// table 3.1; Cortex-M3, DDI 0337I, table 3.1 and 'Load/store timings'; Cortex-M4, DDI 0439B, table 3.1 and
/// 'Load/store timings'. Where a manual names a range, `least` and `most` are its ends. `middle` follows the
/// rules of the manual for neighbours, and is between the ends where it has none.
public struct CycleCosts: Sendable, Equatable {
  /// The fewest, usual and most cycles of the refill of the pipeline behind a taken branch, which the
  /// manuals of the M3 and M4 call P.
  private static let refill = CycleRange(1, 2, 3)

  /// The manual that the costs are from.
  public let source: String
  /// Cycles of MUL on a core that has it in two sizes; nil where it is one cycle.
  public let multiplierCycles: Int?
  private let isPipelined: Bool
  private let multiplyAdd: CycleRange
  private let longMultiply: CycleRange
  private let longMultiplyAdd: CycleRange

  /// The cores that have a table.
  public static let cores = DeviceCore.allCases.filter { CycleCosts(of: $0) != nil }

  /// The costs of a core.
  ///
  /// - Parameters:
  ///   - core: where the program runs.
  ///   - multiplierCycles: of a Cortex-M0+, 1 or 32; it is its maker's choice. Others do not heed it.
  /// - Returns: nil for a core without a table.
  /// - Precondition: `multiplierCycles` is 1 or 32.
  public init?(of core: DeviceCore, multiplierCycles: Int = 1) {
    precondition(
      multiplierCycles == 1 || multiplierCycles == 32, "a multiplier of one or 32 cycles")
    isPipelined = core.rawValue != "cortex-m0plus"
    switch core.rawValue {
    case "cortex-m0plus":
      source = "Arm DDI 0484C, table 3.1"
      self.multiplierCycles = multiplierCycles
      (multiplyAdd, longMultiply, longMultiplyAdd) = (.zero, .zero, .zero)
    case "cortex-m3":
      source = "Arm DDI 0337I, table 3.1"
      self.multiplierCycles = nil
      multiplyAdd = CycleRange(exactly: 2)
      (longMultiply, longMultiplyAdd) = (CycleRange(3, 4, 5), CycleRange(4, 5.5, 7))
    case "cortex-m4":
      source = "Arm DDI 0439B, table 3.1"
      self.multiplierCycles = nil
      let one = CycleRange(exactly: 1)
      (multiplyAdd, longMultiply, longMultiplyAdd) = (one, one, one)
    default: return nil
    }
  }

  /// The cost of one execution in which the next instruction is the one behind it.
  ///
  /// - Parameters:
  ///   - instruction: what runs.
  ///   - former: the instruction that ran before; nil behind a taken branch.
  func cost(of instruction: ThumbInstruction, after former: ThumbInstruction?) -> CycleRange {
    let full =
      switch instruction.kind {
      case .data, .signalMultiply, .branch, .call, .jump: CycleRange(exactly: 1)
      case .multiply: CycleRange(exactly: Double(multiplierCycles ?? 1))
      case .multiplyAdd: multiplyAdd
      case .longMultiply: longMultiply
      case .longMultiplyAdd: longMultiplyAdd
      case .divide: CycleRange(2, 7, 12)
      case .load, .store:
        isPipelined ? transfer(instruction, after: former) : CycleRange(exactly: 2)
      case .several(let count), .returning(let count): CycleRange(exactly: Double(1 + count))
      case .tableJump: CycleRange(exactly: 2)
      case .system: isPipelined ? CycleRange(1, 1.5, 2) : CycleRange(exactly: 3)
      }
    guard instruction.isConditional else { return full }
    return CycleRange(min(1, full.least), (1 + full.middle) / 2, full.most)
  }

  /// What is added when the next instruction is not the one behind it.
  func jump(_ instruction: ThumbInstruction) -> CycleRange {
    guard !isPipelined else { return Self.refill }
    return switch instruction.kind {
    case .call, .returning: CycleRange(exactly: 2)
    default: CycleRange(exactly: 1)
    }
  }

  /// A load or a store of one register on a core with a pipeline for them.
  ///
  /// A store to a register and a constant takes one cycle, and two where the write buffer is full. A load, or
  /// a store to a register and a register, takes two, and one behind a load whose result is not its
  /// address, where it does not write its address back. With the fewest cycles every neighbour is
  /// pipelined. An address that the instruction before computed costs one more, and so may a constant from
  /// among the code.
  private func transfer(_ instruction: ThumbInstruction, after former: ThumbInstruction?)
    -> CycleRange
  {
    let isStore = instruction.kind == .store
    let isNeighbour = former?.kind == .load || former?.kind == .store
    let isDependent = former?.target.map(instruction.addressRegisters.contains) ?? false
    if isStore && !instruction.hasRegisterOffset {
      return isDependent && !isNeighbour ? CycleRange(1, 2, 3) : CycleRange(1, 1, 2)
    }
    if former?.kind == .load, !isDependent, !instruction.updatesAddress {
      return CycleRange(1, 1, 2)
    }
    let wait: Double = isDependent && !isNeighbour ? 1 : 0
    let constant: Double = instruction.addressRegisters.contains("pc") ? 1 : 0
    return CycleRange(isNeighbour ? 1 : 2, 2 + wait, 2 + wait + constant)
  }
}
