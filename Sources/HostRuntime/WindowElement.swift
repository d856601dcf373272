internal import PackedFormat
internal import StudentRuntime

/// What a window consists of. The runtime quantises the windows that `HostInput` does not: integers,
/// and floats that a program takes.
protocol WindowElement {
  /// Quantises a window of an open student, whose bytes are `file`, in memory of its program.
  static func quantize<Quantum: QuantizedElement>(
    _ window: Span<Self>, of student: OpenStudent, in file: RawSpan, _ memory: inout ProgramMemory,
    into quanta: inout MutableSpan<Quantum>
  ) throws(PackedFormatError)
}

/// The memory of a program that makes nodes; nothing for other students.
struct ProgramMemory {
  /// The nodes and what its stages work in.
  var nodes: [Int32]
  /// The counts of a window of floats.
  var counts: [Int16]

  /// Memory for windows, one after another.
  init(_ student: OpenStudent, in file: RawSpan) {
    let byteCount = student.programByteCount(in: file)
    nodes = Array(repeating: 0, count: byteCount / 4)
    counts = Array(repeating: 0, count: byteCount > 0 ? student.header.windowCount : 0)
  }

  /// Whether the student needs it.
  var isNeeded: Bool { !nodes.isEmpty }
}

extension Float: WindowElement {
  static func quantize<Quantum: QuantizedElement>(
    _ window: Span<Float>, of student: OpenStudent, in file: RawSpan, _ memory: inout ProgramMemory,
    into quanta: inout MutableSpan<Quantum>
  ) throws(PackedFormatError) {
    guard memory.isNeeded else {
      return try student.quantize(window, bytes: file, into: &quanta)
    }
    // Taken out meanwhile, so that both can be used.
    var nodes: [Int32] = []
    swap(&nodes, &memory.nodes)
    defer { swap(&nodes, &memory.nodes) }
    var counts = memory.counts.mutableSpan
    try student.count(window, bytes: file, into: &counts)
    var span = nodes.mutableSpan
    try student.quantize(counts: memory.counts.span, bytes: file, memory: &span, into: &quanta)
  }
}

extension Int16: WindowElement {
  static func quantize<Quantum: QuantizedElement>(
    _ window: Span<Int16>, of student: OpenStudent, in file: RawSpan, _ memory: inout ProgramMemory,
    into quanta: inout MutableSpan<Quantum>
  ) throws(PackedFormatError) {
    guard memory.isNeeded else {
      return try student.quantize(counts: window, bytes: file, into: &quanta)
    }
    var nodes = memory.nodes.mutableSpan
    try student.quantize(counts: window, bytes: file, memory: &nodes, into: &quanta)
  }
}

extension Int32: WindowElement {
  static func quantize<Quantum: QuantizedElement>(
    _ window: Span<Int32>, of student: OpenStudent, in file: RawSpan, _: inout ProgramMemory,
    into quanta: inout MutableSpan<Quantum>
  ) throws(PackedFormatError) {
    try student.quantize(integers: window, bytes: file, into: &quanta)
  }
}
