import ActivationFormats
import Foundation
import Rows

/// A temporary directory with small dumps; it goes when the instance goes.
final class Scratch {
  let directory: URL

  init() throws {
    directory = FileManager.default.temporaryDirectory
      .appendingPathComponent("tessera-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
  }

  deinit {
    try? FileManager.default.removeItem(at: directory)
  }

  /// The path of the whole directory.
  var path: String { directory.path }

  func path(_ name: String) -> String { directory.appendingPathComponent(name).path }

  @discardableResult
  func write(_ name: String, _ bytes: [UInt8]) throws -> String {
    try Data(bytes).write(to: directory.appendingPathComponent(name))
    return path(name)
  }

  @discardableResult
  func write(_ name: String, text: String) throws -> String {
    try write(name, Array(text.utf8))
  }

  /// Writes `NAME.npy` of float64.
  @discardableResult
  func write(_ name: String, shape: [Int], _ values: [Double]) throws -> String {
    try write(
      name + ".npy",
      NPY.file(type: "<f8", shape: shape, bytes: values.flatMap { NPY.bytes($0.bitPattern) }))
  }

  /// Writes `NAME.npy` of float32.
  @discardableResult
  func write(_ name: String, shape: [Int], floats values: [Float]) throws -> String {
    try write(
      name + ".npy",
      NPY.file(type: "<f4", shape: shape, bytes: values.flatMap { NPY.bytes($0.bitPattern) }))
  }

  /// Writes `NAME.npy` of int64.
  @discardableResult
  func write(_ name: String, shape: [Int], integers values: [Int]) throws -> String {
    try write(
      name + ".npy", NPY.file(type: "<i8", shape: shape, bytes: values.flatMap { NPY.bytes($0) }))
  }

  /// Writes `NAME.npy` of text, as `numpy.array(words)` makes it.
  @discardableResult
  func write(_ name: String, shape: [Int], words: [String]) throws -> String {
    let length = words.map(\.unicodeScalars.count).max() ?? 1
    let bytes = words.flatMap { word in
      let codes = word.unicodeScalars.map(\.value)
      return (codes + [UInt32](repeating: 0, count: length - codes.count)).flatMap { NPY.bytes($0) }
    }
    return try write(
      name + ".npy", NPY.file(type: "<U\(length)", shape: shape, bytes: bytes))
  }

  /// Writes a `.safetensors` file of a header and data.
  @discardableResult
  func write(_ name: String, header: String, data: [UInt8]) throws -> String {
    try write(name, NPY.bytes(header.utf8.count) + Array(header.utf8) + data)
  }

  /// A directory that holds the dump of `writeDump`.
  static func holdingDump() throws -> Scratch {
    let scratch = try Scratch()
    try scratch.writeDump()
    return scratch
  }

  /// Reads the directory.
  func read(_ options: DumpOptions = DumpOptions()) throws -> ActivationDump {
    try ActivationDump.read(path, options: options, parallelism: .allCores)
  }

  /// A directory dump of four samples that is right: n = 2, p = 2, C = 3.
  func writeDump() throws {
    try write("inputs", shape: [4, 2], [1, 2, 3, 4, 5, 6, 7, 8])
    try write("activations", shape: [4, 2], [1, 0, 0, 1, 1, 1, 2, 0])
    try write("head_weight", shape: [2, 3], [1, 2, 3, -1, 0, 4])
    try write("head_bias", shape: [3], [0, 1, 0])
    try write("logits", shape: [4, 3], [1, 3, 3, -1, 1, 4, 0, 3, 7, 2, 5, 6])
    try write("labels", shape: [4], integers: [1, 2, 2, 0])
  }

  func remove(_ name: String) throws {
    try FileManager.default.removeItem(at: directory.appendingPathComponent(name))
  }
}

/// Writes the `.npy` format.
enum NPY {
  /// The little-endian bytes of an integer.
  static func bytes(_ value: some FixedWidthInteger) -> [UInt8] {
    withUnsafeBytes(of: value.littleEndian) { Array($0) }
  }

  static func file(type: String, shape: [Int], bytes: [UInt8]) -> [UInt8] {
    let extent = shape.map { "\($0), " }.joined()
    return file(
      header: "{'descr': '\(type)', 'fortran_order': False, 'shape': (\(extent)), }", bytes: bytes)
  }

  static func file(header: String, version: [UInt8] = [1, 0], bytes: [UInt8]) -> [UInt8] {
    let text = Array(header.utf8) + [0x0A]
    let length = version[0] == 1 ? NPY.bytes(UInt16(text.count)) : NPY.bytes(UInt32(text.count))
    return [0x93] + Array("NUMPY".utf8) + version + length + text + bytes
  }
}
