import Foundation
import Tessera
import Testing

/// The verb `generate`.
@Suite("Generating firmware")
struct GenerateTests {
  /// A folder with `dump` and a student of it.
  static func made() throws -> Tool {
    let tool = try Tool()
    try Dump().write(to: "dump", in: tool)
    let outcome = try tool.run(
      "compress", "dump", "--output", "s.tessera", "--k", "2", "--lambda", "10")
    try #require(outcome.code == 0, "\(outcome.error)")
    return tool
  }

  /// Whether students can be measured here.
  static var hasEmulator: Bool {
    let folders = ProcessInfo.processInfo.environment["PATH"] ?? ""
    return ["make", "arm-none-eabi-gcc", "qemu-system-arm"].allSatisfy { tool in
      folders.split(separator: ":").contains {
        FileManager.default.isExecutableFile(atPath: "\($0)/\(tool)")
      }
    }
  }

  @Test("writes a folder that proves itself on this computer")
  func proves() throws {
    let tool = try Self.made()
    defer { tool.remove() }
    let outcome = try tool.run(
      "generate", "s.tessera", "--output", "fw", "--inputs", "dump", "--name", "blobs",
      "--class-names", "a,\"b\",c??/")
    #expect(outcome.code == 0, "\(outcome.error)")
    #expect(outcome.output.contains("32 rows of a dump"))
    let made = try tool.start(
      ["make", "-s", "-C", "fw", "test", "CFLAGS=-O1 -Werror"],
      program: URL(fileURLWithPath: "/usr/bin/env")
    ).outcome()
    #expect(made.code == 0, "\(made.error)")
    #expect(made.output == "PASS blobs: 32 vectors, every logit, label and region equal\n")
    let header = String(decoding: try tool.bytes("fw/src/blobs.h"), as: UTF8.self)
    let student = try StudentFile.read(tool.path("s.tessera")).student
    #expect(header.contains(student.sha256))
  }

  @Test("writes its own folder again, and another's only when it is forced")
  func ownership() throws {
    let tool = try Self.made()
    defer { tool.remove() }
    #expect(try tool.run("generate", "s.tessera", "--output", "fw").code == 0)
    let first = try tool.bytes("fw/test/vectors.c")
    #expect(try tool.run("generate", "s.tessera", "--output", "fw", "--seed", "1").code == 0)
    #expect(try tool.bytes("fw/test/vectors.c") != first)
    let other = try tool.run("generate", "s.tessera", "--output", "fw", "--name", "other")
    #expect(other.code == 73 && other.error.contains("--force"), "\(other.error)")
    try tool.write("kept", to: "mine/notes.txt")
    let refused = try tool.run("generate", "s.tessera", "--output", "mine")
    #expect(refused.code == 73 && refused.output.isEmpty)
    #expect(try FileManager.default.contentsOfDirectory(atPath: tool.path("mine")) == ["notes.txt"])
    #expect(try tool.run("generate", "s.tessera", "--output", "mine", "--force").code == 0)
    #expect(try tool.bytes("mine/notes.txt") == Array("kept".utf8))
    #expect(try tool.bytes("mine/src/model.c").isEmpty == false)
  }

  @Test("suggests a name that works in place of one that does not")
  func suggestedNames() throws {
    let tool = try Self.made()
    defer { tool.remove() }
    for name in ["aux", "com1", "servo", "int", "stdint", "all", "flags", "tessera", "My-Model"] {
      let refused = try tool.run("generate", "s.tessera", "--output", "fw", "--name", name)
      #expect(refused.code == 64, "\(name)")
      let words = refused.error.split(whereSeparator: \.isWhitespace).map(String.init)
      let remedy = try #require(words.firstIndex(of: "--name"), "\(refused.error)")
      let outcome = try tool.run(
        "generate", "s.tessera", "--output", name, "--name", words[remedy + 1])
      #expect(outcome.code == 0, "\(name): \(outcome.error)")
    }
  }

