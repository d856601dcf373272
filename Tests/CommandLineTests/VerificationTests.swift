import Foundation
import Tessera
import Testing

/// `inspect --verify`: from the dumps to the image of a device.
@Suite("Verifying the chain")
struct VerificationTests {
  /// A folder with a student, its dump, its generated source, and images that hold it.
  private func chain() throws -> Tool {
    let tool = try GenerateTests.made()
    try #require(try tool.run("generate", "s.tessera", "--output", "fw").code == 0)
    let student = try tool.bytes("s.tessera")
    try tool.write([1, 2, 3] + Array("TSRA?".utf8) + student + [9], to: "raw.bin")
    try tool.write(Self.hexadecimal([UInt8](repeating: 0xFF, count: 16) + student), to: "image.hex")
    return tool
  }

  /// Intel HEX with records of 16 bytes.
  private static func hexadecimal(_ bytes: [UInt8]) -> String {
    func line(_ record: [UInt8]) -> String {
      let sum = record.reduce(0, &+)
      return ":" + (record + [0 &- sum]).map { String(format: "%02X", $0) }.joined() + "\r\n"
    }
    let records = stride(from: 0, to: bytes.count, by: 16).map { start in
      let data = Array(bytes[start..<min(start + 16, bytes.count)])
      return line([UInt8(data.count), UInt8(start >> 8), UInt8(start & 255), 0] + data)
    }
    return line([2, 0, 0, 4, 8, 0]) + records.joined() + line([0, 0, 0, 1])
  }

