internal import PackedFormat
internal import Rows
internal import StudentRuntime

/// A packed student laid out for the vector units of the host: the integers of `StudentRuntime`
/// to the bit, for passes over many rows.
///
/// The runtime keeps the weights as the file has them and is tuned for size; here they are
/// widened to int16 once. The steps are those of Docs/Format.md, and the tests compare every
/// golden student and random ones with the runtime.
struct HostStudent: Sendable {
  /// Where the rows of a section lie.
  private struct Section {
    var rowCount = 0
    var stride = 0
    /// Its first element in `weights`.
    var weights = 0
    /// Its first row in `biases`, and for maps in `multipliers` and `shifts`.
    var parameters = 0
  }

  private let header: PackedHeader
  private let input: HostInput
  private var weights: [Int16] = []
  private var biases: [Int32] = []
  private var multipliers: [Int32] = []
  private var shifts: [UInt8] = []
  private var projection: Section?
  private var gate: Section?
  private var sharedMap: Section?
  /// The map of region 0; the others follow it.
  private var regionMap = Section()
  private var head: Section?
  private let limits: HostLimits?

  /// The memory that one thread works in.
  struct Workspace {
    /// Vectors, filled up with zeros.
    fileprivate(set) var input: [Int16]
    fileprivate var buffer: HostInput.Buffer
    fileprivate var projected: [Int16]
    fileprivate var hidden: [Int16]
    fileprivate var shared: [Int32]
    /// Of the region.
    fileprivate(set) var score: Int32 = 0
    fileprivate var isForeign = false
    /// After an inference its first C elements are the outputs.
    fileprivate(set) var sums: [Int32]
  }

  /// - Complexity: O(weights).
  init(_ student: QuantizedStudent) {
    header = student.header
    input = HostInput(student)
    limits = HostLimits(student)
    projection = student.projection.map { add($0) }
    gate = student.gate.map {
      add($0.weights, rowCount: $0.rowCount, columnCount: $0.columnCount, biases: $0.biases)
    }
    sharedMap = student.sharedMap.map { add($0) }
    head = student.head.map { add($0) }
    for (region, map) in student.regionMaps.enumerated() {
      let section = add(map)
      if region == 0 { regionMap = section }
    }
  }

  private mutating func add(_ map: IntegerMap) -> Section {
    let section = add(
      map.weights, rowCount: map.rowCount, columnCount: map.columnCount, biases: map.biases)
    multipliers.replaceSubrange(section.parameters..., with: map.multipliers)
    shifts.replaceSubrange(section.parameters..., with: map.shifts)
    return section
  }

  private mutating func add(
    _ rows: [Int8], rowCount: Int, columnCount: Int, biases: [Int32]
  ) -> Section {
    let section = Section(
      rowCount: rowCount, stride: HostVector.stride(columnCount), weights: weights.count,
      parameters: self.biases.count)
    let padding = repeatElement(Int16(0), count: section.stride - columnCount)
    for row in 0..<rowCount {
      weights.append(
        contentsOf: rows[row * columnCount..<(row + 1) * columnCount].lazy.map { Int16($0) })
      weights.append(contentsOf: padding)
    }
    self.biases.append(contentsOf: biases)
    multipliers.append(contentsOf: repeatElement(0, count: rowCount))
    shifts.append(contentsOf: repeatElement(33, count: rowCount))
    return section
  }

  /// Memory for inferences, one after another.
  func workspace() -> Workspace {
    let shape = header.shape
    func vector(_ count: Int) -> [Int16] {
      Array(repeating: 0, count: HostVector.stride(count))
    }
    let largest = max(shape.componentCount, shape.mapCount, shape.regionCount, shape.outputCount)
    return Workspace(
      input: vector(shape.inputCount),
      buffer: input.buffer(),
      projected: vector(projection == nil ? 0 : shape.componentCount),
      hidden: vector(head == nil ? 0 : shape.mapCount),
      shared: Array(repeating: 0, count: sharedMap == nil ? 0 : shape.mapCount),
      sums: Array(repeating: 0, count: largest))
  }
}

extension HostStudent {
  /// Quantises a window of a student without a program.
  ///
  /// - Returns: Whether no number is NaN.
  /// - Complexity: O(F).
  @inline(__always)
  func quantize(_ window: Span<Float>, into memory: inout Workspace) -> Bool {
    guard !input.isPlain else {
      var quanta = memory.input.mutableSpan
      return input.quantize(window, into: &quanta)
    }
    // Taken out meanwhile, so that both can be written.
    var buffer = HostInput.Buffer()
    swap(&buffer, &memory.buffer)
    defer { swap(&buffer, &memory.buffer) }
    var quanta = memory.input.mutableSpan
    return input.quantize(window, with: &buffer, into: &quanta)
  }

  /// The student's answers for some rows of `windows`, N × F; it has no program.
  ///
  /// - Throws: `PackedFormatError.notANumber`.
  func predict(
    rows: Range<Int>, of windows: Matrix<Float>
  ) throws(PackedFormatError) -> PackedStudent.Prediction {
    let width = header.windowCount
    return try predict(rows: rows) { row, memory throws(PackedFormatError) in
      let values = windows.elements.span.extracting(row * width..<(row + 1) * width)
      guard quantize(values, into: &memory) else { throw .notANumber }
    }
  }

