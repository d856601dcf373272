// The reader of the host. It packs accepted students again to the same bytes, and its own kernel
// gives the integers of the device's runtime.

// The name of the entry is libFuzzer's.
// swift-format-ignore-file: AlwaysUseLowerCamelCase

import CTesseraRuntime
import HostRuntime
import PackedFormat
import Rows
import StudentRuntime

/// Reads any bytes as a packed student and runs accepted ones.
@c
public func LLVMFuzzerTestOneInput(_ data: UnsafePointer<UInt8>?, _ size: Int) -> CInt {
  let bytes = Array(UnsafeBufferPointer(start: data, count: size))
  let student: PackedStudent
  do throws(PackedFormatError) {
    student = try PackedStudent(bytes: bytes)
  } catch {
    precondition(!"\(error)".isEmpty)
    precondition(isRefused(bytes), "the device accepts what the host refuses")
    return 0
  }
  repack(student)
  run(student)
  return 0
}

private func isRefused(_ bytes: [UInt8]) -> Bool {
  do throws(PackedFormatError) {
    _ = try OpenStudent(bytes.span.bytes)
    return false
  } catch {
    return true
  }
}

/// All but the identifier and the checksum is kept, and those too where the identifier is right.
private func repack(_ student: PackedStudent) {
  do throws(PackedFormatError) {
    let packed = try PackedStudent(QuantizedStudent(student))
    let end = student.layout.identifierOffset
    precondition(packed.bytes.prefix(end) == student.bytes.prefix(end), "packed otherwise")
    precondition((packed.bytes == student.bytes) == student.isIdentified)
    precondition(packed.isIdentified)
  } catch {
    preconditionFailure("what was read is not packed again: \(error)")
  }
}

private func run(_ student: PackedStudent) {
  var state = student.bytes.reduce(1 as UInt32) { ($0 ^ UInt32($1)) &* 16_777_619 } | 1
  let width = student.header.inputCount
  let rows = 3
  let counts = (0..<rows * width).map { _ in Int16(truncatingIfNeeded: draw(&state) >> 15) }
  let values = (0..<rows * width).map { index -> Float in
    let value = Float(bitPattern: draw(&state))
    return index < width ? Float(counts[index]) / 64 : value.isNaN ? 0 : value
  }
  let inputs = Matrix(rowCount: rows, columnCount: width, elements: values)
  let prediction = student.predict(inputs, parallelism: .serial)
  for row in 0..<rows {
    compare(prediction, row, student) { open, input throws(PackedFormatError) in
      try open.quantize(values.span.extracting(row * width..<(row + 1) * width), into: &input)
    }
  }
  do throws(PackedFormatError) {
    let prediction = try student.predict(counts: counts)
    for row in 0..<rows {
      compare(prediction, row, student) { open, input throws(PackedFormatError) in
        try open.quantize(
          counts: counts.span.extracting(row * width..<(row + 1) * width), into: &input)
      }
    }
  } catch {
    precondition(error == .counts && !student.header.acceptsCounts, "\(error)")
  }
}

/// The device's runtime on one row, against the host's answer.
private func compare(
  _ prediction: PackedStudent.Prediction, _ row: Int, _ student: PackedStudent,
  _ quantize: (OpenStudent, inout MutableSpan<Int8>) throws(PackedFormatError) -> Void
) {
  do throws(PackedFormatError) {
    let bytes = student.bytes.span.bytes
    let open = try OpenStudent(bytes)
    var quantized = [Int8](repeating: 0, count: open.header.inputCount)
    var input = quantized.mutableSpan
    try quantize(open, &input)
    var scratch = [Int32](repeating: 0, count: open.scratchCount)
    var memory = scratch.mutableSpan
    let answer = try open.infer(quantized.span, bytes: bytes, scratch: &memory)
    let outputs = student.header.outputCount
    precondition(
      prediction.logits[row * outputs..<(row + 1) * outputs] == scratch[open.outputs],
      "other logits")
    precondition(prediction.labels[row] == answer.label, "another label")
    precondition(prediction.regions[row] == answer.region, "another region")
  } catch {
    preconditionFailure("the device refuses what the host ran: \(error)")
  }
}

/// xorshift32 (Marsaglia 2003, Journal of Statistical Software 8(14)).
private func draw(_ state: inout UInt32) -> UInt32 {
  state ^= state << 13
  state ^= state >> 17
  state ^= state << 5
  return state
}
