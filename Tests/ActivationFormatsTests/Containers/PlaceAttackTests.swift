import ActivationFormats
import Foundation
import Glibc
import Rows
import Testing

/// Things that stand where a file should be.
@Suite("Attacks by places")
struct PlaceAttackTests {
  let scratch: Scratch

  init() throws {
    scratch = try Scratch()
  }

  private func link(_ name: String, to destination: String) throws {
    try FileManager.default.createSymbolicLink(
      atPath: scratch.path(name), withDestinationPath: destination)
  }

  private func expectUnreadable(_ name: String, says word: String) {
    let thrown = #expect(throws: ActivationFormatsError.self) {
      try ActivationDump.readInputs(scratch.path(name), parallelism: .allCores)
    }
    #expect(thrown?.isMissingInput == true, "\(thrown as Any)")
    #expect(thrown?.description.contains(word) == true, "\(thrown as Any)")
  }

  @Test(
    "a pipe without a writer is refused and not waited for",
    arguments: ["inputs.npy", "x.npz", "x.safetensors", "x.csv"])
  func pipe(name: String) throws {
    #expect(mkfifo(scratch.path(name), 0o600) == 0)
    expectUnreadable(name, says: "not a regular file")
  }

  @Test("a directory in the place of a file is refused", arguments: ["x.npz", "x.safetensors"])
  func directory(name: String) throws {
    try FileManager.default.createDirectory(
      atPath: scratch.path(name), withIntermediateDirectories: false)
    #expect(throws: ActivationFormatsError.self) {
      try ActivationDump.readInputs(scratch.path(name), parallelism: .allCores)
    }
  }

  @Test("links in a circle are refused")
  func circle() throws {
    try link("a.npy", to: "b.npy")
    try link("b.npy", to: "a.npy")
    expectFailure(.notFound(file: scratch.path("a.npy"))) {
      try ActivationDump.readInputs(scratch.path("a.npy"), parallelism: .allCores)
    }
  }

  @Test("a file without permission is refused, unless all is permitted")
  func permission() throws {
    let path = try scratch.write("x", shape: [1, 1], [1])
    #expect(chmod(path, 0) == 0)
    // The superuser reads it all the same. Only a link in a circle is unreadable to all.
    guard access(path, R_OK) != 0 else { return }
    expectUnreadable("x.npy", says: "ermission")
  }

  @Test("shards may be links to files, and only to files")
  func shards() throws {
    try scratch.write("first", shape: [1, 2], [1, 2])
    try link("inputs-0-of-2.npy", to: "first.npy")
    try scratch.write("inputs-1-of-2", shape: [1, 2], [3, 4])
    #expect(try ActivationDump.readInputs(scratch.path, parallelism: .allCores).shape == [2, 2])
    for place in ["/dev/zero", scratch.path, "nowhere.npy", "inputs-0-of-2.npy"] {
      try scratch.remove("inputs-0-of-2.npy")
      try link("inputs-0-of-2.npy", to: place)
      #expect(throws: ActivationFormatsError.self, "\(place)") {
        try ActivationDump.readInputs(scratch.path, parallelism: .allCores)
      }
    }
  }

  @Test("a link that is turned to another file between two reads is an error")
  func turnedLink() throws {
    try scratch.write("real", shape: [2, 1], [1, 2])
    try scratch.write("other", shape: [2, 1], [3, 4])
    try link("x.npy", to: "real.npy")
    let inputs = try ActivationDump.readInputs(scratch.path("x.npy"), parallelism: .allCores)
    try scratch.remove("x.npy")
    try link("x.npy", to: "other.npy")
    // The open file is the one that was checked, and stays it.
    #expect(try inputs.matrix(as: Float.self).elements == [1, 2])
  }
}
