import ActivationFormats
import Foundation
import Rows
import Testing

/// Archives that were made to be read wrongly.
@Suite("Attacks by archives")
struct ArchiveAttackTests {
  let scratch: Scratch
  private let array = NPY.file(
    type: "<f4", shape: [2, 1], bytes: [Float(1), 2].flatMap { NPY.bytes($0.bitPattern) })

  init() throws {
    scratch = try Scratch()
  }

  private func read(_ entries: ForgedArchive.Entry...) throws -> NumericArray {
    let path = try scratch.write("dump.npz", ForgedArchive(entries: entries).bytes)
    return try ActivationDump.readInputs(path, parallelism: .allCores)
  }

  private func expectDamage(_ entries: ForgedArchive.Entry..., says words: String...) throws {
    let path = try scratch.write("dump.npz", ForgedArchive(entries: entries).bytes)
    let thrown = #expect(throws: ActivationFormatsError.self) {
      try ActivationDump.readInputs(path, parallelism: .allCores)
    }
    #expect(thrown?.description.hasPrefix(path) == true)
    for word in words { #expect(thrown?.description.contains(word) == true, "\(thrown as Any)") }
  }

  @Test("an archive that tells the truth is read, stored and deflated")
  func truth() throws {
    #expect(try read(.init("inputs.npy", stored: array)).matrix(as: Float.self).elements == [1, 2])
    let deflated = try read(.init("inputs.npy", deflated: array))
    #expect(try deflated.matrix(as: Float.self).elements == [1, 2])
  }

  @Test("one entry under two names is refused")
  func overlap() throws {
    var second = ForgedArchive.Entry("logits.npy", stored: array)
    second.offset = 0
    try expectDamage(.init("inputs.npy", stored: array), second, says: "damaged", "inconsistent")
  }

