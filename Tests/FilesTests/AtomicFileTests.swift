import Foundation
import Tessera
import Testing

@Suite("Atomic files")
struct AtomicFileTests {
  @Test("replace the old content and leave nothing else")
  func replaces() throws {
    try Samples.inDirectory { folder in
      let path = folder + "/a.bin"
      try AtomicFile.write([1, 2, 3], to: path)
      #expect(try Samples.bytes(path) == [1, 2, 3])
      try AtomicFile.write([], to: path)
      #expect(try Samples.bytes(path) == [])
      try AtomicFile.write(Array(repeating: 7, count: 300_000), to: path)
      #expect(try Samples.bytes(path).count == 300_000)
      #expect(try Samples.files(folder) == ["a.bin"])
    }
  }

  @Test("in pieces take their name when all are there")
  func pieces() throws {
    try Samples.inDirectory { folder in
      let path = folder + "/a.bin"
      try AtomicFile.write([9], to: path)
      try AtomicFile.write(to: path) { file throws(TesseraError) in
        for byte in UInt8(0)..<4 { try file.append([byte, byte].span.bytes) }
        #expect((try? Samples.bytes(path)) == [9])
      }
      #expect(try Samples.bytes(path) == [0, 0, 1, 1, 2, 2, 3, 3])
      #expect(try Samples.files(folder) == ["a.bin"])
    }
  }

  @Test("in pieces leave the old content, and nothing else, after a failure")
  func failingPieces() throws {
    try Samples.inDirectory { folder in
      let path = folder + "/a.bin"
      try AtomicFile.write([9], to: path)
      let failure = TesseraError.unreadableRows(RowReadError(file: "x.npy", reason: "gone"))
      #expect(throws: failure) {
        try AtomicFile.write(to: path) { file throws(TesseraError) in
          try file.append([1, 2, 3].span.bytes)
          throw failure
        }
      }
      #expect(failure.kind == .inputOutput && failure.description.contains("x.npy: gone"))
      #expect(try Samples.bytes(path) == [9])
      #expect(try Samples.files(folder) == ["a.bin"])
      let full = #expect(throws: TesseraError.self) {
        try AtomicFile.write(to: "/dev/full") { file throws(TesseraError) in
          try file.append([1].span.bytes)
        }
      }
      #expect(full?.kind == .inputOutput)
    }
  }

  @Test("side by side take their names when all are there, or none does")
  func sideBySide() throws {
    try Samples.inDirectory { folder in
      let paths = ["a", "b", "c"].map { folder + "/" + $0 }
      try AtomicFile.write([9], to: paths[1])
      try AtomicFile.write(to: paths) { files throws(TesseraError) in
        for byte in UInt8(0)..<3 {
          for file in files.reversed() { try file.append([byte].span.bytes) }
        }
        #expect((try? Samples.bytes(paths[1])) == [9])
      }
      for path in paths { #expect(try Samples.bytes(path) == [0, 1, 2]) }
      let failure = TesseraError.unreadableRows(RowReadError(file: "x.npy", reason: "gone"))
      #expect(throws: failure) {
        try AtomicFile.write(to: paths) { files throws(TesseraError) in
          for file in files { try file.append([7].span.bytes) }
          throw failure
        }
      }
      for path in paths { #expect(try Samples.bytes(path) == [0, 1, 2]) }
      #expect(throws: TesseraError.self) {
        try AtomicFile.write(to: paths + [folder + "/none/d"]) { _ in }
      }
      #expect(try Samples.files(folder) == ["a", "b", "c"])
    }
  }

  @Test("leave every old content when one of several cannot be written")
  func allOrNothing() throws {
    try Samples.inDirectory { folder in
      let first = folder + "/first"
      try AtomicFile.write([1], to: first)
      let failures = [
        "/dev/full": TesseraError.Kind.inputOutput, folder: .cannotCreate,
        folder + "/none/b": .cannotCreate, first + "/b": .cannotCreate, "": .cannotCreate,
        folder + "/c/": .cannotCreate,
        folder + "/" + String(repeating: "n", count: 300): .cannotCreate,
      ]
      for (path, kind) in failures {
        let error = #expect(throws: TesseraError.self) {
          try AtomicFile.write([
            AtomicFile.Draft(path: first, bytes: [2]), AtomicFile.Draft(path: path, bytes: [3]),
          ])
        }
        #expect(error?.kind == kind, "\(path)")
        #expect(try Samples.bytes(first) == [1], "\(path)")
        #expect(try Samples.files(folder) == ["first"], "\(path)")
      }
    }
  }

  @Test("in a directory without permission are refused, and the old content stays")
  func permission() throws {
    try Samples.inDirectory { folder in
      let path = folder + "/a"
      try AtomicFile.write([1], to: path)
      try FileManager.default.setAttributes([.posixPermissions: 0o555], ofItemAtPath: folder)
      defer {
        try? FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: folder)
      }
      // The superuser may write everywhere.
      guard !FileManager.default.isWritableFile(atPath: folder) else { return }
      let error = #expect(throws: TesseraError.self) { try AtomicFile.write([2], to: path) }
      #expect(error?.kind == .cannotCreate)
      #expect(try Samples.bytes(path) == [1])
      #expect(try Samples.files(folder) == ["a"])
    }
  }

  @Test("follow a link to the file that it names")
  func link() throws {
    try Samples.inDirectory { folder in
      try FileManager.default.createDirectory(
        atPath: folder + "/real", withIntermediateDirectories: false)
      try AtomicFile.write([1], to: folder + "/real/a")
      try FileManager.default.createSymbolicLink(
        atPath: folder + "/link", withDestinationPath: "real/a")
      try AtomicFile.write([2], to: folder + "/link")
      #expect(try Samples.bytes(folder + "/real/a") == [2])
      let type = try FileManager.default.attributesOfItem(atPath: folder + "/link")[.type]
      #expect(type as? FileAttributeType == .typeSymbolicLink)
      #expect(try Samples.files(folder + "/real") == ["a"])
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
    let bytes = try Samples.bytes(folder + "/a")
    #expect(bytes.count == 10_000 && Set(bytes).count == 1)
    #expect(try Samples.files(folder) == ["a"])
  }

  @Test("are checked before the work: inputs, directories of arrays and twins are refused")
  func places() throws {
    try Samples.inDirectory { folder in
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
        let error = #expect(throws: TesseraError.self, "\(names)") {
          try FilePlace.check(outputs: names.map { folder + $0 }, inputs: inputs)
        }
        #expect(error?.kind == .cannotCreate)
      }
      try FilePlace.check(
        outputs: [folder + "/dump/student.tessera", folder + "/two.npz", "/dev/null", "/dev/null"],
        inputs: inputs)
    }
  }
}
