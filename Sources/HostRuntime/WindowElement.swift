internal import PackedFormat
internal import StudentRuntime

/// What a window consists of. The runtime quantises the windows that `HostInput` does not: integers,
/// and floats that it standardises or that a program takes.
protocol WindowElement {
  /// Quantises a window to 8 bits.
  static func quantize(
    _ window: Span<Self>, with student: OpenStudent, in file: RawSpan,
    into quanta: inout MutableSpan<Int8>
  ) throws(PackedFormatError)

  /// Quantises a window to 16 bits.
  static func quantize(
    _ window: Span<Self>, with student: OpenStudent, in file: RawSpan,
    into quanta: inout MutableSpan<Int16>
  ) throws(PackedFormatError)
}

extension Float: WindowElement {
  static func quantize(
    _ window: Span<Float>, with student: OpenStudent, in file: RawSpan,
    into quanta: inout MutableSpan<Int8>
  ) throws(PackedFormatError) {
    try student.quantize(window, bytes: file, into: &quanta)
  }

  static func quantize(
    _ window: Span<Float>, with student: OpenStudent, in file: RawSpan,
    into quanta: inout MutableSpan<Int16>
  ) throws(PackedFormatError) {
    try student.quantize(window, bytes: file, into: &quanta)
  }
}

extension Int16: WindowElement {
  static func quantize(
    _ window: Span<Int16>, with student: OpenStudent, in file: RawSpan,
    into quanta: inout MutableSpan<Int8>
  ) throws(PackedFormatError) {
    try student.quantize(counts: window, bytes: file, into: &quanta)
  }

  static func quantize(
    _ window: Span<Int16>, with student: OpenStudent, in file: RawSpan,
    into quanta: inout MutableSpan<Int16>
  ) throws(PackedFormatError) {
    try student.quantize(counts: window, bytes: file, into: &quanta)
  }
}

extension Int32: WindowElement {
  static func quantize(
    _ window: Span<Int32>, with student: OpenStudent, in file: RawSpan,
    into quanta: inout MutableSpan<Int8>
  ) throws(PackedFormatError) {
    try student.quantize(integers: window, bytes: file, into: &quanta)
  }

  static func quantize(
    _ window: Span<Int32>, with student: OpenStudent, in file: RawSpan,
    into quanta: inout MutableSpan<Int16>
  ) throws(PackedFormatError) {
    try student.quantize(integers: window, bytes: file, into: &quanta)
  }
}
