// The readers of dumps. The name under which the program runs ends in the format: `fuzz-npy`,
// `fuzz-npz`, `fuzz-safetensors`, `fuzz-csv`.

// The name of the entry is libFuzzer's.
// swift-format-ignore-file: AlwaysUseLowerCamelCase

import ActivationFormats
import Glibc
import Rows

/// The file that is written for every input, and how it is read.
private struct Place {
  let path: String
  let file: Int32
  let options: DumpOptions
  /// Whether the format can hold a whole dump.
  let isDump: Bool

  /// A file in the folder that TESSERA_FUZZ_FOLDER names, which should be one of memory.
  init() {
    let format = CommandLine.arguments[0].split(separator: "-").last.map(String.init) ?? ""
    let folder = getenv("TESSERA_FUZZ_FOLDER").map { String(cString: $0) } ?? "/dev/shm"
    path = "\(folder)/inputs-\(getpid()).\(format)"
    isDump = format != "npy"
    file = open(path, O_CREAT | O_RDWR, 0o600)
    precondition(file >= 0, "no file at \(path)")
    var limits = DumpLimits()
    // Small files may announce only small sizes here, so that larger ones are noticed.
    limits.unratedInflatedBytes = 1 << 18
    limits.maximumLineBytes = 1 << 12
    // The inputs of a single array have its name.
    options = DumpOptions(
      names: format == "npy" ? [.inputs: "inputs-\(getpid())"] : [:],
      requiresNamedArrays: false, limits: limits)
  }

  func write(_ bytes: UnsafeRawBufferPointer) {
    precondition(
      pwrite(file, bytes.baseAddress, bytes.count, 0) == bytes.count
        && ftruncate(file, bytes.count) == 0)
  }
}

private let place: Place = {
  let place = Place()
  atexit { removePlace() }
  return place
}()

private func removePlace() { unlink(place.path) }

/// Reads any bytes as a dump. One time in eight it reads them as inputs alone and as an inspection
/// does. It always reads a `.npy` file so, because alone it is no dump.
@c
public func LLVMFuzzerTestOneInput(_ data: UnsafePointer<UInt8>?, _ size: Int) -> CInt {
  let bytes = UnsafeRawBufferPointer(start: data, count: size)
  place.write(bytes)
  let (path, options) = (place.path, place.options)
  let choice = bytes.reduce(0 as UInt8) { $0 &* 31 &+ $1 } >> 5
  if place.isDump || choice == 0 {
    attempt { () throws(ActivationFormatsError) in
      check(try ActivationDump.read(path, options: options, parallelism: .serial))
    }
  }
  if !place.isDump || choice == 0 {
    attempt { () throws(ActivationFormatsError) in
      checkFinite(try ActivationDump.readInputs(path, options: options, parallelism: .serial))
    }
  }
  guard choice == 1 else { return 0 }
  attempt { () throws(ActivationFormatsError) in
    for summary in try ActivationDump.summarize(
      path: path, options: options, parallelism: .serial)
    {
      precondition(summary.shape.allSatisfy { $0 >= 0 }, "a negative extent")
      precondition(summary.minimum ?? 0 <= summary.maximum ?? 0, "an empty range")
    }
  }
  return 0
}

/// A refusal names the file and can be printed.
private func attempt(_ body: () throws(ActivationFormatsError) -> Void) {
  do throws(ActivationFormatsError) {
    try body()
  } catch {
    let text = error.description
    precondition(text.hasPrefix(place.path), "a refusal that does not name the file: \(text)")
    precondition(text.utf8.count < 1 << 16, "a refusal of \(text.utf8.count) bytes")
  }
}

/// An accepted dump is finite and agrees with itself.
private func check(_ dump: ActivationDump) {
  let rows = dump.sampleCount
  precondition(rows > 0 && dump.featureCount > 0, "no samples")
  for array in [dump.inputs, dump.activations, dump.logits?.stored].compactMap({ $0 }) {
    precondition(array.rowCount == rows, "\(array.name) of other rows")
    precondition(array.shape.reduce(1, *) == rows * array.columnCount, "another shape")
  }
  for source in [dump.inputs, dump.activations, dump.logits] as [(any RowSource)?] {
    if let source { checkFinite(source) }
  }
  precondition(dump.labels.map { $0.count == rows } ?? true, "labels of other rows")
  precondition(dump.groups.map { $0.count == rows } ?? true, "groups of other rows")
  precondition(dump.parents.map { $0.count == rows } ?? true, "parents of other rows")
  let outputs = dump.outputCount ?? .max
  precondition((dump.labels ?? []).allSatisfy { $0 >= -1 && Int($0) < outputs }, "a wild label")
  precondition(dump.labels?.contains { $0 >= 0 } ?? true, "labels without a class")
  precondition((dump.parents?.elements ?? []).allSatisfy { $0 >= -1 }, "a wild parent")
  if let head = dump.head {
    precondition(dump.activationCount.map { $0 == head.weight.rowCount } ?? true)
    precondition(head.weight.columnCount == outputs && head.bias.count == outputs)
    precondition((head.weight.elements + head.bias).allSatisfy(\.isFinite), "a head not finite")
  }
  if let names = dump.classNames, let count = dump.outputCount {
    precondition(names.count == count, "class names of other outputs")
  }
  precondition(dump.teacherParameters ?? 0 >= 0 && dump.teacherMultiplyAccumulates ?? 0 >= 0)
  precondition(dump.digest.utf8.count == 64, "no digest")
}

/// Every value that was accepted, as a student learns it.
private func checkFinite(_ array: some RowSource) {
  let count = array.rowCount * array.columnCount
  precondition(count > 0 && count <= 1 << 24, "\(count) values in a small file")
  var block = [Float](repeating: .nan, count: count)
  do throws(RowReadError) {
    try array.read(0..<array.rowCount, into: &block)
  } catch {
    preconditionFailure("what was accepted is not read: \(error)")
  }
  precondition(block.allSatisfy(\.isFinite), "a value that is not finite")
}
