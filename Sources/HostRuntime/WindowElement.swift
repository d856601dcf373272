internal import PackedFormat
internal import StudentRuntime

/// What a window consists of. The runtime quantises the windows that `HostInput` does not: integers,
/// and floats that a program takes.
protocol WindowElement {
  /// Quantises a window of an open student, whose bytes are `file`.
  static func quantize<Quantum: QuantizedElement>(
    _ window: Span<Self>, of student: OpenStudent, in file: RawSpan,
    into quanta: inout MutableSpan<Quantum>
  ) throws(PackedFormatError)
}

extension Float: WindowElement {
  static func quantize<Quantum: QuantizedElement>(
    _ window: Span<Float>, of student: OpenStudent, in file: RawSpan,
    into quanta: inout MutableSpan<Quantum>
  ) throws(PackedFormatError) {
    try student.quantize(window, bytes: file, into: &quanta)
  }
}

extension Int16: WindowElement {
  static func quantize<Quantum: QuantizedElement>(
    _ window: Span<Int16>, of student: OpenStudent, in file: RawSpan,
    into quanta: inout MutableSpan<Quantum>
  ) throws(PackedFormatError) {
    try student.quantize(counts: window, bytes: file, into: &quanta)
  }
}

extension Int32: WindowElement {
  static func quantize<Quantum: QuantizedElement>(
    _ window: Span<Int32>, of student: OpenStudent, in file: RawSpan,
    into quanta: inout MutableSpan<Quantum>
  ) throws(PackedFormatError) {
    try student.quantize(integers: window, bytes: file, into: &quanta)
  }
}
