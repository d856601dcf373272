import Files
import Foundation
import Testing

@Suite("Atomic files")
struct AtomicFileTests {
  @Test("replace the old content and leave nothing else")
  func replaces() throws {
    try Scratch.inDirectory { folder in
      let path = folder + "/a.bin"
      try AtomicFile.write([1, 2, 3], to: path)
      #expect(try Scratch.bytes(path) == [1, 2, 3])
      try AtomicFile.write([], to: path)
      #expect(try Scratch.bytes(path) == [])
      try AtomicFile.write(Array(repeating: 7, count: 300_000), to: path)
      #expect(try Scratch.bytes(path).count == 300_000)
      #expect(try Scratch.files(folder) == ["a.bin"])
    }
  }

  @Test("in pieces take their name when all are there")
  func pieces() throws {
    try Scratch.inDirectory { folder in
      let path = folder + "/a.bin"
      try AtomicFile.write([9], to: path)
      try AtomicFile.write(to: path, failing: FilesError.itself) { file throws(FilesError) in
        for byte in UInt8(0)..<4 { try file.append([byte, byte].span.bytes) }
        #expect((try? Scratch.bytes(path)) == [9])
      }
      #expect(try Scratch.bytes(path) == [0, 0, 1, 1, 2, 2, 3, 3])
      #expect(try Scratch.files(folder) == ["a.bin"])
    }
  }

