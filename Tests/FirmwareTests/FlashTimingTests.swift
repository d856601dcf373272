import Firmware
import Testing

@Suite("A flash without a cache")
struct FlashTimingTests {
  private static let line = Array(repeating: "nop", count: 8)

  private static func waits(_ bits: Int, states: Int = 3) throws -> [Double] {
    let program = Traced(line)
    let slow = try program.cycles(
      on: "cortex-m3", flash: FlashTiming(waitStates: states, lineBits: bits))
    return zip(slow, try program.cycles(on: "cortex-m3")).map { $0 - $1 }
  }

  @Test("without wait states costs nothing", arguments: FlashTiming.possibleLineBits)
  func none(bits: Int) throws { #expect(try Self.waits(bits, states: 0) == [0, 0, 0]) }

  @Test("waits for the line that was jumped to, and at most for each line behind it")
  func lines() throws {
    #expect(try Self.waits(32) == [3, 7.5, 12])
    #expect(try Self.waits(64) == [3, 4.5, 6])
    #expect(try Self.waits(128) == [3, 3, 3])
  }

  @Test("waits for a word that lies across two lines")
  func straddling() throws {
    let flash = FlashTiming(waitStates: 1, lineBits: 32)
    let crossing = Traced(["nop", "add.w r0, r1, r2", "nop"])
    let cycles = try crossing.cycles(on: "cortex-m3", flash: flash)
    let quick = try crossing.cycles(on: "cortex-m3")
    #expect(cycles[2] - quick[2] == 2)
  }

  @Test("waits for each constant, or for a line of them")
  func constants() throws {
    let trace = "calls 1 1 1\n100 1 1 1 4\n"
    let costs = try #require(DeviceCore(rawValue: "cortex-m3").flatMap { CycleCosts(of: $0) })
    let code = Disassembly(parsing: Traced(["nop"]).disassembly)
    func cycles(_ states: Int) throws -> CycleRange {
      try CycleEstimate(
        of: #require(ExecutionTrace(parsing: trace)), in: code, costs: costs,
        flash: FlashTiming(waitStates: states, lineBits: 64)
      ).cycles
    }
    let (slow, quick) = (try cycles(2), try cycles(0))
    #expect(slow.least - quick.least == 2 * (1 + 2))
    #expect(slow.most - quick.most == 2 * (1 + 4))
  }
}