  @Test("takes the student of another name away when it is forced")
  func renaming() throws {
    let tool = try Self.made()
    defer { tool.remove() }
    #expect(try tool.run("generate", "s.tessera", "--output", "fw", "--name", "old").code == 0)
    try tool.write("kept", to: "fw/src/mine.c")
    let forced = ["generate", "s.tessera", "--output", "fw", "--name", "fresh", "--force"]
    #expect(try tool.run(forced).code == 0)
    let sources = try FileManager.default.contentsOfDirectory(atPath: tool.path("fw/src")).sorted()
    #expect(sources == ["fresh.c", "fresh.h", "mine.c", "tessera.c", "tessera.h"])
    #expect(try tool.run(forced.dropLast()).code == 0)
  }

  @Test("leaves nothing of a folder whose writing failed, and writes it again")
  func again() throws {
    let tool = try Self.made()
    defer { tool.remove() }
    let script = Tool.limitingFiles(to: 8) + "; exec \"$0\" generate s.tessera --output fw"
    let failed = try tool.start(
      ["-c", script, Tool.executable.path], program: URL(fileURLWithPath: "/bin/sh")
    ).outcome()
    #expect(failed.code == 74, "\(failed.error)")
    #expect(!FileManager.default.fileExists(atPath: tool.path("fw")))
    try tool.write("kept", to: "fw/notes.txt")
    let again = try tool.start(
      ["-c", script + " --force", Tool.executable.path], program: URL(fileURLWithPath: "/bin/sh")
    ).outcome()
    #expect(again.code == 74)
    #expect(try FileManager.default.contentsOfDirectory(atPath: tool.path("fw")) == ["notes.txt"])
    try FileManager.default.removeItem(atPath: tool.path("fw"))
    let outcome = try tool.run("generate", "s.tessera", "--output", "fw")
    #expect(outcome.code == 0, "\(outcome.error)")
  }

  @Test("gives as many vectors as are asked for")
  func vectors() throws {
    let tool = try Self.made()
    defer { tool.remove() }
    let ten = NPYWriter.bytes(of: [Float](repeating: 0.5, count: 60), shape: [10, 6])
    try tool.write(ten, to: "ten.npy")
    for (inputs, words) in [
      ([], "64 random inputs"), (["--inputs", "ten.npy"], "10 rows of a dump and 54 random"),
      (["--inputs", "dump"], "64 rows of a dump"),
    ] {
      let outcome = try tool.run(
        ["generate", "s.tessera", "--output", "fw", "--vectors", "64"] + inputs)
      #expect(outcome.output.contains(words), "\(outcome.output)")
    }
  }

  @Test(
    "refuses what it cannot do, and leaves nothing behind",
    arguments: [
      ("s.tessera --output fw --name int", 64, "a word of C"),
      ("s.tessera --output fw --name stdint", 64, "the C library"),
      ("s.tessera --output fw --vectors 31", 64, "32 to 4096"),
      ("s.tessera", 64, "--output"),
      ("s.tessera --output fw --class-names a,b", 65, "2 class names"),
      ("s.tessera --output fw --inputs narrow.npy", 65, "2 features"),
      ("narrow.npy --output fw", 65, "not a valid packed student"),
      ("nowhere.tessera --output fw", 66, "no such file"),
      ("s.tessera --output fw --inputs nowhere.npz", 66, "nowhere.npz"),
      ("s.tessera --output narrow.npy", 73, "a file and not a folder"),
      ("s.tessera --output narrow.npy/fw", 73, "cannot be created"),
    ])
  func refuses(options: String, code: Int32, words: String) throws {
    let tool = try Self.made()
    defer { tool.remove() }
    let rows = NPYWriter.bytes(of: [Float](repeating: 0, count: 4), shape: [2, 2])
    try tool.write(rows, to: "narrow.npy")
    let known = try tool.files()
    let outcome = try tool.run(
      ["generate"] + options.split(separator: " ").map(String.init))
    #expect(outcome.code == code, "\(outcome.error)")
    #expect(outcome.error.contains(words), "\(outcome.error)")
    #expect(try tool.files() == known)
  }
}

