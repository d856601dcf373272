import Firmware
import Testing

@Suite("The costs of instructions")
struct CycleCostsTests {
  @Test("are those of three cores")
  func cores() {
    #expect(CycleCosts.cores.map(\.rawValue) == ["cortex-m0plus", "cortex-m3", "cortex-m4"])
    for core in CycleCosts.cores {
      #expect(CycleCosts(of: core)?.source.hasPrefix("Arm DDI") == true)
    }
  }

  /// A class of the manuals, with its cycles where the next instruction is behind it; nil where a core does not
  /// have it.
  private static let classes: [(code: String, m0plus: Double?, m3: [Double], m4: [Double])] = [
    ("adds r0, r1, r2", 1, [1, 1, 1], [1, 1, 1]),
    ("muls r0, r1", 1, [1, 1, 1], [1, 1, 1]),
    ("ldr r0, [r1, #4]", 2, [2, 2, 2], [2, 2, 2]),
    ("str r0, [r1, #4]", 2, [1, 1, 2], [1, 1, 2]),
    ("ldr.w r0, [pc, #8]", nil, [2, 2, 3], [2, 2, 3]),
    ("stmia r0!, {r1, r2, r3}", 4, [4, 4, 4], [4, 4, 4]),
    ("push {r4-r7, lr}", 6, [6, 6, 6], [6, 6, 6]),
    ("mla.w r0, r1, r2, r3", nil, [2, 2, 2], [1, 1, 1]),
    ("smull.w r0, r1, r2, r3", nil, [3, 4, 5], [1, 1, 1]),
    ("umlal.w r0, r1, r2, r3", nil, [4, 5.5, 7], [1, 1, 1]),
    ("udiv.w r0, r1, r2", nil, [2, 7, 12], [2, 7, 12]),
    ("ldrd.w r0, r1, [r2]", nil, [3, 3, 3], [3, 3, 3]),
    ("beq.n 200 <traced+0x100>", 1, [1, 1, 1], [1, 1, 1]),
  ]

  @Test("of a class are those of the manual", arguments: classes.map(\.code))
  func oneClass(code: String) throws {
    let line = try #require(Self.classes.first { $0.code == code })
    let program = Traced(["nop", code, "nop"])
    func cost(_ core: String) throws -> [Double] {
      let rest = try Traced(["nop", "nop"]).cycles(on: core)
      return zip(try program.cycles(on: core), rest).map { $0 - $1 }
    }
    if let cycles = line.m0plus {
      #expect(try cost("cortex-m0plus") == [cycles, cycles, cycles])
    }
    #expect(try cost("cortex-m3") == line.m3)
    #expect(try cost("cortex-m4") == line.m4)
  }

  @Test("of a jump are those of the manual")
  func jumps() throws {
    func last(_ code: String, _ core: String) throws -> [Double] {
      try Traced([code]).cycles(on: core)
    }
    #expect(try last("b.n 100 <traced>", "cortex-m0plus") == [2, 2, 2])
    #expect(try last("bl 100 <traced>", "cortex-m0plus") == [3, 3, 3])
    #expect(try last("bx lr", "cortex-m0plus") == [2, 2, 2])
    #expect(try last("pop {r4, pc}", "cortex-m0plus") == [5, 5, 5])
    #expect(try last("b.n 100 <traced>", "cortex-m4") == [2, 3, 4])
    #expect(try last("pop {r4, pc}", "cortex-m3") == [4, 5, 6])
    #expect(try last("tbb [pc, r0]", "cortex-m3") == [3, 4, 5])
  }

  @Test("of a multiplication may be 32 cycles on an M0+, and nowhere else")
  func slowMultiplier() throws {
    let program = Traced(["muls r0, r1", "nop"])
    #expect(try program.cycles(on: "cortex-m0plus", multiplier: 32)[1] == 34)
    #expect(try program.cycles(on: "cortex-m0plus", multiplier: 1)[1] == 3)
    #expect(try program.cycles(on: "cortex-m3", multiplier: 32)[1] == 4)
  }

  @Test(
    "of a load behind a load are one cycle, but where it waits for its address or writes it back")
  func pipelined() throws {
    let apart = ["ldr r0, [r1, #0]", "ldr r2, [r3, #0]", "nop"]
    let bound = ["ldr r0, [r1, #0]", "ldr r2, [r0, #0]", "nop"]
    let updating = ["ldr r0, [r1, #0]", "ldr.w r2, [r3], #4", "nop"]
    let compared = ["cmp r0, #4", "ldr r2, [r0, #0]", "nop"]
    let computed = ["adds r0, #4", "ldr r2, [r0, #0]", "nop"]
    #expect(try Traced(apart).cycles(on: "cortex-m4") == [5, 6, 8])
    #expect(try Traced(bound).cycles(on: "cortex-m4") == [5, 7, 8])
    #expect(try Traced(updating).cycles(on: "cortex-m4") == [5, 7, 8])
    #expect(try Traced(compared).cycles(on: "cortex-m4") == [5, 6, 7])
    #expect(try Traced(computed).cycles(on: "cortex-m4") == [5, 7, 8])
    #expect(try Traced(apart).cycles(on: "cortex-m0plus") == [6, 6, 6])
  }

  @Test("of what an IT instruction may skip begin at one cycle")
  func conditional() throws {
    let program = Traced(["it eq", "ldreq r0, [r1, #0]", "nop"])
    #expect(try program.cycles(on: "cortex-m3") == [4, 5.5, 7])
  }
}
