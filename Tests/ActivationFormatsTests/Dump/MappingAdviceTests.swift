import ActivationFormats
import Foundation
import Rows
import Testing

/// Arrays under other names: the message states the options, and the options work.
@Suite("Arrays under other names")
struct MappingAdviceTests {
  let scratch: Scratch

  init() throws {
    scratch = try .holdingDump()
    for name in ["activations", "head_weight", "head_bias"] { try scratch.remove("\(name).npy") }
  }

  private func rename(_ names: [(String, String)]) throws {
    for (old, new) in names {
      try FileManager.default.moveItem(
        atPath: scratch.path("\(old).npy"), toPath: scratch.path("\(new).npy"))
    }
  }

  private func read(_ options: DumpOptions = DumpOptions()) throws -> ActivationDump {
    try ActivationDump.read(scratch.path, options: options, parallelism: .allCores)
  }

  @Test(
    "arrays are told by their shapes and names",
    arguments: [
      ["big", "small", "y"], ["x_train", "outputs", "y_train"], ["arr_1", "arr_0", "arr_2"],
    ])
  func shapes(names: [String]) throws {
    // The widest matrix is taken for the inputs.
    try scratch.write("inputs", shape: [4, 5], (0..<20).map(Double.init))
    try rename([("inputs", names[0]), ("logits", names[1]), ("labels", names[2])])
    expectFailure(
      .missingArray(
        file: scratch.path, array: "inputs", available: names.sorted(),
        mapping: "--array inputs=\(names[0]) --array logits=\(names[1]) "
          + "--array labels=\(names[2])"), says: "By their shapes"
    ) { try read() }
    let options = DumpOptions(names: [
      .inputs: names[0], .logits: names[1], .labels: names[2],
    ])
    #expect(try read(options).labels == [1, 2, 2, 0])
  }

  @Test("outputs under another name are found beside the inputs")
  func outputs() throws {
    try rename([("logits", "predictions")])
    let thrown = #expect(throws: ActivationFormatsError.self) { try read() }
    #expect(thrown?.description.hasSuffix("--array logits=predictions") == true)
    #expect(try read(DumpOptions(names: [.logits: "predictions"])).outputCount == 3)
  }

  @Test("a file without outputs of the teacher says so")
  func noOutputs() throws {
    try scratch.remove("logits.npy")
    try rename([("inputs", "x_train"), ("labels", "y_train")])
    let thrown = #expect(throws: ActivationFormatsError.self) { try read() }
    #expect(thrown?.description.contains("--array inputs=x_train --array labels=y_train") == true)
    #expect(thrown?.description.hasSuffix("as the array logits, N × C.") == true)
  }
}
