import ActivationFormats
import Foundation
import Glibc
import Testing

@Suite("Small files")
struct WholeFileTests {
  private let scratch: Scratch

  init() throws { scratch = try Scratch() }

  private func write(_ bytes: [UInt8], to name: String) throws {
    try Data(bytes).write(to: URL(fileURLWithPath: scratch.path(name)))
  }

  private func link(_ name: String, to destination: String) throws {
    try FileManager.default.createSymbolicLink(
      atPath: scratch.path(name), withDestinationPath: destination)
  }

  private func expectFailure(_ path: String, limit: Int = 10, _ reason: String) {
    let thrown = #expect(throws: WholeFile.Failure.self) {
      try WholeFile.read(path, atMost: limit)
    }
    #expect(thrown?.reason == reason)
  }

  @Test("are read as a whole, behind links, too")
  func read() throws {
    try write([1, 2, 3], to: "a")
    try write([], to: "empty")
    try link("b", to: "a")
    try link("c", to: "b")
    for name in ["a", "b", "c"] {
      #expect(try WholeFile.read(scratch.path(name), atMost: 3) == [1, 2, 3])
    }
    #expect(try WholeFile.read(scratch.path("empty"), atMost: 0) == [])
  }

  @Test("beyond their limit are refused before they are read")
  func limit() throws {
    try write([1, 2, 3], to: "a")
    expectFailure(scratch.path("a"), limit: 2, "larger than 2 bytes")
  }

  @Test("are no directories, pipes or devices, and none is waited for")
  func kinds() throws {
    #expect(mkfifo(scratch.path("pipe"), 0o600) == 0)
    try link("device", to: "/dev/zero")
    try FileManager.default.createDirectory(
      atPath: scratch.path("folder"), withIntermediateDirectories: false)
    for name in ["pipe", "device", "folder"] {
      expectFailure(scratch.path(name), "not a regular file")
    }
  }

  @Test("that are not there are missing, behind a link, too")
  func missing() throws {
    try link("a", to: "nowhere")
    for name in ["a", "b", "b/c"] { expectFailure(scratch.path(name), "no such file") }
  }
}
