import ActivationFormats
import Foundation
import Rows
import Testing

@Suite("Arrays in files")
struct StorageTests {
  let scratch: Scratch

  init() throws {
    scratch = try Scratch()
  }

  /// Every element is its own number, so that no two places look alike.
  private func values(_ count: Int) -> [Float] { (0..<count).map { Float($0) } }

  private func writeInputs(rows: Int, columns: Int) throws -> String {
    try scratch.write("inputs", shape: [rows, columns], floats: values(rows * columns))
  }

  @Test("a file that is cut while it is read is an error, and no crash")
  func shrinks() throws {
    let path = try writeInputs(rows: 50_000, columns: 8)
    let inputs = try ActivationDump.readInputs(path, parallelism: .allCores)
    var block = [Float](repeating: 0, count: 8)
    try inputs.read(49_999..<50_000, into: &block)
    #expect(block[7] == 399_999)
    let count = try Data(contentsOf: URL(fileURLWithPath: path)).count
    let file = try #require(FileHandle(forWritingAtPath: path))
    try file.truncate(atOffset: 1_000)
    let thrown = #expect(throws: RowReadError.self) {
      try inputs.read(49_999..<50_000, into: &block)
    }
    #expect(thrown?.file == path)
    #expect(thrown?.reason == "it has 1000 bytes and had \(count) when it was opened")
    #expect(throws: RowReadError.self) { try inputs.read(0..<1, into: &block) }
    #expect(throws: RowReadError.self) { try inputs.gathering(rows: [1, 3], as: Double.self) }
    expectFailure(.unreadableRows(try #require(thrown)), says: path, "run again") {
      try ArraySummary(inputs, parallelism: .allCores)
    }
  }

  @Test("a file that is written to while it is read is an error")
  func changes() throws {
    let path = try writeInputs(rows: 10, columns: 2)
    try FileManager.default.setAttributes(
      [.modificationDate: Date(timeIntervalSince1970: 1_000_000_000)], ofItemAtPath: path)
    let inputs = try ActivationDump.readInputs(path, parallelism: .allCores)
    let file = try #require(FileHandle(forWritingAtPath: path))
    try file.seek(toOffset: 100)
    try file.write(contentsOf: Data([1]))
    let thrown = #expect(throws: RowReadError.self) { try inputs.matrix(as: Float.self) }
    #expect(thrown?.reason == "it was written to after it was opened")
  }

  @Test("a removed file is read to its end")
  func removed() throws {
    let inputs = try ActivationDump.readInputs(
      try writeInputs(rows: 4, columns: 2), parallelism: .allCores)
    try scratch.remove("inputs.npy")
    #expect(try inputs.matrix(as: Float.self).elements == values(8))
  }

