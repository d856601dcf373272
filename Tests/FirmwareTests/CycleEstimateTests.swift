import Firmware
import Testing

@Suite("The cycles of a trace")
struct CycleEstimateTests {
  private static let program = ["ldr r0, [r1, #0]", "adds r0, #1", "str r0, [r1, #0]", "bx lr"]

  @Test("are the mean of its calls")
  func mean() throws {
    #expect(
      try Traced(Self.program, times: 7).cycles(on: "cortex-m4")
        == Traced(Self.program).cycles(on: "cortex-m4"))
  }

  @Test("are never fewer than its instructions")
  func instructions() throws {
    let trace = try #require(ExecutionTrace(parsing: Traced(Self.program, times: 3).trace))
    #expect(trace.instructions == 12 && trace.calls == 3)
    for core in CycleCosts.cores {
      let cycles = try Traced(Self.program).cycles(on: core.rawValue)
      #expect(cycles == cycles.sorted() && (cycles.first ?? 0) >= 4)
    }
  }

  @Test("are refused where an executed instruction is not known", arguments: ["vadd.f32", "eret"])
  func unknown(name: String) {
    let program = Traced(["nop", "\(name) s0, s1, s2"])
    #expect(throws: CycleEstimate.Objection.unknownInstruction(name: name, address: 258)) {
      try program.cycles(on: "cortex-m4")
    }
  }

  @Test("are refused where the disassembly lacks what ran")
  func missing() throws {
    let costs = try #require(DeviceCore(rawValue: "cortex-m3").flatMap { CycleCosts(of: $0) })
    let trace = try #require(ExecutionTrace(parsing: Traced(Self.program).trace))
    #expect(throws: CycleEstimate.Objection.noInstruction(address: 256)) {
      try CycleEstimate(
        of: trace, in: Disassembly(parsing: ""), costs: costs, flash: FlashTiming())
    }
  }
}