  /// The student's answers for some rows.
  ///
  /// - Parameter quantize: brings the quanta of a row into the workspace.
  @inline(__always)
  func predict(
    rows: Range<Int>,
    quantizing quantize: (_ row: Int, inout Workspace) throws(PackedFormatError) -> Void
  ) throws(PackedFormatError) -> PackedStudent.Prediction {
    let outputCount = header.outputCount
    var prediction = PackedStudent.Prediction(
      logits: Array(repeating: 0, count: rows.count * outputCount),
      labels: Array(repeating: 0, count: rows.count),
      regions: Array(repeating: 0, count: rows.count),
      verdicts: limits == nil ? [] : Array(repeating: .sure, count: rows.count))
    var memory = workspace()
    let isBinary = header.isBinary
    for (index, row) in rows.enumerated() {
      try quantize(row, &memory)
      prediction.regions[index] = infer(&memory)
      var label = 0
      for output in 0..<outputCount {
        let logit = memory.sums[output]
        prediction.logits[index * outputCount + output] = logit
        if logit > memory.sums[label] { label = output }
      }
      prediction.labels[index] = isBinary && memory.sums[0] > 0 ? 1 : label
      if let limits {
        prediction.verdicts[index] = limits.verdict(
          on: memory.sums[..<outputCount], label: label, isBinary: isBinary,
          isForeign: memory.isForeign)
      }
    }
    return prediction
  }

  /// The integers of the last inference: quantised input and z, with zeros behind them.
  func vectors(in memory: Workspace) -> (input: [Int16], z: [Int16]) {
    (memory.input, projection == nil ? memory.input : memory.projected)
  }

  /// Takes inputs that were quantised elsewhere.
  func load(_ quanta: [Int8], into memory: inout Workspace) {
    for (index, quantum) in quanta.enumerated() { memory.input[index] = Int16(quantum) }
  }

  /// Takes inputs of 16 bits that `quantize` writes, n values.
  @inline(__always)
  func load(
    into memory: inout Workspace,
    _ quantize: (inout MutableSpan<Int16>) throws(PackedFormatError) -> Void
  ) throws(PackedFormatError) {
    var quanta = memory.input.mutableSpan
    try quantize(&quanta)
  }

  /// Runs the student on the quantised inputs; the outputs stay in the workspace.
  ///
  /// - Returns: The region.
  /// - Complexity: `header.shape.multiplyAccumulates`.
  func infer(_ memory: inout Workspace) -> Int {
    if let projection {
      apply(projection, to: memory.input, into: &memory.sums)
      let largest = header.largestComponent
      pack(
        memory.sums, count: projection.rowCount, from: -largest, to: largest,
        into: &memory.projected)
    }
    let vector = projection == nil ? memory.input : memory.projected
    var region = 0
    if let gate {
      multiply(gate, by: vector, into: &memory.sums)
      region = largest(memory.sums, count: gate.rowCount)
    }
    memory.score = region == 0 ? 0 : memory.sums[region - 1]
    if let limits {
      memory.isForeign = limits.areExceeded(
        by: memory.input, vector, region: region, score: memory.score)
    }
    apply(map(of: region), to: vector, into: &memory.sums)
    if let sharedMap {
      apply(sharedMap, to: memory.input, into: &memory.shared)
      for row in 0..<sharedMap.rowCount { memory.sums[row] &+= memory.shared[row] }
    }
    if let head {
      let low: Int32 = header.flags.contains(.rectified) ? 0 : -127
      pack(memory.sums, count: regionMap.rowCount, from: low, to: 127, into: &memory.hidden)
      apply(head, to: memory.hidden, into: &memory.sums)
    }
    return region
  }

  private func map(of region: Int) -> Section {
    var map = regionMap
    map.weights += region * map.rowCount * map.stride
    map.parameters += region * map.rowCount
    return map
  }

  /// bias + weights · vector.
  @inline(__always)
  private func multiply(_ section: Section, by vector: [Int16], into sums: inout [Int32]) {
    var row = 0
    while row < section.rowCount {
      let count = min(4, section.rowCount - row)
      let products = dotProducts(
        weights.span, from: section.weights + row * section.stride, rowCount: count, vector.span,
        stride: section.stride)
      for lane in 0..<count {
        sums[row + lane] = products[lane] &+ biases[section.parameters + row + lane]
      }
      row += count
    }
  }

  /// requantize(bias + weights · vector).
  @inline(__always)
  private func apply(_ section: Section, to vector: [Int16], into values: inout [Int32]) {
    multiply(section, by: vector, into: &values)
    for row in 0..<section.rowCount {
      let parameter = section.parameters + row
      values[row] = requantize(
        values[row], multiplier: multipliers[parameter], shift: shifts[parameter])
    }
  }
}

/// Limits words to `low` ... `high` and stores them as the elements of a vector.
private func pack(
  _ words: [Int32], count: Int, from low: Int32, to high: Int32, into vector: inout [Int16]
) {
  for index in 0..<count { vector[index] = Int16(min(max(words[index], low), high)) }
}

/// The position of the largest of 0 and the scores, the lowest among equals.
private func largest(_ scores: [Int32], count: Int) -> Int {
  var (position, largest) = (0, Int32(0))
  for index in 0..<count where scores[index] > largest {
    (position, largest) = (index + 1, scores[index])
  }
  return position
}
