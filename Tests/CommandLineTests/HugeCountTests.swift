import Foundation
import Tessera
import Testing

/// Counts that a file or a command line may state, and that no arithmetic may stumble over.
@Suite("Huge counts")
struct HugeCountTests {
  @Test("a teacher of 2^61 parameters has no size that overflows")
  func teacher() throws {
    let tool = try Tool()
    defer { tool.remove() }
    let header = "{'descr': '<i8', 'fortran_order': False, 'shape': (1,), }\n"
    let size: [UInt8] =
      [0x93] + Array("NUMPY".utf8) + [1, 0, UInt8(header.utf8.count), 0] + Array(header.utf8)
      + [0, 0, 0, 0, 0, 0, 0, 0x20]
    let counts: [String: [UInt8]?] = ["teacher_parameters": size, "teacher_macs": size]
    try Dump().write(to: "dump", in: tool, replacing: counts)
    let verbs = [
      ["compress", "dump", "--test", "dump", "--output", "s.tessera"] + VerbTests.quick,
      ["report", "s.tessera", "--test", "dump", "--output", "r.html"],
      ["inspect", "s.tessera"], ["evaluate", "s.tessera", "dump", "--json", "-"],
      ["compare", "dump", "--test", "dump", "--form", "regional"],
    ]
    for verb in verbs {
      let outcome = try tool.run(verb)
      #expect(outcome.code == 0, "\(verb[0]): \(outcome.error)")
      #expect(!outcome.error.contains("contradicts"))
    }
  }

  @Test("more finalists than there are structures are as many as there are")
  func finalists() throws {
    let tool = try Tool()
    defer { tool.remove() }
    try Dump().write(to: "dump", in: tool)
    let outcome = try tool.run(
      "sweep", "dump", "--form", "regional", "--folds", "2", "--finalists", "\(Int.max)")
    #expect(outcome.code == 0, "\(outcome.error)")
  }
}
