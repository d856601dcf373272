import Foundation
import Tessera
import Testing

/// Modelled cycles of the verb `profile`.
@Suite("Modelled cycles")
struct CycleTests {
  private static let hasTools = GenerateTests.hasEmulator

  @Test(
    "stand beside a measurement, with their interval and what they are not",
    .enabled(if: hasTools, "skipped: no qemu-system-arm"))
  func cycles() throws {
    let tool = try GenerateTests.made()
    defer { tool.remove() }
    let outcome = try tool.run(
      "profile", "s.tessera", "--part", "samd51", "--wait-states", "2", "--flash-width", "128",
      "--json", "p.json")
    #expect(outcome.code == 0, "\(outcome.error)")
    let rows = outcome.output.split(separator: "\n").filter { $0.contains("\u{B1}15 %") }
    #expect(rows.count == 3, "\(outcome.output)")
    #expect(rows.allSatisfy { $0.hasSuffix("modelled, not measured") })
    #expect(outcome.output.contains("the error bar is a judgement"))
    let core = JSON(try #require(tool.json("p.json")["cores"].list?.first))
    #expect(
      core["core"].text == "cortex-m4" && core["cycles.note"].text == "modelled, not measured")
    let range = ["least", "middle", "most"].compactMap { core["cycles.cycles.\($0)"].number }
    #expect(range.count == 3 && range == range.sorted())
    #expect((range.first ?? 0) > (core["cycles.instructions"].number ?? 0))
    #expect(core["cycles.error_bar"].number == 0.15)
    #expect(core["cycles.flash.wait_states"].number == 2)
    #expect(core["cycles.part.note"].text == "modelled, not measured")
    let time = try #require(core["cycles.part.microseconds.middle"].number)
    #expect(abs(time - range[1] / 120) < 1e-6)
    let energy = try #require(core["cycles.part.nanojoules.middle"].number)
    #expect(abs(energy - time * 7.8 * 3.3) < 1e-6)
  }

  @Test("are in no record where they were not asked for")
  func absent() throws {
    let tool = try GenerateTests.made()
    defer { tool.remove() }
    #expect(try tool.run("profile", "s.tessera", "--estimate", "--json", "p.json").code == 0)
    let core = JSON(try #require(tool.json("p.json")["cores"].list?.first))
    #expect(!core["cycles"].exists)
  }

  @Test(
    "are refused of a core without a table", arguments: ["riscv32", "cortex-m7", "atmega328p"])
  func noTable(core: String) throws {
    let tool = try GenerateTests.made()
    defer { tool.remove() }
    let outcome = try tool.run("profile", "s.tessera", "--cycles", "--core", core)
    #expect(outcome.code == 65)
    #expect(outcome.error.contains("\(core): no cycles are modelled (there is no table"))
    #expect(outcome.error.contains("cortex-m0plus, cortex-m3, cortex-m4 have a table"))
  }

  @Test("are refused where there is no emulator")
  func noEmulator() throws {
    let tool = try GenerateTests.made()
    defer { tool.remove() }
    let outcome = try tool.start(
      ["PATH=\(tool.folder.path)", Tool.executable.path, "profile", "s.tessera", "--cycles"],
      program: URL(fileURLWithPath: "/usr/bin/env")
    ).outcome()
    #expect(outcome.code == 65, "\(outcome.error)")
    #expect(outcome.error.contains("no make"), "\(outcome.error)")
  }

  @Test(
    "are refused where the emulator takes no plugin",
    .enabled(if: hasTools, "skipped: no qemu-system-arm"))
  func noPlugin() throws {
    let tool = try GenerateTests.made()
    defer { tool.remove() }
    let path = ProcessInfo.processInfo.environment["PATH"] ?? ""
    try tool.write(
      """
      #!/bin/sh
      case " $* " in *" -plugin "*) echo 'plugins are not built in' >&2; exit 1 ;; esac
      PATH='\(path)' exec qemu-system-arm "$@"
      """, to: "qemu-system-arm")
    try FileManager.default.setAttributes(
      [.posixPermissions: 0o755], ofItemAtPath: tool.path("qemu-system-arm"))
    let outcome = try tool.start(
      [
        "PATH=\(tool.folder.path):\(path)", Tool.executable.path, "profile", "s.tessera",
        "--cycles",
        "--core", "cortex-m3",
      ], program: URL(fileURLWithPath: "/usr/bin/env")
    ).outcome()
    #expect(outcome.code == 65, "\(outcome.error)")
    #expect(outcome.error.contains("did not run with a plugin: plugins are not built in"))
  }

  @Test(
    "are refused of an unknown part, and of options that contradict each other",
    arguments: [
      (
        "--part=SAMD5",
        "the parts are CC2340R5, SAMD51, STM32L100RB, STM32L412. Did you mean SAMD51?"
      ),
      ("--part=Z80", "the parts are CC2340R5, SAMD51, STM32L100RB, STM32L412."),
      ("--part=SAMD51 --core=cortex-m3", "SAMD51 has a cortex-m4. Leave --core out."),
      ("--cycles --estimate", "--cycles and --part need a measurement."),
      ("--wait-states=2", "Add --cycles."), ("--multiplier=32", "Add --cycles."),
      ("--cycles --wait-states=16", "invalid"), ("--cycles --flash-width=48", "invalid"),
      ("--cycles --multiplier=2", "invalid"),
    ])
  func usage(options: String, words: String) throws {
    let tool = try Tool()
    defer { tool.remove() }
    let outcome = try tool.run(
      ["profile", "s.tessera"] + options.split(separator: " ").map(String.init))
    #expect(outcome.code == 64, "\(outcome.error)")
    #expect(outcome.error.contains(words), "\(outcome.error)")
  }
}
