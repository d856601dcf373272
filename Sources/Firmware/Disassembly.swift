/// The instructions of a program, by address, as `arm-none-eabi-objdump -d` writes them.
public struct Disassembly: Sendable, Equatable {
  /// Where functions begin, by name.
  public let symbols: [String: Int]
  /// The instructions, by address.
  let instructions: [Int: ThumbInstruction]
  /// The names of instructions whose cost is not known, by address.
  let unknown: [Int: String]

  /// Reads the output of the disassembler. Lines that are neither a symbol nor an instruction do not count.
  ///
  /// - Parameter output: of `arm-none-eabi-objdump -d`, with the bytes of instructions.
  public init(parsing output: String) {
    var symbols: [String: Int] = [:]
    var instructions: [Int: ThumbInstruction] = [:]
    var unknown: [Int: String] = [:]
    var conditional = 0
    for line in output.split(separator: "\n") {
      if let symbol = Self.symbol(line) { symbols[symbol.name] = symbol.address }
      let fields = line.split(separator: "\t")
      guard fields.count >= 3, fields[0].hasSuffix(":"), !fields[2].hasPrefix("."),
        let address = Int(fields[0].dropLast().drop { $0 == " " }, radix: 16)
      else { continue }
      let operands = fields.count > 3 && !fields[3].hasPrefix("@") ? fields[3] : ""
      let isConditional = conditional > 0
      conditional = max(0, conditional - 1)
      var name = fields[2].prefix { $0 != "." && $0 != " " }
      if name.hasPrefix("it"), name.allSatisfy({ "ite".contains($0) }) {
        conditional = name.count - 1
        name = "it"
      }
      if isConditional { name = name.dropLast(2) }
      guard let kind = ThumbInstruction.kind(name, operands) else {
        unknown[address] = String(fields[2])
        continue
      }
      instructions[address] = ThumbInstruction(
        address: address, byteCount: Self.isWide(fields[1]) ? 4 : 2,
        kind: kind, isConditional: isConditional, target: Self.target(name, kind, operands),
        addressRegisters: Self.addressRegisters(operands),
        updatesAddress: operands.contains("]!") || operands.contains("],"))
    }
    (self.symbols, self.instructions, self.unknown) = (symbols, instructions, unknown)
  }

  /// `000000a0 <product>:`
  private static func symbol(_ line: Substring) -> (name: String, address: Int)? {
    let words = line.split(separator: " ")
    guard words.count == 2, words[1].hasPrefix("<"), words[1].hasSuffix(">:"),
      let address = Int(words[0], radix: 16)
    else { return nil }
    return (String(words[1].dropFirst().dropLast(2)), address)
  }

  /// Whether these bytes of an instruction are two halfwords.
  private static func isWide(_ bytes: Substring) -> Bool { bytes.split(separator: " ").count == 2 }

  /// The register that an instruction writes first, where a following address may depend on it.
  private static func target(
    _ name: Substring, _ kind: ThumbInstruction.Kind, _ operands: Substring
  ) -> Substring? {
    switch kind {
    case .store, .several, .returning, .branch, .call, .jump, .tableJump, .system: nil
    default:
      ["cmp", "cmn", "tst", "teq"].contains(name) ? nil : operands.split(separator: ",").first
    }
  }

  /// The registers in the first pair of brackets.
  private static func addressRegisters(_ operands: Substring) -> [Substring] {
    guard let open = operands.firstIndex(of: "[") else { return [] }
    let inside = operands[operands.index(after: open)...].prefix { $0 != "]" }
    return inside.split(separator: ",").map { $0.drop { $0 == " " } }
      .filter { !$0.hasPrefix("lsl") && !$0.hasPrefix("#") }
  }
}