  @Test("in pieces leave the old content, and nothing else, after a failure")
  func failingPieces() throws {
    try Scratch.inDirectory { folder in
      let path = folder + "/a.bin"
      try AtomicFile.write([9], to: path)
      let failure = Refusal.content
      #expect(throws: failure) {
        try AtomicFile.write(to: path, failing: Refusal.files) { file throws(Refusal) in
          try file.append([1, 2, 3].span.bytes)
          throw failure
        }
      }
      #expect(try Scratch.bytes(path) == [9])
      #expect(try Scratch.files(folder) == ["a.bin"])
      let full = #expect(throws: Refusal.self) {
        try AtomicFile.write(to: "/dev/full", failing: Refusal.files) { file throws(Refusal) in
          try file.append([1].span.bytes)
        }
      }
      guard case .files(.inputOutput(path: "/dev/full", _)) = full else {
        Issue.record("a full device was not refused")
        return
      }
    }
  }

  @Test("side by side take their names when all are there, or none does")
  func sideBySide() throws {
    try Scratch.inDirectory { folder in
      let paths = ["a", "b", "c"].map { folder + "/" + $0 }
      try AtomicFile.write([9], to: paths[1])
      try AtomicFile.write(to: paths, failing: FilesError.itself) { files throws(FilesError) in
        for byte in UInt8(0)..<3 {
          for file in files.reversed() { try file.append([byte].span.bytes) }
        }
        #expect((try? Scratch.bytes(paths[1])) == [9])
      }
      for path in paths { #expect(try Scratch.bytes(path) == [0, 1, 2]) }
      let failure = Refusal.content
      #expect(throws: failure) {
        try AtomicFile.write(to: paths, failing: Refusal.files) { files throws(Refusal) in
          for file in files { try file.append([7].span.bytes) }
          throw failure
        }
      }
      for path in paths { #expect(try Scratch.bytes(path) == [0, 1, 2]) }
      #expect(throws: FilesError.self) {
        try AtomicFile.write(to: paths + [folder + "/none/d"], failing: FilesError.itself) {
          _ throws(FilesError) in
        }
      }
      #expect(try Scratch.files(folder) == ["a", "b", "c"])
    }
  }

  @Test("leave every old content when one of several cannot be written")
  func allOrNothing() throws {
    try Scratch.inDirectory { folder in
      let first = folder + "/first"
      try AtomicFile.write([1], to: first)
      let places = [
        "/dev/full", folder, folder + "/none/b", first + "/b", "", folder + "/c/",
        folder + "/" + String(repeating: "n", count: 300),
      ]
      for path in places {
        let error = #expect(throws: FilesError.self) {
          try AtomicFile.write([
            AtomicFile.Draft(path: first, bytes: [2]), AtomicFile.Draft(path: path, bytes: [3]),
          ])
        }
        #expect(error?.isCreation == (path != "/dev/full"), "\(path)")
        #expect(try Scratch.bytes(first) == [1], "\(path)")
        #expect(try Scratch.files(folder) == ["first"], "\(path)")
      }
    }
  }

  @Test("in a directory without permission are refused, and the old content stays")
  func permission() throws {
    try Scratch.inDirectory { folder in
      let path = folder + "/a"
      try AtomicFile.write([1], to: path)
      try FileManager.default.setAttributes([.posixPermissions: 0o555], ofItemAtPath: folder)
      defer {
        try? FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: folder)
      }
      // The superuser may write everywhere.
      guard !FileManager.default.isWritableFile(atPath: folder) else { return }
      let error = #expect(throws: FilesError.self) { try AtomicFile.write([2], to: path) }
      #expect(error?.isCreation == true)
      #expect(try Scratch.bytes(path) == [1])
      #expect(try Scratch.files(folder) == ["a"])
    }
  }

  @Test("follow a link to the file that it names")
  func link() throws {
    try Scratch.inDirectory { folder in
      try FileManager.default.createDirectory(
        atPath: folder + "/real", withIntermediateDirectories: false)
      try AtomicFile.write([1], to: folder + "/real/a")
      try FileManager.default.createSymbolicLink(
        atPath: folder + "/link", withDestinationPath: "real/a")
      try AtomicFile.write([2], to: folder + "/link")
      #expect(try Scratch.bytes(folder + "/real/a") == [2])
      let type = try FileManager.default.attributesOfItem(atPath: folder + "/link")[.type]
      #expect(type as? FileAttributeType == .typeSymbolicLink)
      #expect(try Scratch.files(folder + "/real") == ["a"])
    }
  }

  @Test("of many threads to one name are whole")
  func concurrent() async throws {
    let folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("tessera-library-\(UUID().uuidString)").path
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try await withThrowingTaskGroup(of: Void.self) { group in
      for value in 0..<16 {
        group.addTask {
          try AtomicFile.write(Array(repeating: UInt8(value), count: 10_000), to: folder + "/a")
        }
      }
      try await group.waitForAll()
    }
    let bytes = try Scratch.bytes(folder + "/a")
    #expect(bytes.count == 10_000 && Set(bytes).count == 1)
    #expect(try Scratch.files(folder) == ["a"])
  }

  @Test("are checked before the work: inputs, directories of arrays and twins are refused")
  func places() throws {
    try Scratch.inDirectory { folder in
      try FileManager.default.createDirectory(
        atPath: folder + "/dump", withIntermediateDirectories: false)
      try AtomicFile.write([1], to: folder + "/dump/inputs.npy")
      try FileManager.default.createSymbolicLink(
        atPath: folder + "/link", withDestinationPath: "dump")
      let inputs = [folder + "/dump", folder + "/one.npz"]
      let bad = [
        ["/one.npz"], ["/dump/../one.npz"], ["/dump/new.npy"], ["/link/new.CSV"], ["/a", "/./a"],
        ["/dump"], ["/none/a"],
      ]
      for names in bad {
        let error = #expect(throws: FilesError.self, "\(names)") {
          try FilePlace.check(outputs: names.map { folder + $0 }, inputs: inputs)
        }
        #expect(error?.isCreation == true)
      }
      try FilePlace.check(
        outputs: [folder + "/dump/student.tessera", folder + "/two.npz", "/dev/null", "/dev/null"],
        inputs: inputs)
    }
  }
}

/// A caller's own error.
private enum Refusal: Error, Equatable {
  case content
  case files(FilesError)
}

extension FilesError {
  fileprivate var isCreation: Bool {
    if case .cannotCreate = self { true } else { false }
  }
}
