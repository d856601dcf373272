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
    precondition(isRefused(bytes, error), "the device accepts what the host refuses")
    return 0
  }
  repack(student)
  run(student)
  return 0
}

/// Whether the device refuses what the host refuses with `error`. Of version 2 it may accept what is
/// not the canonical form of a student.
private func isRefused(_ bytes: [UInt8], _ error: PackedFormatError) -> Bool {
  do throws(PackedFormatError) {
    let student = try OpenStudent(bytes.span.bytes)
    return student.header.version > 1
      && (error == .header || error == .parameter || error == .program)
  } catch let other {
    return other == error
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
  let width = student.header.windowCount
  let rows = 3
  let counts = (0..<rows * width).map { _ in Int16(truncatingIfNeeded: draw(&state) >> 15) }
  let values = (0..<rows * width).map { index -> Float in
    let value = Float(bitPattern: draw(&state))
    return index < width ? Float(counts[index]) / 64 : value.isNaN ? 0 : value
  }
  if student.header.acceptsFloats {
    let inputs = Matrix(rowCount: rows, columnCount: width, elements: values)
    let prediction = student.predict(inputs, parallelism: .serial)
    for row in 0..<rows {
      compare(prediction, row, student, .floats(values[row * width..<(row + 1) * width]))
    }
  }
  do throws(PackedFormatError) {
    let prediction = try student.predict(counts: counts)
    for row in 0..<rows {
      compare(prediction, row, student, .counts(counts[row * width..<(row + 1) * width]))
    }
  } catch {
    precondition(error == .counts && !student.header.acceptsCounts, "\(error)")
  }
  let integers = (0..<rows * width).map { _ in Int32(bitPattern: draw(&state)) }
  do throws(PackedFormatError) {
    let prediction = try student.predict(integers: integers)
    for row in 0..<rows {
      compare(prediction, row, student, .integers(integers[row * width..<(row + 1) * width]))
    }
  } catch {
    precondition(error == .counts && !student.header.acceptsIntegers, "\(error)")
  }
}

/// A window of one row.
private enum Window {
  case floats(ArraySlice<Float>)
  case counts(ArraySlice<Int16>)
  case integers(ArraySlice<Int32>)
}

/// The device's runtime on one row, against the host's answer.
private func compare(
  _ prediction: PackedStudent.Prediction, _ row: Int, _ student: PackedStudent, _ window: Window
) {
  if student.header.featureBits == 16 {
    compare(prediction, row, student, window, 0 as Int16)
  } else {
    compare(prediction, row, student, window, 0 as Int8)
  }
}

private func compare<Element: QuantizedElement>(
  _ prediction: PackedStudent.Prediction, _ row: Int, _ student: PackedStudent, _ window: Window,
  _ zero: Element
) {
  do throws(PackedFormatError) {
    let bytes = student.bytes.span.bytes
    let open = try OpenStudent(bytes)
    var quantized = [Element](repeating: zero, count: open.header.inputCount)
    var input = quantized.mutableSpan
    switch window {
    case .floats(let values):
      if let counts = try counts(of: values, open, bytes) {
        try quantize(counts[...], open, bytes, into: &input)
      } else {
        try open.quantize(values.span, bytes: bytes, into: &input)
      }
    case .counts(let counts): try quantize(counts, open, bytes, into: &input)
    case .integers(let all): try open.quantize(integers: all.span, bytes: bytes, into: &input)
    }
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

/// The counts of floats whose program needs memory; nil for other students.
private func counts(
  of values: ArraySlice<Float>, _ open: OpenStudent, _ bytes: RawSpan
) throws(PackedFormatError) -> [Int16]? {
  guard open.programByteCount(in: bytes) > 0 else { return nil }
  var counts = [Int16](repeating: 0, count: values.count)
  var span = counts.mutableSpan
  try open.count(values.span, bytes: bytes, into: &span)
  return counts
}

/// Quantises counts, in memory of exactly the size where the program needs it.
private func quantize<Element: QuantizedElement>(
  _ counts: ArraySlice<Int16>, _ open: OpenStudent, _ bytes: RawSpan,
  into input: inout MutableSpan<Element>
) throws(PackedFormatError) {
  let byteCount = open.programByteCount(in: bytes)
  guard byteCount > 0 else {
    return try open.quantize(counts: counts.span, bytes: bytes, into: &input)
  }
  var memory = [Int32](repeating: 0, count: byteCount / 4)
  var span = memory.mutableSpan
  try open.quantize(counts: counts.span, bytes: bytes, memory: &span, into: &input)
}

/// xorshift32 (Marsaglia 2003, Journal of Statistical Software 8(14)).
private func draw(_ state: inout UInt32) -> UInt32 {
  state ^= state << 13
  state ^= state >> 17
  state ^= state << 5
  return state
}
