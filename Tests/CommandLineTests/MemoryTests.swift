import Foundation
import Tessera
import Testing

/// How much memory the tool takes, and where the rest goes.
@Suite("Memory")
struct MemoryTests {
  let tool: Tool

  init() throws {
    tool = try Tool()
  }

  /// A `.npy` of zeros that takes no room on the disk.
  private func writeZeros(_ name: String, rows: Int, columns: Int) throws {
    let empty = NPYWriter.bytes(of: [Float](), shape: [0, columns])
    // As many digits as blanks go: the header keeps its length.
    let header = String(decoding: empty.dropFirst(10), as: UTF8.self)
    let shape = "(\(rows), \(columns),)"
    let old = "(0, \(columns),)"
    let text = header.replacingOccurrences(
      of: old + ", }" + String(repeating: " ", count: shape.count - old.count), with: shape + ", }")
    #expect(text.utf8.count == header.utf8.count)
    try tool.write(Array(empty.prefix(10)) + Array(text.utf8), to: name)
    let file = try #require(FileHandle(forWritingAtPath: tool.path(name)))
    try file.truncate(atOffset: UInt64(empty.count + 4 * rows * columns))
  }

  /// A dump of 300 MB and a small one.
  private func writeDumps() throws {
    for (name, rows) in [("large", 500_000), ("small", 100)] {
      try writeZeros("\(name)/inputs.npy", rows: rows, columns: 150)
      try writeZeros("\(name)/logits.npy", rows: rows, columns: 4)
    }
  }

  /// The largest resident size of a run in bytes, as far as it was seen.
  private func residentPeak(_ arguments: [String]) throws -> Int {
    let run = try tool.start(arguments)
    let path = "/proc/\(run.process.processIdentifier)/status"
    var peak = 0
    while run.process.isRunning {
      let status = (try? String(contentsOfFile: path, encoding: .utf8)) ?? ""
      if let line = status.split(separator: "\n").first(where: { $0.hasPrefix("VmHWM:") }),
        let size = line.split(whereSeparator: { !$0.isNumber }).first.flatMap({ Int($0) })
      {
        peak = max(peak, size << 10)
      }
      usleep(1_000)
    }
    let outcome = try run.outcome()
    #expect(outcome.code == 0, "\(outcome.error)")
    return peak
  }

  @Test(
    "a dump of 300 MB is looked through in less than 64 MB more than a small one",
    .enabled(if: Tool.measuresMemory, "skipped: a sanitizer takes memory"))
  func bounded() throws {
    defer { tool.remove() }
    try writeDumps()
    let small = try residentPeak(["inspect", "small"])
    let large = try residentPeak(["inspect", "large"])
    #expect(large > 0 && large < small + 64 << 20, "\(large) and \(small) bytes")
  }

  @Test(
    "150,000 rows are made of a dump of 300 MB in less than 96 MB more than of a small one",
    .enabled(if: Tool.measuresMemory, "skipped: a sanitizer takes memory"))
  func augmentation() throws {
    defer { tool.remove() }
    try writeDumps()
    let options = ["--methods", "mix", "--output", "x.npy", "--threads", "2"]
    let small = try residentPeak(["augment", "small", "--count", "100"] + options)
    let large = try residentPeak(["augment", "large", "--count", "150000"] + options)
    #expect(large > 0 && large < small + 96 << 20, "\(large) and \(small) bytes")
  }

  @Test("a temporary directory that is not there is named with the remedies")
  func noTemporaryDirectory() throws {
    defer { tool.remove() }
    let rows = String(repeating: "1,1,2\n", count: 3_000_000)
    try tool.write("inputs.0,logits.0,logits.1\n" + rows, to: "x.csv")
    let outcome = try tool.start(
      ["TMPDIR=/nowhere", Tool.executable.path, "compress", "x.csv", "--memory", "64MB"]
        + ["--output", "s.tessera"],
      program: URL(fileURLWithPath: "/usr/bin/env")
    ).outcome()
    #expect(outcome.code == 74)
    for word in ["x.csv", "/nowhere", "TMPDIR", "--memory"] {
      #expect(outcome.error.contains(word), "\(outcome.error)")
    }
  }
}
