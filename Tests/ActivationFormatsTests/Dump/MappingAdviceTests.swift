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

  @Test(
    "arrays of a split for training are taken, and those of another as long are not",
    arguments: ["test", "val", "Test"])
  func splits(other: String) throws {
    try scratch.write("x_\(other)", shape: [4, 2], (0..<8).map(Double.init))
    try scratch.write("y_\(other)", shape: [4, 3], (0..<12).map(Double.init))
    try rename([("inputs", "x_train"), ("logits", "y_train")])
    try scratch.remove("labels.npy")
    let thrown = #expect(throws: ActivationFormatsError.self) { try read() }
    let advice = "--array inputs=x_train --array logits=y_train"
    #expect(thrown?.description.hasSuffix("give: " + advice) == true, "\(thrown as Any)")
    #expect(
      try read(DumpOptions(names: [.inputs: "x_train", .logits: "y_train"])).outputCount == 3)
  }

  @Test("labels of both splits are no outputs")
  func labelsOfSplits() throws {
    try scratch.write("x_test", shape: [4, 2], (0..<8).map(Double.init))
    try scratch.write("y_test", shape: [4], integers: [0, 1, 2, 0])
    try scratch.remove("logits.npy")
    try rename([("inputs", "x_train"), ("labels", "y_train")])
    let thrown = #expect(throws: ActivationFormatsError.self) { try read() }
    #expect(
      thrown?.description.contains("--array inputs=x_train --array labels=y_train, and add") == true
    )
  }

  @Test("outputs under another name are found beside the inputs")
  func outputs() throws {
    try rename([("logits", "predictions")])
    let thrown = #expect(throws: ActivationFormatsError.self) { try read() }
    #expect(thrown?.description.hasSuffix("--array logits=predictions") == true)
    #expect(try read(DumpOptions(names: [.logits: "predictions"])).outputCount == 3)
  }

  @Test(
    "labels under another name are noted, with the option that reads them",
    arguments: ["y", "target"])
  func unreadLabels(name: String) throws {
    try rename([("labels", name)])
    #expect(try read().labels == nil && read().notes == [.unreadLabels(array: name)])
    #expect(DumpNote.unreadLabels(array: name).description.hasSuffix("--array labels=\(name)"))
    #expect(try read(DumpOptions(names: [.labels: name])).labels == [1, 2, 2, 0])
  }

  @Test("embeddings are activations, and never the inputs")
  func embeddings() throws {
    try scratch.write("embeddings", shape: [4, 5], (0..<20).map(Double.init))
    try rename([("inputs", "features"), ("logits", "output"), ("labels", "target")])
    let thrown = #expect(throws: ActivationFormatsError.self) { try read() }
    for words in ["inputs=features", "logits=output", "activations=embeddings", "labels=target"] {
      #expect(thrown?.description.contains("--array \(words)") == true, "\(thrown as Any)")
    }
  }

  @Test(
    "a table with some names of its own gets the options for the others",
    arguments: [
      ("x0,x1,logits.N,logits.S,labels", "--array inputs=x0..x1"),
      ("input_0,input_1,output_0,output_1,labels", "--array inputs=input_0..input_1"),
    ])
  func columns(titles: String, advice: String) throws {
    let path = try scratch.write("t.csv", text: titles + "\n1,2,3,4,0\n5,6,7,5,1\n")
    let thrown = #expect(throws: ActivationFormatsError.self) {
      try ActivationDump.read(path, parallelism: .allCores)
    }
    let text = try #require(thrown?.description)
    #expect(text.contains(advice), "\(text)")
    let names = text.matches(of: /--array ([a-z]+)=([^ ]+)/).map { ("\($0.1)", "\($0.2)") }
    let options = DumpOptions(
      names: Dictionary(
        names.compactMap { name, stored in DumpArrayName(rawValue: name).map { ($0, stored) } }
      ) { first, _ in first })
    let dump = try ActivationDump.read(path, options: options, parallelism: .allCores)
    #expect(dump.featureCount == 2 && dump.outputCount == 2 && dump.labels == [0, 1])
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