  @Test("more shards than open files are read, and one that was replaced is an error")
  func manyShards() throws {
    let count = 1_200
    func name(_ number: Int) -> String { "inputs-\(number)-of-\(count)" }
    for number in 0..<count {
      try scratch.write(name(number), shape: [2, 1], floats: [Float(number), Float(number) + 0.5])
    }
    let inputs = try ActivationDump.readInputs(scratch.path, parallelism: .allCores)
    let rows = Array(stride(from: 0, to: 2 * count, by: 3))
    #expect(
      try inputs.gathering(rows: rows, as: Double.self).elements == rows.map { Double($0) / 2 })
    #expect(
      try inputs.matrix(as: Float.self).elements == (0..<2 * count).map { Float($0) / 2 })
    // Of these shards alone: other tests run in the same process.
    let open = try FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd").count {
      let file = try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/fd/\($0)")
      return file?.hasPrefix(scratch.path) ?? false
    }
    #expect(open < 1_000)
    let other = try scratch.write("other", shape: [2, 1], floats: [7, 7])
    #expect(rename(other, scratch.path(name(0) + ".npy")) == 0)
    let thrown = #expect(throws: RowReadError.self) { try inputs.block(0..<1, as: Float.self) }
    #expect(thrown?.reason == "another file has taken its place")
  }

  @Test(
    "rows near each other and far apart are the rows of the whole, in both orders",
    arguments: [false, true], [1, 3, 700])
  func gaps(isFortranOrder: Bool, columns: Int) throws {
    let rows = 200_000 / columns
    let elements = values(rows * columns)
    let stored =
      isFortranOrder
      ? (0..<rows * columns).map { elements[$0 % rows * columns + $0 / rows] } : elements
    let header =
      "{'descr': '<f4', 'fortran_order': \(isFortranOrder ? "True" : "False"), "
      + "'shape': (\(rows), \(columns)), }"
    let path = try scratch.write(
      "x.npy", NPY.file(header: header, bytes: stored.flatMap { NPY.bytes($0.bitPattern) }))
    let array = try ActivationDump.readInputs(path, parallelism: .allCores)
    let whole = Matrix(rowCount: rows, columnCount: columns, elements: elements)
    #expect(try array.matrix(as: Float.self) == whole)
    for step in [1, 2, 7, 60, rows - 1] {
      let chosen = Array(stride(from: 0, to: rows, by: step)) + [rows - 1, 5, 6]
      #expect(try array.gathering(rows: chosen, as: Float.self) == whole.gathering(rows: chosen))
    }
    let middle = rows / 3..<rows / 2
    #expect(
      try array.block(middle, as: Float.self) == whole.gathering(rows: Array(middle)).elements)
  }

  @Test("threads that read at once get what one gets")
  func concurrent() throws {
    let inputs = try ActivationDump.readInputs(
      try writeInputs(rows: 40_000, columns: 5), parallelism: .allCores)
    let blocks = try Parallelism(threadCount: 4).map(100) { block throws(RowReadError) in
      try inputs.block(block * 400..<(block + 1) * 400, as: Float.self)
    }
    #expect(blocks.flatMap { $0 } == values(200_000))
  }
}

@Suite("The memory budget")
struct MemoryBudgetTests {
  /// Options under which all inflated or parsed arrays go to a temporary file.
  private var tiny: DumpOptions {
    var options = DumpOptions()
    options.limits.memoryBudget = 64
    return options
  }

  @Test(
    "arrays in temporary files are those in memory",
    arguments: ["dump.npz", "dump-deflated.npz", "dump-zip64.npz", "dump.csv", "dump-csv"])
  func spills(name: String) throws {
    let path = Places.fixture(name)
    let expected = try ActivationDump.read(path, parallelism: .allCores)
    let dump = try ActivationDump.read(path, options: tiny, parallelism: .allCores)
    #expect(try dump.inputs.matrix(as: Double.self) == expected.inputs.matrix(as: Double.self))
    #expect(
      try dump.activations?.matrix(as: Double.self)
        == expected.activations?.matrix(as: Double.self))
    #expect(try dump.logits?.matrix(as: Float.self) == expected.logits?.matrix(as: Float.self))
    #expect(dump.labels == expected.labels && dump.groups == expected.groups)
    #expect(dump.parents == expected.parents && dump.head == expected.head)
    #expect(dump.digest == expected.digest && dump.classNames == expected.classNames)
  }

  @Test("a table of many blocks is the same in memory and in a temporary file")
  func longTable() throws {
    let scratch = try Scratch()
    let rows = 60_000
    let text = (0..<rows).map { "\($0),\(-Double($0) / 8),\($0 % 7)\n" }.joined()
    let path = try scratch.write("x.csv", text: text)
    let expected: [Double] = (0..<rows).flatMap { row -> [Double] in
      let number = Double(row)
      return [number, -number / 8, Double(row % 7)]
    }
    #expect(
      try ActivationDump.readInputs(path, parallelism: .allCores).matrix(as: Double.self).elements
        == expected)
    #expect(
      try ActivationDump.readInputs(path, options: tiny, parallelism: .allCores).matrix(
        as: Double.self
      ).elements
        == expected)
  }

  @Test("stored entries are read in the archive, so that its end is theirs")
  func storedInPlace() throws {
    let scratch = try Scratch()
    let path = scratch.path("dump.npz")
    try FileManager.default.copyItem(atPath: Places.fixture("dump.npz"), toPath: path)
    let dump = try ActivationDump.read(path, parallelism: .allCores)
    let inputs = try dump.inputs.matrix(as: Float.self)
    let file = try #require(FileHandle(forUpdatingAtPath: path))
    try file.truncate(atOffset: 200)
    #expect(throws: RowReadError.self) { try dump.inputs.matrix(as: Float.self) }
    #expect(inputs.rowCount == 12)
  }
}
