import Firmware
import Testing

@Suite("The table of parts")
struct DevicePartTests {
  @Test("has a core with a table of cycles, a clock, a current, a supply and their source")
  func lines() {
    #expect(DevicePart.allCases.count == 4)
    for part in DevicePart.allCases {
      #expect(CycleCosts.cores.contains(part.core))
      #expect((1e6...1e9).contains(part.hertz) && (1e-4...0.1).contains(part.amperes))
      #expect((1.6...5.5).contains(part.volts) && part.source.count > 20)
      #expect(DevicePart(rawValue: part.rawValue.lowercased()) == part)
      #expect(part.hasCache == (part.flash == FlashTiming()))
    }
    #expect(DevicePart(rawValue: "RP2040") == nil)
  }

  @Test("gives time and energy in proportion to cycles")
  func energy() throws {
    let part = try #require(DevicePart(rawValue: "SAMD51"))
    let program = Traced(["nop", "bx lr"])
    let costs = try #require(CycleCosts(of: part.core))
    let cycles = try CycleEstimate(
      of: #require(ExecutionTrace(parsing: program.trace)),
      in: Disassembly(parsing: program.disassembly), costs: costs, flash: part.flash
    ).cycles
    #expect(abs(part.microseconds(cycles).middle * 120 - cycles.middle) < 1e-9)
    let power = 1e3 * part.amperes * part.volts
    #expect(abs(part.nanojoules(cycles).most - power * part.microseconds(cycles).most) < 1e-9)
  }
}