/// The verb `profile`.
@Suite("Profiling")
struct ProfileTests {
  @Test("estimates where it may not measure, and says so")
  func estimates() throws {
    let tool = try GenerateTests.made()
    defer { tool.remove() }
    let outcome = try tool.run(
      "profile", "s.tessera", "--estimate", "--clock", "64MHz", "--json", "p.json")
    #expect(outcome.code == 0, "\(outcome.error)")
    #expect(outcome.output.contains("instructions, not cycles"))
    #expect(outcome.output.contains("estimated"))
    let document = try tool.json("p.json")
    let cores = try #require(document["cores"].list)
    #expect(cores.map { JSON($0)["core"].text } == DeviceCore.estimated.map(\.rawValue))
    for core in cores {
      #expect(JSON(core)["method"].text == "estimated" && JSON(core)["reason"].exists)
      #expect(JSON(core)["clock.note"].text == "instructions, not cycles")
    }
    let gaps = try #require(document["gaps"].list)
    #expect(gaps.map { JSON($0)["core"].text }.contains("riscv32"))
    #expect(document["student.bytes"].number == Double(try tool.bytes("s.tessera").count))
  }

  @Test(
    "measures one core where the tools are",
    .enabled(if: GenerateTests.hasEmulator, "skipped: no qemu-system-arm"))
  func measures() throws {
    let tool = try GenerateTests.made()
    defer { tool.remove() }
    let outcome = try tool.run("profile", "s.tessera", "--core", "cortex-m4", "--json", "p.json")
    #expect(outcome.code == 0, "\(outcome.error)")
    #expect(outcome.output.contains("measured on mps2-an386"), "\(outcome.output)")
    #expect(!outcome.output.contains("ms"))
    let core = JSON(try #require(tool.json("p.json")["cores"].list?.first))
    #expect(core["method"].text == "measured")
    #expect(core["toolchain.machine"].text == "mps2-an386")
    #expect(core["memory.model"].number == 60)
    let floats = JSON(core["quantization"].list?.first)
    #expect(floats["input"].text == "f32" && (floats["instructions"].number ?? 0) > 10)
    #expect(core["runtime.data"].number == 0 && core["runtime.bss"].number == 0)
    #expect((core["instructions"].number ?? 0) > 100)
  }

  @Test(
    "tells what a broken compiler said",
    .enabled(if: GenerateTests.hasEmulator, "skipped: no qemu-system-arm"))
  func broken() throws {
    let tool = try GenerateTests.made()
    defer { tool.remove() }
    try tool.write("#!/bin/sh\necho 'no licence today' >&2\nexit 3\n", to: "arm-none-eabi-gcc")
    try FileManager.default.setAttributes(
      [.posixPermissions: 0o755], ofItemAtPath: tool.path("arm-none-eabi-gcc"))
    let path = ProcessInfo.processInfo.environment["PATH"] ?? ""
    let outcome = try tool.start(
      [
        "PATH=\(tool.folder.path):\(path)", Tool.executable.path, "profile", "s.tessera", "--core",
        "cortex-m4",
      ], program: URL(fileURLWithPath: "/usr/bin/env")
    ).outcome()
    #expect(outcome.code == 0, "\(outcome.error)")
    #expect(outcome.output.contains("estimated (the program did not build"), "\(outcome.output)")
    #expect(outcome.output.contains("no licence today") && !outcome.output.contains("make:"))
  }

  @Test(
    "has nothing to say of a core that is neither measured nor estimated",
    arguments: [["riscv32", "--estimate"], ["atmega328p"]])
  func noFigures(options: [String]) throws {
    let tool = try GenerateTests.made()
    defer { tool.remove() }
    let outcome = try tool.run(["profile", "s.tessera", "--core"] + options)
    #expect(outcome.code == 65, "\(outcome.error)")
    #expect(outcome.error.contains("\(options[0]): nothing was measured ("))
  }

  @Test(
    "refuses other cores and clocks",
    arguments: ["--core=cortex-m9", "--clock=64", "--clock=0Hz"])
  func usage(option: String) throws {
    let tool = try Tool()
    defer { tool.remove() }
    #expect(try tool.run("profile", "s.tessera", option).code == 64)
  }
}