  @Test("entries that take more bytes together than the file has are refused")
  func more() throws {
    // Each entry begins in the one before: an overlap that a comparison of names does not see.
    let inner = ForgedArchive.Entry("inputs.npy", stored: array)
    let local = Array(ForgedArchive(entries: [inner]).bytes.prefix(30 + 10 + array.count))
    let outer = ForgedArchive.Entry("a.npy", stored: local)
    var twin = inner
    twin.offset = 30 + 5
    var archive = ForgedArchive(entries: [outer, inner])
    archive.entries[1] = twin
    // The bytes of the twin itself are cut out, so that only the overlapping ones are there.
    var bytes = archive.bytes
    let start = 30 + 5 + local.count
    bytes.removeSubrange(start..<start + local.count)
    let end = bytes.count - 6
    bytes.replaceSubrange(end..<end + 4, with: NPY.bytes(UInt32(start)))
    let path = try scratch.write("dump.npz", bytes)
    // Either way of the reader to find it will do; it may not be read.
    let thrown = #expect(throws: ActivationFormatsError.self) {
      try ActivationDump.readInputs(path, parallelism: .allCores)
    }
    #expect(thrown?.description.contains("damaged") == true, "\(thrown as Any)")
  }

  @Test("an entry whose own header has another name is refused")
  func otherName() throws {
    var entry = ForgedArchive.Entry("inputs.npy", stored: array)
    entry.localName = "labels.npy"
    try expectDamage(entry, says: "inconsistent")
  }

  @Test("an entry beyond the end of the file is refused", arguments: [200, 1 << 20, 0xFFFF_FFF0])
  func beyond(offset: Int) throws {
    var entry = ForgedArchive.Entry("inputs.npy", stored: array)
    entry.offset = offset
    try expectDamage(entry, says: "damaged")
  }

  @Test("a deflated stream that ends too early is refused", arguments: [0, 1, 4, 40])
  func cutStream(count: Int) throws {
    var entry = ForgedArchive.Entry("inputs.npy", deflated: array)
    entry.bytes = Array(entry.bytes.prefix(count))
    try expectDamage(entry)
  }

  @Test("a deflated stream that is none is refused")
  func noStream() throws {
    var entry = ForgedArchive.Entry("inputs.npy", deflated: array)
    entry.bytes = [UInt8](repeating: 0xFF, count: 60)
    try expectDamage(entry, says: "'inputs'", "damaged")
  }

  @Test("a size that is not that of the bytes is refused", arguments: [-1, 1, 1 << 16])
  func size(difference: Int) throws {
    for isDeflated in [false, true] {
      var entry =
        isDeflated
        ? ForgedArchive.Entry("inputs.npy", deflated: array)
        : ForgedArchive.Entry("inputs.npy", stored: array)
      entry.size += difference
      try expectDamage(entry)
    }
  }

  @Test(
    "names that lead elsewhere are names and no paths: nothing is written, and nothing found there",
    arguments: [
      "../inputs.npy", "../../../../etc/passwd.npy", "/inputs.npy", "a/../inputs.npy",
      "..\\inputs.npy", "C:inputs.npy",
    ])
  func paths(name: String) throws {
    let path = try scratch.write(
      "dump.npz", ForgedArchive(entries: [.init(name, stored: array)]).bytes)
    expectFailure(
      .missingArray(file: path, array: "inputs", available: [String(name.dropLast(4))])
    ) { try ActivationDump.read(path, parallelism: .allCores) }
    #expect(try FileManager.default.contentsOfDirectory(atPath: scratch.path) == ["dump.npz"])
  }

  @Test("of two archives in one file none is read, however they are joined")
  func joined() throws {
    let other = NPY.file(
      type: "<f4", shape: [2, 1], bytes: [Float(7), 9].flatMap { NPY.bytes($0.bitPattern) })
    let first = ForgedArchive(entries: [.init("inputs.npy", stored: array)])
    let second = ForgedArchive(entries: [.init("inputs.npy", stored: other)])
    // The second one's directory knows nothing of the first, all of it, or it is a comment of it.
    var behind = second
    behind.start = first.bytes
    var hidden = first
    hidden.comment = second.bytes
    var hiding = behind
    hiding.start = Array(first.bytes.dropLast(2)) + NPY.bytes(UInt16(second.bytes.count))
    for bytes in [first.bytes + second.bytes, hidden.bytes, hiding.bytes] {
      let path = try scratch.write("dump.npz", bytes)
      let thrown = #expect(throws: ActivationFormatsError.self) {
        try ActivationDump.readInputs(path, parallelism: .allCores)
      }
      #expect(thrown?.description.contains("damaged") == true, "\(thrown as Any)")
    }
    // The array that NumPy reads, or nothing.
    let path = try scratch.write("dump.npz", behind.bytes)
    if let inputs = try? ActivationDump.readInputs(path, parallelism: .allCores) {
      #expect(try inputs.matrix(as: Float.self).elements == [7, 9])
    }
  }

  @Test("a comment, bytes behind the end and bytes before the start are no part of the archive")
  func surroundings() throws {
    let archive = ForgedArchive(entries: [.init("inputs.npy", stored: array)])
    var commented = archive
    commented.comment = Array("by hand".utf8)
    let zeros = [UInt8](repeating: 0, count: 100)
    for bytes in [
      commented.bytes, archive.bytes + zeros, zeros + archive.bytes, zeros + commented.bytes + [7],
    ] {
      let path = try scratch.write("dump.npz", bytes)
      let inputs = try ActivationDump.readInputs(path, parallelism: .allCores)
      #expect(try inputs.matrix(as: Float.self).elements == [1, 2])
    }
  }

  @Test(
    "a folder that holds all arrays, and './', are no part of their names",
    arguments: ["./inputs.npy", "dump/inputs.npy", "a/b/inputs.npy"])
  func folders(name: String) throws {
    let path = try scratch.write(
      "dump.npz", ForgedArchive(entries: [.init(name, stored: array)]).bytes)
    #expect(try ActivationDump.readInputs(path, parallelism: .allCores).name == "inputs")
  }

  @Test("two names that are written alike are one")
  func equivalentNames() throws {
    let path = try scratch.write(
      "dump.npz",
      ForgedArchive(entries: [
        .init("\u{E9}.npy", stored: array), .init("e\u{301}.npy", stored: array),
      ]).bytes)
    expectFailure(.duplicateArray(file: path, array: "é")) {
      try ActivationDump.read(path, parallelism: .allCores)
    }
  }
}
