internal import PackedFormat
internal import Rows
internal import StudentRuntime

/// A student in the runtime of a device, over windows of floats one after another, with a state of learning.
struct DevicePass {
  private let student: PackedStudent
  private let windows: Matrix<Float>
  private var program: ProgramMemory
  private var narrow: [Int8]
  private var wide: [Int16]
  private var scratch: [Int32]
  private var state: [Int32] = []
  private var answer = StudentAnswer(label: 0, region: 0, margin: 0)

  /// - Precondition: the student takes floats, and `windows` has its width.
  init(_ student: PackedStudent, _ windows: Matrix<Float>) {
    precondition(windows.columnCount == student.header.windowCount, "windows of another width")
    let (header, isWide) = (student.header, student.header.featureBits == 16)
    self.student = student
    self.windows = windows
    program = ProgramMemory(student.open, in: student.bytes.span.bytes)
    narrow = Array(repeating: 0, count: isWide ? 0 : header.inputCount)
    wide = Array(repeating: 0, count: isWide ? header.inputCount : 0)
    scratch = Array(repeating: 0, count: student.open.scratchCount)
  }

  private var isWide: Bool { student.header.featureBits == 16 }

  /// Quantises a window, and infers it.
  ///
  /// - Throws: `PackedFormatError.notANumber`.
  mutating func infer(_ row: Int) throws(PackedFormatError) -> StudentAnswer {
    let width = windows.columnCount
    let (elements, file, open) = (windows.elements, student.bytes, student.open)
    let window = elements.span.extracting(row * width..<(row + 1) * width)
    var memory = scratch
    var program = program
    if isWide {
      var input = wide
      do {
        var span = input.mutableSpan
        try Float.quantize(window, of: open, in: file.span.bytes, &program, into: &span)
      }
      var span = memory.mutableSpan
      answer = try open.infer(input.span, bytes: file.span.bytes, scratch: &span)
      wide = input
    } else {
      var input = narrow
      do {
        var span = input.mutableSpan
        try Float.quantize(window, of: open, in: file.span.bytes, &program, into: &span)
      }
      var span = memory.mutableSpan
      answer = try open.infer(input.span, bytes: file.span.bytes, scratch: &span)
      narrow = input
    }
    scratch = memory
    self.program = program
    return answer
  }

  /// z of the last answer in int8 units, d values.
  var components: [Double] {
    let (header, unit) = (student.header, student.header.componentBits == 16 ? 256.0 : 1)
    guard student.layout[.projection] != nil else {
      return isWide ? wide.map { Double($0) / unit } : narrow.map { Double($0) }
    }
    // z begins the scratch memory, the first element lowest in its word.
    return (0..<header.componentCount).map { index in
      header.componentBits == 16
        ? Double(Int16(truncatingIfNeeded: scratch[index / 2] >> (16 * (index % 2)))) / unit
        : Double(Int8(truncatingIfNeeded: scratch[index / 4] >> (8 * (index % 4))))
    }
  }
}

// MARK: - Learning

extension DevicePass {
  /// Begins to learn, with a memory of `count` answers.
  mutating func begin(keeping count: Int) throws(PackedFormatError) {
    let (open, file) = (student.open, student.bytes)
    var memory = [Int32](
      repeating: 0, count: max(1, open.adaptCount(keeping: count, in: file.span.bytes)))
    do {
      var span = memory.mutableSpan
      try open.beginAdapting(&span, keeping: count, bytes: file.span.bytes)
    }
    state = memory
  }

  /// Keeps the last answer, of a row, when its margin is among the smallest.
  mutating func keep(_ row: Int) throws(PackedFormatError) {
    let (open, file, number) = (student.open, student.bytes, UInt32(row))
    var (memory, scratch) = (state, scratch)
    state = []
    defer { state = memory }
    var span = memory.mutableSpan
    var scratchSpan = scratch.mutableSpan
    if isWide {
      let input = wide
      try open.keep(
        answer, number: number, input: input.span, scratch: &scratchSpan, state: &span,
        bytes: file.span.bytes)
    } else {
      let input = narrow
      try open.keep(
        answer, number: number, input: input.span, scratch: &scratchSpan, state: &span,
        bytes: file.span.bytes)
    }
  }

  /// The row of the kept answer with the smallest margin; nil where there are no more.
  mutating func next() throws(PackedFormatError) -> Int? {
    let (open, file) = (student.open, student.bytes)
    var memory = state
    var span = memory.mutableSpan
    return try open.question(0, state: &span, bytes: file.span.bytes).map { Int($0.number) }
  }

  /// Learns the label of that answer.
  ///
  /// - Returns: Whether it was learnt: not after the most updates.
  mutating func learn(_ label: Int) throws(PackedFormatError) -> Bool {
    let (open, file) = (student.open, student.bytes)
    var memory = state
    state = []
    defer { state = memory }
    var span = memory.mutableSpan
    do throws(PackedFormatError) {
      try open.learn(label, rank: 0, state: &span, bytes: file.span.bytes)
      return true
    } catch {
      guard error == .parameter else { throw error }
      return false
    }
  }

  /// Decides whether what was learnt is used.
  mutating func commit() throws(PackedFormatError) -> Bool {
    let (open, file) = (student.open, student.bytes)
    var memory = state
    state = []
    defer { state = memory }
    var span = memory.mutableSpan
    return try open.commit(state: &span, bytes: file.span.bytes)
  }

  /// The label of the last answer as it is used.
  mutating func adapted() throws(PackedFormatError) -> Int {
    let (open, file) = (student.open, student.bytes)
    var (memory, scratch) = (state, scratch)
    var span = memory.mutableSpan
    var scratchSpan = scratch.mutableSpan
    if isWide {
      let input = wide
      return try open.adapt(
        answer, input: input.span, scratch: &scratchSpan, state: &span, bytes: file.span.bytes
      ).label
    }
    let input = narrow
    return try open.adapt(
      answer, input: input.span, scratch: &scratchSpan, state: &span, bytes: file.span.bytes
    ).label
  }

  /// What a device saves.
  mutating func save() throws(PackedFormatError) -> [UInt8] {
    let (open, file) = (student.open, student.bytes)
    var memory = state
    var delta = [UInt8](repeating: 0, count: open.deltaByteCount(in: file.span.bytes))
    var span = memory.mutableSpan
    var deltaSpan = delta.mutableSpan
    var bytes = deltaSpan.mutableBytes
    try open.save(to: &bytes, state: &span, bytes: file.span.bytes)
    return delta
  }
}
