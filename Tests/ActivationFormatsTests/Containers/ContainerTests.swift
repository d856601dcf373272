import ActivationFormats
import Foundation
import Rows
import Testing

@Suite("Containers")
struct ContainerTests {
  static let names = ["normal", "ventricular", "größer, andere"]

  @Test(
    "reads the same dump from every container",
    arguments: [
      "dump.npz", "dump-deflated.npz", "dump-zip64.npz", "dump-transposed.npz",
      "dump.safetensors", "dump", "dump-csv",
    ])
  func everyContainer(name: String) throws {
    let reference = try ActivationDump.read(Places.fixture("dump.npz"), parallelism: .allCores)
    let dump = try ActivationDump.read(Places.fixture(name), parallelism: .allCores)
    #expect(dump.sampleCount == 12 && dump.featureCount == 6)
    #expect(dump.activationCount == 4 && dump.outputCount == 3)
    #expect(try dump.inputs.matrix(as: Float.self) == reference.inputs.matrix(as: Float.self))
    let activations = try dump.activations?.matrix(as: Double.self)
    #expect(activations != nil)
    #expect(try activations == reference.activations?.matrix(as: Double.self))
    let logits = try dump.logits?.matrix(as: Double.self)
    #expect(logits != nil)
    #expect(try logits == reference.logits?.matrix(as: Double.self))
    #expect(dump.labels != nil && dump.labels == reference.labels)
    #expect(dump.parents?.map { Array($0) } == (0..<12).map { [$0, -1] })
    #expect(dump.head != nil && dump.head == reference.head)
    #expect(dump.head?.bias == [0.5, -0.25, 1])
    #expect(dump.teacherParameters == 507_205)
    #expect(dump.teacherMultiplyAccumulates == 69_996_160)
    #expect(dump.path == Places.fixture(name))
    if name != "dump-transposed.npz" { #expect(dump.classNames == Self.names) }
    if name != "dump-csv" { #expect(dump.groups == reference.groups) }
  }

  @Test("reads a dump from one CSV file")
  func oneTable() throws {
    let reference = try ActivationDump.read(Places.fixture("dump.npz"), parallelism: .allCores)
    let dump = try ActivationDump.read(Places.fixture("dump.csv"), parallelism: .allCores)
    #expect(try dump.inputs.matrix(as: Float.self) == reference.inputs.matrix(as: Float.self))
    #expect(try dump.logits?.matrix(as: Float.self) == reference.logits?.matrix(as: Float.self))
    #expect(dump.labels == reference.labels)
    #expect(dump.groups == (0..<12).map { $0 / 4 })
    #expect(dump.parents == reference.parents)
    #expect(dump.classNames == Self.names)
    #expect(dump.head == nil)
  }

  @Test(
    "reads inputs alone",
    arguments: [
      "inputs-only.csv", "dump-csv/inputs.csv", "dump.csv", "dump.npz", "dump",
      "dump.safetensors",
    ])
  func inputsAlone(name: String) throws {
    let inputs = try ActivationDump.readInputs(Places.fixture(name), parallelism: .allCores)
    let reference = try ActivationDump.read(Places.fixture("dump.npz"), parallelism: .allCores)
      .inputs
    #expect(try inputs.matrix(as: Float.self) == reference.matrix(as: Float.self))
  }

  @Test("joins shards of any layout and byte order without copying")
  func shards() throws {
    let inputs = try ActivationDump.readInputs(Places.fixture("dump"), parallelism: .allCores)
    let whole = try inputs.matrix(as: Float.self)
    #expect(inputs.shape == [12, 3, 2])
    #expect(try inputs.block(3..<9, as: Float.self) == whole.gathering(rows: Array(3..<9)).elements)
    let rows = [11, 5, 4, 6, 0]
    #expect(try inputs.gathering(rows: rows, as: Float.self) == whole.gathering(rows: rows))
  }

  @Test("reads versions 1, 2 and 3 of the .npy format", arguments: 1...3)
  func versions(version: Int) throws {
    let array = try ActivationDump.readInputs(
      Places.fixture("version\(version).npy"), parallelism: .allCores)
    #expect(try array.matrix(as: Float.self).elements == (0..<12).map(Float.init))
  }

  @Test("digests a file as sha256sum does, and a directory by what belongs to the dump")
  func digests() throws {
    let scratch = try Scratch()
    let path = try scratch.write("abc.csv", text: "abc")
    #expect(
      try ActivationDump.digest(of: path)
        == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
    try scratch.remove("abc.csv")
    try scratch.writeDump()
    let before = try ActivationDump.read(scratch.path, parallelism: .allCores).digest
    try scratch.write("notes.txt", text: "ignored")
    #expect(try ActivationDump.digest(of: scratch.path) == before)
    try scratch.write("labels", shape: [4], integers: [1, 2, 2, 1])
    #expect(try ActivationDump.digest(of: scratch.path) != before)
  }

  @Test("maps names and takes class names from the options")
  func options() throws {
    let scratch = try Scratch()
    try scratch.write("x_train", shape: [2, 2], [1, 2, 3, 4])
    try scratch.write("scores", shape: [2, 2], [1, 2, 3, 4])
    let options = DumpOptions(
      names: [.inputs: "x_train", .logits: "scores"], classNames: ["no", "yes"])
    let dump = try ActivationDump.read(scratch.path, options: options, parallelism: .allCores)
    #expect(dump.inputs.name == "x_train")
    #expect(dump.classNames == ["no", "yes"])
  }

  @Test("checks and digests a dump in memory")
  func memory() throws {
    let inputs = Matrix<Float>(rows: [[1, 2], [3, 4]])
    let dump = try ActivationDump(
      inputs: inputs, logits: inputs, labels: [0, 1], parallelism: .allCores)
    #expect(dump.sampleCount == 2 && dump.outputCount == 2 && dump.digest.count == 64)
    let other = try ActivationDump(
      inputs: inputs, logits: inputs, labels: [1, 0], parallelism: .allCores)
    #expect(other.digest != dump.digest)
    #expect(
      throws: ActivationFormatsError.labelOutOfRange(
        file: NumericArray.memory, array: "labels", row: 1, label: 2, classCount: 2)
    ) {
      try ActivationDump(inputs: inputs, logits: inputs, labels: [0, 2], parallelism: .allCores)
    }
  }
}
