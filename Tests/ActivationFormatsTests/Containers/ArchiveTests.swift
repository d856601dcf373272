import ActivationFormats
import Foundation
import Rows
import Testing

@Suite("Archives")
struct ArchiveTests {
  @Test("a bomb is refused before it inflates")
  func bomb() {
    let file = Places.fixture("bomb.npz")
    let thrown = #expect(throws: ActivationFormatsError.self) {
      try ActivationDump.read(file, parallelism: .allCores)
    }
    guard case .suspiciousCompression(file, "labels", 20_000_128, let compressed, 200)? = thrown
    else {
      Issue.record("\(String(describing: thrown))")
      return
    }
    #expect(compressed < 30_000)
    #expect(thrown?.description.contains("200 to 1") == true)
  }

  @Test("limits decide what is a bomb")
  func limits() throws {
    var options = DumpOptions()
    options.limits.maximumCompressionRatio = 1100
    let file = Places.fixture("bomb.npz")
    expectFailure(
      .rowMismatch(
        file: file, array: "labels", rows: 20_000_000, expected: 2, reference: "inputs")
    ) { try ActivationDump.read(file, options: options, parallelism: .allCores) }
    options.limits.maximumInflatedBytes = 1_000_000
    expectFailure(
      .arrayTooLarge(file: file, array: "", bytes: 20_000_416, limit: 1_000_000),
      says: file, "1000000 bytes", "read in place"
    ) { try ActivationDump.read(file, options: options, parallelism: .allCores) }
    options.limits.maximumArrayBytes = 1_000_000
    expectFailure(
      .arrayTooLarge(file: file, array: "labels", bytes: 20_000_128, limit: 1_000_000),
      says: "'labels'"
    ) { try ActivationDump.read(file, options: options, parallelism: .allCores) }
    options.limits.maximumEntries = 2
    expectFailure(.tooManyEntries(file: file, count: 3, limit: 2), says: file, "3 entries") {
      try ActivationDump.read(file, options: options, parallelism: .allCores)
    }
  }

  @Test("an array may lie in an entry of any name, and other entries are no arrays")
  func plainNames() throws {
    let scratch = try Scratch()
    func array(_ shape: [Int]) -> [UInt8] {
      let count = shape.reduce(1, *)
      return NPY.file(
        type: "<f4", shape: shape,
        bytes: (0..<count).flatMap { NPY.bytes(Float($0 % 3).bitPattern) })
    }
    let path = try scratch.write(
      "x.npz",
      ForgedArchive(entries: [
        .init("inputs", stored: array([3, 4])), .init("logits", deflated: array([3, 2])),
        .init("notes.txt", stored: Array("text".utf8)), .init("logits.bin", stored: [0x93]),
      ]).bytes)
    let dump = try ActivationDump.read(path, parallelism: .serial)
    #expect(dump.featureCount == 4 && dump.outputCount == 2)
    let twice = try scratch.write(
      "y.npz",
      ForgedArchive(entries: [
        .init("inputs", stored: array([3, 4])), .init("inputs.npy", stored: array([3, 4])),
      ]).bytes)
    expectFailure(.duplicateArray(file: twice, array: "inputs")) {
      try ActivationDump.read(twice, parallelism: .serial)
    }
  }

  @Test("an entry that inflates to more than it announces is refused")
  func liar() {
    let file = Places.fixture("liar.npz")
    let thrown = #expect(throws: ActivationFormatsError.self) {
      try ActivationDump.read(file, parallelism: .allCores)
    }
    guard case .damagedArchive(file, "inputs", _)? = thrown else {
      Issue.record("\(String(describing: thrown))")
      return
    }
    #expect(thrown?.description.contains("Write or copy the file again") == true)
  }

  @Test("two entries of one name are refused")
  func twice() {
    let file = Places.fixture("twice.npz")
    expectFailure(.duplicateArray(file: file, array: "inputs"), says: file, "'inputs'") {
      try ActivationDump.read(file, parallelism: .allCores)
    }
  }

  @Test("bzip2 is read, as numpy.load reads it")
  func bzip2() throws {
    let file = Places.fixture("bzip2.npz")
    #expect(try ActivationDump.read(file, parallelism: .allCores).sampleCount > 0)
  }

  @Test("a damaged byte of an array is noticed")
  func checksum() throws {
    let scratch = try Scratch()
    var bytes = Array(try Data(contentsOf: URL(fileURLWithPath: Places.fixture("dump.npz"))))
    // The first entry is 'inputs', stored: its data begin at about byte 170.
    bytes[300] ^= 1
    let file = try scratch.write("dump.npz", bytes)
    let thrown = #expect(throws: ActivationFormatsError.self) {
      try ActivationDump.read(file, parallelism: .allCores)
    }
    guard case .damagedArchive(file, "inputs", _)? = thrown else {
      Issue.record("\(String(describing: thrown))")
      return
    }
  }

  @Test("something that is no archive is refused")
  func noArchive() throws {
    let scratch = try Scratch()
    let file = try scratch.write("dump.npz", text: "no archive")
    let thrown = #expect(throws: ActivationFormatsError.self) {
      try ActivationDump.read(file, parallelism: .allCores)
    }
    #expect(thrown?.description.hasPrefix("\(file): the archive is damaged") == true)
  }
}
