// The cycles of any function that was traced: what Scripts/published_cycles.py compares with published counts.
//
// usage: ModelledCycles CORE DISASSEMBLY TRACE [MULTIPLIER]
//
// DISASSEMBLY is the output of objdump -d, TRACE that of Runtime/QEMU/trace.c. MULTIPLIER is 1 or 32. Prints
// instructions and the least, usual and most cycles of one call.
import Firmware
import Foundation

let arguments = CommandLine.arguments.dropFirst()

func text(_ position: Int) -> String? {
  guard arguments.indices.contains(position) else { return nil }
  return try? String(contentsOfFile: arguments[position], encoding: .utf8)
}

func complain(_ message: String) -> Never {
  FileHandle.standardError.write(Data("ModelledCycles: \(message)\n".utf8))
  exit(65)
}

guard let name = arguments.first, let core = DeviceCore(rawValue: name),
  let costs = CycleCosts(of: core, multiplierCycles: arguments.last == "32" ? 32 : 1)
else { complain("give a core with a table of cycles") }
guard let code = text(2), let steps = text(3), let trace = ExecutionTrace(parsing: steps) else {
  complain("give a disassembly and a whole trace")
}

do {
  let estimate = try CycleEstimate(
    of: trace, in: Disassembly(parsing: code), costs: costs, flash: FlashTiming())
  let cycles = estimate.cycles
  print(estimate.instructions, cycles.least, cycles.middle, cycles.most)
} catch {
  complain(error.description)
}
