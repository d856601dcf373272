/// An instruction of a disassembled program, as far as its cost depends on it.
struct ThumbInstruction: Sendable, Equatable {
  /// What an instruction does, in the classes of Arm's tables of cycles.
  enum Kind: Sendable, Equatable {
    /// Data processing, hints, and what else takes one cycle.
    case data
    /// MUL.
    case multiply
    /// MLA and MLS.
    case multiplyAdd
    /// The multiplications of the DSP extension.
    case signalMultiply
    /// SMULL and UMULL.
    case longMultiply
    /// SMLAL and UMLAL.
    case longMultiplyAdd
    /// SDIV and UDIV.
    case divide
    /// A load of one register that is not the program counter.
    case load
    /// A store of one register.
    case store
    /// Loads or stores of so many registers, without the program counter.
    case several(Int)
    /// A load of so many registers, the program counter among them.
    case returning(Int)
    /// B and CBZ, which may be conditional.
    case branch
    /// BL.
    case call
    /// BX, BLX of a register, and data processing that writes the program counter.
    case jump
    /// TBB and TBH.
    case tableJump
    /// MRS, MSR and barriers.
    case system
  }

  /// Where it lies.
  let address: Int
  /// Its size in bytes, 2 or 4.
  let byteCount: Int
  /// What it does.
  let kind: Kind
  /// Whether an IT instruction may skip it.
  let isConditional: Bool
  /// The register that it writes first; nil for none that matters.
  let target: Substring?
  /// The registers of its address; empty where it has none.
  let addressRegisters: [Substring]
  /// Whether it writes its address back.
  let updatesAddress: Bool
  /// Whether its address is a register and a register.
  var hasRegisterOffset: Bool { addressRegisters.count > 1 }
  /// The first address behind it.
  var end: Int { address + byteCount }

  /// What an instruction is by its name.
  ///
  /// - Parameters:
  ///   - name: without a width and without the condition of an IT block.
  ///   - operands: as the disassembler writes them, without a comment.
  /// - Returns: nil for an instruction that Cortex-M0+, M3 and M4 do not have, or whose cost is not known.
  static func kind(_ name: Substring, _ operands: Substring) -> Kind? {
    if let kind = transfer(name, operands) ?? jump(name, operands) { return kind }
    let plain = name.hasSuffix("s") && !exceptions.contains(name) ? name.dropLast() : name
    switch plain {
    case "mul": return .multiply
    case "mla", "mls": return .multiplyAdd
    case "smull", "umull": return .longMultiply
    case "smlal", "umlal": return .longMultiplyAdd
    case "sdiv", "udiv": return .divide
    case "mrs", "msr", "dmb", "dsb", "isb": return .system
    default: break
    }
    if signalMultiplies.contains(where: plain.hasPrefix) { return .signalMultiply }
    guard dataNames.contains(String(plain)) || isParallel(plain) else { return nil }
    return operands.hasPrefix("pc,") ? .jump : .data
  }

  /// Loads and stores.
  private static func transfer(_ name: Substring, _ operands: Substring) -> Kind? {
    switch name {
    case "ldrd", "strd": return .several(2)
    case "push", "stmdb", "stmia", "stm", "stmfd", "stmea", "pop", "ldmia", "ldm", "ldmfd", "ldmdb",
      "ldmea":
      let registers = self.registers(in: operands)
      let isReturning = registers.contains("pc") && !name.hasPrefix("st")
      return isReturning ? .returning(registers.count) : .several(registers.count)
    default:
      guard operands.contains("["), !name.hasPrefix("tb") else { return nil }
      if name.hasPrefix("ldr") { return operands.hasPrefix("pc,") ? .returning(1) : .load }
      return name.hasPrefix("str") ? .store : nil
    }
  }

  /// The registers of a list in braces; `r4-r7` are four.
  private static func registers(in operands: Substring) -> [Substring] {
    guard let open = operands.firstIndex(of: "{") else { return [] }
    let list = operands[operands.index(after: open)...].prefix { $0 != "}" }
    return list.split(separator: ",").map { $0.drop { $0 == " " } }.flatMap { item in
      let ends = item.split(separator: "-").compactMap { Int($0.dropFirst()) }
      guard ends.count == 2, ends[0] < ends[1] else { return [item] }
      return (ends[0]...ends[1]).map { "r\($0)" }
    }
  }

  private static func jump(_ name: Substring, _ operands: Substring) -> Kind? {
    switch name {
    case "b", "cbz", "cbnz": .branch
    case "bl": .call
    case "bx", "blx": .jump
    case "tbb", "tbh": .tableJump
    default:
      name.count == 3 && name.first == "b" && conditions.contains(name.dropFirst()) ? .branch : nil
    }
  }

  private static let conditions: Set<Substring> = [
    "eq", "ne", "cs", "hs", "cc", "lo", "mi", "pl", "vs", "vc", "hi", "ls", "ge", "lt", "gt", "le",
    "al",
  ]
  /// Names that end with an s of their own.
  private static let exceptions: Set<Substring> = ["mls", "mrs", "cps"]
  private static let signalMultiplies = [
    "smla", "smlsd", "smlsld", "smmla", "smmls", "smmul", "smul", "smuad", "smusd", "umaal",
  ]
  private static let dataNames: Set<String> = [
    "mov", "movw", "movt", "mvn", "add", "addw", "adc", "adr", "sub", "subw", "sbc", "rsb", "neg",
    "cmp",
    "cmn", "tst", "teq", "and", "eor", "orr", "orn", "bic", "lsl", "lsr", "asr", "ror", "rrx",
    "cpy", "rev",
    "rev16", "revsh", "sxtb", "sxth", "uxtb", "uxth", "sxtb16", "uxtb16", "sxtab", "sxtah", "uxtab",
    "uxtah", "sxtab16", "uxtab16", "bfi", "bfc", "sbfx", "ubfx", "clz", "rbit", "ssat", "usat",
    "ssat16",
    "usat16", "pkhbt", "pkhtb", "nop", "sel", "usad8", "usada8", "cpsie", "cpsid", "it",
  ]

  /// Additions and subtractions of lanes, such as `uadd8` and `qsub16`.
  private static func isParallel(_ name: Substring) -> Bool {
    let rest = ["uq", "uh", "sh", "q", "s", "u"].first(where: name.hasPrefix).map {
      name.dropFirst($0.count)
    }
    return ["add", "sub", "dadd", "dsub", "add8", "sub8", "add16", "sub16", "asx", "sax"]
      .contains { $0 == rest }
  }
}