  @Test("holds from the dump through the generated source to the images, and a linked program")
  func holds() throws {
    let tool = try chain()
    defer { tool.remove() }
    let built = try tool.start(
      ["make", "-s", "-C", "fw", "test"], program: URL(fileURLWithPath: "/usr/bin/env")
    ).outcome()
    try #require(built.code == 0, "\(built.error)")
    let program = try #require(
      FileManager.default.enumerator(atPath: tool.path("fw"))?.compactMap { $0 as? String }
        .first { $0.hasSuffix("/selftest") })
    let outcome = try tool.run(
      "inspect", "s.tessera", "--verify", "dump", "fw", "raw.bin", "image.hex", "fw/" + program,
      "--json", "v.json")
    #expect(outcome.code == 0 && outcome.error.isEmpty, "\(outcome.error)")
    for text in [
      "train dump", "src/model.c holds the student", "at byte 8", "at address 0x08000010",
    ] {
      #expect(outcome.output.contains(text), "\(outcome.output)")
    }
    #expect(outcome.output.split(separator: "\n").filter { $0.contains("  verified") }.count == 5)
    let student = try StudentFile.read(tool.path("s.tessera")).student
    #expect(try tool.json("v.json")["sha256"].value as? String == student.sha256)
  }

  @Test("breaks at every link that is changed")
  func breaks() throws {
    let tool = try chain()
    defer { tool.remove() }
    try Dump(seed: 9).write(to: "other", in: tool)
    var raw = try tool.bytes("raw.bin")
    raw[60] ^= 1
    try tool.write(raw, to: "flipped.bin")
    try tool.write([0, 1, 2], to: "empty.bin")
    var text = String(decoding: try tool.bytes("image.hex"), as: UTF8.self)
    text.replace(":10", with: ":11", maxReplacements: 1)
    try tool.write(text, to: "damaged.hex")
    for (path, words) in [
      ("other", "no dump in the run record"), ("flipped.bin", "was changed or is damaged"),
      ("empty.bin", "no packed student"), ("damaged.hex", "Intel HEX"),
    ] {
      try refuses(path, words, in: tool)
    }
    let missing = try tool.run("inspect", "s.tessera", "--verify", "nowhere.elf")
    #expect(missing.code == 66 && missing.error.contains("nowhere.elf"), "\(missing.error)")
    try FileManager.default.removeItem(at: tool.folder.appendingPathComponent("s.json"))
    try refuses("dump", "no run record", in: tool)
  }

  @Test("finds every change of a generated folder")
  func folder() throws {
    let tool = try chain()
    defer { tool.remove() }
    let files = try #require(
      FileManager.default.enumerator(atPath: tool.path("fw"))?.compactMap { $0 as? String })
    for file in files.map({ "fw/" + $0 }) {
      guard let bytes = try? tool.bytes(file), !file.hasSuffix(".tessera-firmware") else {
        continue
      }
      try tool.write(bytes + Array("\n".utf8), to: file)
      try refuses("fw", String(file.dropFirst(3)), in: tool)
      try tool.write(bytes, to: file)
    }
    let code = String(decoding: try tool.bytes("fw/src/model.c"), as: UTF8.self)
    // The good bytes in a comment, and others in the array.
    let blob = try #require(code.split(separator: "SIZE] = {").last?.split(separator: "}").first)
    try tool.write(
      "/* x_blob[] = {\(blob)} */\n" + code.replacing("0x53, 0x52", with: "0x53, 0x53"),
      to: "fw/src/model.c")
    try refuses("fw", "src/model.c", in: tool)
    try tool.write(code, to: "fw/src/model.c")
    try tool.write("int evil;\n", to: "fw/src/evil.c")
    try refuses("fw", "src/evil.c is not of the folder", in: tool)
    try FileManager.default.removeItem(atPath: tool.path("fw/src/evil.c"))
    try FileManager.default.removeItem(atPath: tool.path("fw/test/selftest.c"))
    try refuses("fw", "test/selftest.c", in: tool)
  }

  @Test("makes a folder again whatever was asked of it, and says what only the folder tells")
  func requests() throws {
    let tool = try chain()
    defer { tool.remove() }
    let generate = ["generate", "s.tessera", "--output", "fw"]
    for (arguments, words) in [
      (["--inputs", "dump", "--vectors", "40"], "40 proof inputs are rows of a dump"),
      (["--seed", "7", "--vectors", "50"], nil), (["--name", "beats", "--force"], nil),
    ] {
      #expect(try tool.run(generate + arguments).code == 0)
      let outcome = try tool.run("inspect", "s.tessera", "--verify", "fw")
      #expect(outcome.code == 0 && outcome.output.contains("files are as generated"))
      #expect(words.map(outcome.error.contains) ?? outcome.error.isEmpty, "\(outcome.error)")
    }
    let names = ["--class-names", "a,\"b\",c??/"]
    #expect(try tool.run(generate + ["--name", "beats"] + names).code == 0)
    try refuses("fw", "only the class names of src/beats.c differ", in: tool)
    #expect(try tool.run(["inspect", "s.tessera", "--verify", "fw"] + names).code == 0)
    try FileManager.default.removeItem(atPath: tool.path("s.json"))
    let unknown = try tool.run("inspect", "s.tessera", "--verify", "fw")
    #expect(unknown.code == 0 && unknown.error.contains("class names are the folder's own"))
    try Dump(seed: 9).write(to: "other", in: tool)
    let made = try tool.run(
      "compress", "other", "--output", "t.tessera", "--k", "2", "--lambda", "10")
    try #require(made.code == 0)
    let stranger = try tool.run("inspect", "t.tessera", "--verify", "fw")
    #expect(stranger.code == 65 && stranger.output.contains("generated from another student"))
    // Another student beside it is reported, and is no fault.
    try tool.write(try tool.bytes("s.tessera") + tool.bytes("t.tessera"), to: "both.bin")
    let both = try tool.run("inspect", "s.tessera", "--verify", "both.bin", "--json", "v.json")
    #expect(both.code == 0 && both.error.contains("holds another student at byte"), "\(both.error)")
    let student = try StudentFile.read(tool.path("t.tessera")).student
    #expect(both.error.contains(student.sha256))
  }

  private func refuses(_ path: String, _ words: String, in tool: Tool) throws {
    let outcome = try tool.run("inspect", "s.tessera", "--verify", path)
    #expect(outcome.code == 65, "\(path): \(outcome.error)")
    #expect(outcome.output.contains("NOT VERIFIED"), "\(outcome.output)")
    #expect(outcome.output.contains(words), "\(outcome.output)")
    #expect(outcome.error.contains("\(path): not of this student"), "\(outcome.error)")
  }
}
