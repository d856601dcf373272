import Firmware
import Testing

@Suite("A disassembly")
struct DisassemblyTests {
  @Test("has functions by their names, and passes over constants")
  func symbols() {
    let code = Disassembly(
      parsing: """

        image.elf:     file format elf32-littlearm

        Disassembly of section .text:

        00000100 <traced>:
         100:\t4770      \tbx\tlr
         102:\t0000      \tmovs\tr0, r0
         104:\t20000000 \t.word\t0x20000000

        00000108 <other>:
         108:\te92d 5ff0 \tstmdb\tsp!, {r4, r5, r6, r7, r8, r9, sl, fp, ip, lr}
        """)
    #expect(code.symbols == ["traced": 256, "other": 264])
  }
}
