import Firmware
import Testing

/// A made-up program of instructions that run one behind the other, once.
struct Traced {
  /// What objdump would write.
  let disassembly: String
  /// What the plugin would write.
  let trace: String

  /// A program of lines `MNEMONIC OPERANDS`; a name that ends with `.w` has four bytes.
  ///
  /// - Parameters:
  ///   - instructions: from address 256 on. The first is entered, and the last jumps.
  ///   - times: how often all of it runs.
  init(_ instructions: [String], times: Int = 1) {
    var address = 256
    var lines = ["00000100 <traced>:"]
    var steps = ["calls \(times) \(instructions.count) \(instructions.count)"]
    for (index, instruction) in instructions.enumerated() {
      let words = instruction.split(separator: " ", maxSplits: 1).map(String.init)
      let place = String(address, radix: 16)
      let isWide = words[0].hasSuffix(".w")
      lines.append(
        " \(place):\t\(isWide ? "0000 0000" : "0000     ")\t" + words.joined(separator: "\t"))
      let taken = index == instructions.count - 1 ? times : 0
      steps.append("\(place) \(times) \(taken) \(index == 0 ? times : 0) 0")
      address += isWide ? 4 : 2
    }
    (disassembly, trace) = (lines.joined(separator: "\n"), steps.joined(separator: "\n") + "\n")
  }

  /// The cycles of one run on a core.
  ///
  /// - Parameters:
  ///   - name: of the core.
  ///   - multiplier: cycles of a multiplication of an M0+.
  ///   - flash: where the program lies.
  func cycles(
    on name: String, multiplier: Int = 1, flash: FlashTiming = FlashTiming()
  ) throws -> [Double] {
    let core = try #require(DeviceCore(rawValue: name))
    let costs = try #require(CycleCosts(of: core, multiplierCycles: multiplier))
    let estimate = try CycleEstimate(
      of: #require(ExecutionTrace(parsing: trace)), in: Disassembly(parsing: disassembly),
      costs: costs, flash: flash)
    return [estimate.cycles.least, estimate.cycles.middle, estimate.cycles.most]
  }
}
