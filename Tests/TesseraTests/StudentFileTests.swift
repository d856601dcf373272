import Foundation
import Glibc
import Tessera
import Testing

/// Files and folders in the place of a student or of its record.
@Suite("Students and records in the file system")
struct StudentFileTests {
  /// Calls `body` with a folder that holds `s.tessera` and `s.json`.
  private func withStudent(_ body: (_ folder: String) throws -> Void) throws {
    let made = try Compression(sweep: Samples.sweep()).run(Samples.dump(80), parallelism: .allCores)
    try Samples.inDirectory { folder in
      try made.write(to: folder + "/s.tessera")
      try body(folder)
    }
  }

  private func move(_ name: String, to other: String, in folder: String) throws {
    try FileManager.default.moveItem(atPath: "\(folder)/\(name)", toPath: "\(folder)/\(other)")
  }

  private func link(_ name: String, to destination: String, in folder: String) throws {
    try FileManager.default.createSymbolicLink(
      atPath: "\(folder)/\(name)", withDestinationPath: destination)
  }

  @Test("links to both are followed")
  func links() throws {
    try withStudent { folder in
      let direct = try StudentFile.read(folder + "/s.tessera")
      try move("s.tessera", to: "a", in: folder)
      try move("s.json", to: "b", in: folder)
      try link("s.tessera", to: "a", in: folder)
      try link("s.json", to: "b", in: folder)
      let linked = try StudentFile.read(folder + "/s.tessera")
      #expect(linked.student == direct.student)
      #expect(linked.record == direct.record && linked.warning == nil)
    }
  }

  @Test("what is no record in a record's place is ignored with a warning")
  func places() throws {
    try withStudent { folder in
      let record = folder + "/s.json"
      func expectWarning(_ reason: String) throws {
        let file = try StudentFile.read(folder + "/s.tessera")
        #expect(file.record == nil)
        #expect(
          file.warning?.contains("\(record): a record that cannot be read (\(reason))") == true)
        try FileManager.default.removeItem(atPath: record)
      }
      try FileManager.default.removeItem(atPath: record)
      #expect(try StudentFile.read(folder + "/s.tessera").warning == nil)
      try link("s.json", to: "nowhere", in: folder)
      try expectWarning("no such file")
      try link("s.json", to: "s.json", in: folder)
      try expectWarning("Too many levels of symbolic links")
      #expect(mkfifo(record, 0o600) == 0)
      try expectWarning("not a regular file")
      try FileManager.default.createDirectory(
        atPath: record, withIntermediateDirectories: false)
      try expectWarning("not a regular file")
    }
  }

  @Test("a record is read up to a size that goes with its student")
  func size() throws {
    try withStudent { folder in
      let student = try StudentFile.read(folder + "/s.tessera").student
      let limit = StudentFile.recordByteLimit(of: student)
      #expect((64 << 20...65 << 20).contains(limit))
      // A file with a hole: it takes no room.
      #expect(truncate(folder + "/s.json", limit + 1) == 0)
      let file = try StudentFile.read(folder + "/s.tessera")
      #expect(file.record == nil)
      #expect(file.warning?.contains("larger than \(limit) bytes") == true)
    }
  }

  @Test("a student that is a pipe or a link to nowhere is refused")
  func students() throws {
    try withStudent { folder in
      #expect(mkfifo(folder + "/p.tessera", 0o600) == 0)
      try link("n.tessera", to: "nowhere", in: folder)
      for (name, reason) in [("p", "not a regular file"), ("n", "no such file")] {
        let path = "\(folder)/\(name).tessera"
        #expect(throws: TesseraError.cannotRead(path: path, reason: reason)) {
          try StudentFile.read(path)
        }
      }
    }
  }

  @Test("a student is inspected under any name", arguments: ["x", "x.npz", "x.npy", "x.csv"])
  func names(name: String) throws {
    try withStudent { folder in
      let expected = try StudentFile.read(folder + "/s.tessera").student.sha256
      try move("s.tessera", to: name, in: folder)
      guard
        case .student(let inspection) = try Inspection("\(folder)/\(name)", parallelism: .allCores)
      else {
        Issue.record("\(name) is taken for a dump")
        return
      }
      #expect(inspection.sha256 == expected)
    }
  }

  @Test("a record is read beside its student and ignored beside another")
  func beside() throws {
    let made = try Compression(sweep: Samples.sweep()).run(
      Samples.dump(80), test: Samples.dump(40, seed: 4), parallelism: .allCores)
    try Samples.inDirectory { folder in
      let path = folder + "/s.tessera"
      try made.write(to: path, recordCopy: folder + "/copy.json")
      #expect(try Samples.files(folder) == ["copy.json", "s.json", "s.tessera"])
      #expect(try Samples.bytes(folder + "/copy.json") == Samples.bytes(folder + "/s.json"))
      let file = try StudentFile.read(path)
      #expect(file.record == made.record && file.warning == nil)
      #expect(file.model == made.model)
      #expect(file.student == made.student)
      var other = made.record
      other.model.maps.removeLast()
      try AtomicFile.write(JSONDocument.encode(other), to: folder + "/s.json")
      let doubted = try StudentFile.read(path)
      #expect(doubted.record == nil)
      #expect(doubted.warning?.contains("contradicts") == true)
    }
  }

  @Test(
    "a record lies where the student's extension becomes json",
    arguments: [
      ("s.tessera", "s.json"), ("a.b/s", "a.b/s.json"), ("/x/s.1.tessera", "/x/s.1.json"),
    ])
  func place(student: String, record: String) {
    #expect(StudentFile.recordPath(forStudent: student) == record)
  }
}
