import ActivationFormats
import Foundation
import Rows
import Testing

@Suite("Files that are refused")
struct FileErrorTests {
  let scratch: Scratch

  init() throws {
    scratch = try Scratch()
  }

  private func inputs(_ path: String) throws -> NumericArray {
    try ActivationDump.readInputs(path, parallelism: .allCores)
  }

  @Test("a path with nothing there is a missing input")
  func notFound() {
    let path = scratch.path("none.npz")
    expectFailure(.notFound(file: path), says: path, "no such file") {
      try ActivationDump.read(path, parallelism: .allCores)
    }
    #expect(ActivationFormatsError.notFound(file: path).isMissingInput)
    #expect(ActivationFormatsError.unreadable(file: path, reason: "").isMissingInput)
    #expect(!ActivationFormatsError.emptyDirectory(file: path).isMissingInput)
  }

  @Test("an extension that nobody knows")
  func unknown() throws {
    let path = try scratch.write("dump.dat", text: "1")
    expectFailure(
      .unknownFormat(file: path, fileExtension: "dat"), says: path, ".dat", ".npz, .safetensors"
    ) { try ActivationDump.read(path, parallelism: .allCores) }
    let bare = try scratch.write("dump", text: "1")
    expectFailure(.unknownFormat(file: bare, fileExtension: ""), says: "without extension") {
      try ActivationDump.read(bare, parallelism: .allCores)
    }
  }

  @Test("pickles, with the command that converts them", arguments: ["pt", "pth", "pkl"])
  func pickles(fileExtension: String) throws {
    let path = try scratch.write("it's a $dump.\(fileExtension)", text: "")
    let thrown = #expect(throws: ActivationFormatsError.self) {
      try ActivationDump.read(path, parallelism: .allCores)
    }
    let text = thrown?.description ?? ""
    #expect(text.contains("If you trust the file") && text.contains("python3 -c \"import sys"))
    // The path is a shell word of its own, with any content.
    #expect(text.hasSuffix("'\(scratch.path)/it'\\''s a $dump.\(fileExtension)'"))
  }

  @Test("pickled arrays in a directory, by the array's name")
  func pickledArray() throws {
    try scratch.writeDump()
    try scratch.remove("inputs.npy")
    let path = try scratch.write("inputs.pt", text: "")
    let thrown = #expect(throws: ActivationFormatsError.self) {
      try ActivationDump.read(scratch.path, parallelism: .allCores)
    }
    #expect(thrown?.description.hasPrefix("\(path), array 'inputs': pickles") == true)
  }

  @Test("other programs' files, with advice", arguments: ["h5", "onnx", "keras", "mat", "tflite"])
  func foreign(fileExtension: String) throws {
    let path = try scratch.write("dump.\(fileExtension)", text: "")
    let thrown = #expect(throws: ActivationFormatsError.self) {
      try ActivationDump.read(path, parallelism: .allCores)
    }
    #expect(
      thrown?.description.contains("numpy") == true
        || thrown?.description.contains("np.savez") == true
        || thrown?.description.contains("Exporters/\(fileExtension)_dump.py") == true)
    #expect(thrown?.description.hasPrefix(path) == true)
  }

  @Test("arrays of Python objects, with the command that converts them")
  func objects() throws {
    let file = Places.fixture("lists.npy")
    let thrown = #expect(throws: ActivationFormatsError.self) { try inputs(file) }
    #expect(thrown?.description.hasPrefix("\(file), array 'lists': pickles") == true)
    #expect(thrown?.description.hasSuffix("np.save(f + '.typed.npy', a)\" '\(file)'") == true)
    let archive = Places.fixture("objects.npz")
    let other = #expect(throws: ActivationFormatsError.self) {
      try ActivationDump.read(archive, parallelism: .allCores)
    }
    #expect(other?.description.hasPrefix("\(archive), array 'activations': pickles") == true)
    #expect(other?.description.hasSuffix("'\(archive)' 'activations'") == true)
  }

  @Test("a directory without arrays, and one in an array's place")
  func directories() throws {
    expectFailure(
      .emptyDirectory(file: scratch.path), says: scratch.path, "no .npy or .csv", "inputs.npy"
    ) { try ActivationDump.read(scratch.path, parallelism: .allCores) }
    let path = scratch.path("inputs.npy")
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
    expectFailure(.isDirectory(file: path), says: path, "is a directory") {
      try ActivationDump.read(scratch.path, parallelism: .allCores)
    }
  }

  @Test("something that is no regular file")
  func device() throws {
    let path = scratch.path("zero.npy")
    try FileManager.default.createSymbolicLink(
      atPath: path, withDestinationPath: "/dev/zero")
    expectFailure(
      .unreadable(file: path, reason: "it is not a regular file"), says: path, "regular file"
    ) { try inputs(path) }
  }

  @Test("two files for one array")
  func duplicates() throws {
    try scratch.writeDump()
    try scratch.write("inputs.csv", text: "1,2\n")
    expectFailure(
      .duplicateArray(file: scratch.path, array: "inputs"), says: scratch.path, "'inputs'",
      "Remove one"
    ) { try ActivationDump.read(scratch.path, parallelism: .allCores) }
  }

  @Test("shards that are missing, doubled or of another make")
  func shards() throws {
    let first = try scratch.write("inputs-00000-of-00003", shape: [2, 2], [1, 2, 3, 4])
    try scratch.write("inputs-00002-of-00003", shape: [1, 2], [5, 6])
    expectFailure(
      .missingShard(file: scratch.path, array: "inputs", number: 1, count: 3),
      says: scratch.path, "'inputs'", "shard 1 of 3 is missing"
    ) { try inputs(scratch.path) }
    try scratch.write("inputs-000-of-3", shape: [1, 2], [5, 6])
    // Names are taken in order, and '-' comes before '0'.
    expectFailure(
      .duplicateShard(file: first, array: "inputs", number: 0), says: first, "shard 0",
      "Remove one"
    ) { try inputs(scratch.path) }
    try scratch.remove("inputs-000-of-3.npy")
    let second = try scratch.write("inputs-00001-of-00003", shape: [2, 3], [1, 2, 3, 4, 5, 6])
    expectFailure(
      .mismatchedShard(
        file: second, array: "inputs", expected: "rows of shape [2]",
        found: "rows of shape [3]"), says: second, "'inputs'", "same type and columns"
    ) { try inputs(scratch.path) }
    try scratch.write("inputs-00001-of-00003", shape: [1, 2], floats: [1, 2])
    expectFailure(
      .mismatchedShard(file: second, array: "inputs", expected: "float64", found: "float32")
    ) { try inputs(scratch.path) }
    try scratch.write("inputs-00001-of-00003", shape: [1, 2], [7, 8])
    #expect(try inputs(scratch.path).matrix(as: Float.self).elements == [1, 2, 3, 4, 7, 8, 5, 6])
    #expect(try inputs(scratch.path).file == first)
    let wrong = try scratch.write("inputs-00009-of-00003", shape: [1, 2], [7, 8])
    expectFailure(
      .mismatchedShard(
        file: wrong, array: "inputs", expected: "a number from 0 to 2", found: "the number 9")
    ) { try inputs(scratch.path) }
  }
}
