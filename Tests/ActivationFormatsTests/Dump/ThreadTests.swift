import ActivationFormats
import Rows
import Testing

@Suite("Threads of the import")
struct ThreadTests {
  let scratch: Scratch

  init() throws {
    scratch = try Scratch()
  }

  @Test("change neither the dump nor its digest", arguments: [1, 2, 5])
  func same(threads: Int) throws {
    let values = (0..<6_000).map { Float($0 % 97) - 48 }
    try scratch.write("inputs", shape: [2_000, 3], floats: values)
    try scratch.write("logits", shape: [2_000, 3], floats: values.reversed())
    let reference = try ActivationDump.read(scratch.path, parallelism: .allCores)
    let dump = try ActivationDump.read(
      scratch.path, parallelism: Parallelism(threadCount: threads))
    #expect(dump.digest == reference.digest)
    #expect(try dump.inputs.matrix(as: Float.self).elements == values)
    let summaries = try ActivationDump.summarize(
      path: scratch.path, parallelism: Parallelism(threadCount: threads))
    let others = try ActivationDump.summarize(path: scratch.path, parallelism: .allCores)
    #expect(summaries == others)
  }

  @Test("change no refusal: of two arrays with bad values the inputs are named", arguments: [1, 4])
  func firstFailure(threads: Int) throws {
    try scratch.write("inputs", shape: [2, 2], floats: [1, 2, .nan, 4])
    try scratch.write("logits", shape: [2, 2], floats: [.infinity, 2, 3, 4])
    expectFailure(
      .nonFinite(
        file: scratch.path("inputs.npy"), array: "inputs", count: 1, row: 1, column: 0),
      says: "inputs"
    ) {
      try ActivationDump.read(scratch.path, parallelism: Parallelism(threadCount: threads))
    }
  }
}
