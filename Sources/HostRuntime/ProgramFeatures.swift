internal import Digests
public import PackedFormat
public import Rows
internal import StudentRuntime

/// The features that a program makes of windows, on the host: the integers of a device.
public struct ProgramFeatures: Sendable, Equatable {
  /// The program.
  public let program: StudentProgram
  /// Samples of a channel, L, and channels.
  public let window: PackedWindow
  /// Features of a window, F.
  public let featureCount: Int
  /// What a window costs, in element steps (Docs/Format.md, Program).
  public let stepCount: Int
  /// Bytes of memory that a device needs for nodes, a multiple of 4.
  public let byteCount: Int
  private let stages: [UInt8]
  /// At least one number, so that there is an address.
  private let constants: [Int16]

  /// Windows that are made into features at a time.
  private static let blockRowCount = 256

  /// A program for windows of one shape.
  ///
  /// - Parameters:
  ///   - program: 1 ... 64 stages, with counts per unit of each channel.
  ///   - window: L and the channels.
  /// - Throws: `PackedFormatError.program` where a stage is not valid for the window.
  /// - Complexity: O(stages + constants).
  public init(_ program: StudentProgram, of window: PackedWindow) throws(PackedFormatError) {
    var stages = [UInt8](repeating: 0, count: ProgramStage.byteCount * program.stages.count)
    var span = stages.mutableSpan
    var bytes = span.mutableBytes
    for (index, stage) in program.stages.enumerated() {
      stage.write(into: &bytes, at: ProgramStage.byteCount * index)
    }
    let constants = program.constants.map(\.littleEndian) + [0]
    guard program.countsPerUnit.count == window.channelCount,
      let detached = DetachedProgram(
        stages: stages.span.bytes, constants: constants.span.bytes,
        constantCount: program.constants.count, of: window)
    else { throw .program }
    self.program = program
    self.window = window
    self.stages = stages
    self.constants = constants
    featureCount = detached.featureCount
    stepCount = detached.stepCount
    byteCount = detached.byteCount
  }

  /// The features of some windows.
  ///
  /// - Parameters:
  ///   - windows: N × w, channel after channel, in the units of the counts per unit.
  ///   - parallelism: how many threads; changes the time and never the result.
  ///   - progress: called with the number of windows that are done, from any thread.
  /// - Returns: N × F, whole numbers that binary32 holds.
  /// - Throws: `RowReadError` when the windows can no longer be read.
  /// - Precondition: `windows` has w columns, and no NaN.
  /// - Complexity: O(N · element steps).
  public func features(
    of windows: some RowSource, parallelism: Parallelism,
    progress: (@Sendable (_ done: Int) -> Void)? = nil
  ) throws(RowReadError) -> Matrix<Float> {
    precondition(windows.columnCount == window.count, "windows of another width")
    let blockCount = (windows.rowCount + Self.blockRowCount - 1) / Self.blockRowCount
    let blocks = try parallelism.mapOverRanks(blockCount) { block throws(RowReadError) -> [Float] in
      let start = block * Self.blockRowCount
      let rows = start..<min(start + Self.blockRowCount, windows.rowCount)
      var values = [Float](repeating: 0, count: rows.count * window.count)
      try windows.read(rows, into: &values)
      progress?(rows.upperBound)
      return features(ofBlock: values)
    }
    var elements: [Float] = []
    elements.reserveCapacity(windows.rowCount * featureCount)
    for block in blocks { elements += block }
    return Matrix(rowCount: windows.rowCount, columnCount: featureCount, elements: elements)
  }

  /// Bytes that the program adds to a packed student: two sections with their entries.
  public var packedByteCount: Int {
    let layout = ProgramLayout(
      offset: 0, channelCount: window.channelCount, stageCount: program.stages.count)
    let words = (program.constants.count + 1) / 2
    return 8 + layout.byteCount + (words > 0 ? 8 + 4 * words : 0)
  }

  /// A name for what the program makes of something: the SHA-256 of both, in hexadecimal.
  ///
  /// - Parameter origin: the name of what it is made of.
  package func digest(of origin: String) -> String {
    let units = program.countsPerUnit.flatMap { unit in
      withUnsafeBytes(of: unit.bitPattern.littleEndian) { Array($0) }
    }
    let numbers = constants.flatMap { number in withUnsafeBytes(of: number) { Array($0) } }
    let content = Array(origin.utf8) + units + stages + numbers
    return Hexadecimal.text(of: SHA256.hash(content))
  }

  /// - Parameter values: whole windows.
  private func features(ofBlock values: [Float]) -> [Float] {
    guard
      let detached = DetachedProgram(
        stages: stages.span.bytes, constants: constants.span.bytes,
        constantCount: program.constants.count, of: window)
    else { preconditionFailure("the program was checked") }
    var counts = [Int16](repeating: 0, count: window.count)
    var memory = [Int32](repeating: 0, count: max(1, byteCount / 4))
    var features = [Int32](repeating: 0, count: featureCount)
    var elements: [Float] = []
    for start in stride(from: 0, to: values.count, by: window.count) {
      var countSpan = counts.mutableSpan
      let isNumber = detached.count(
        values.span.extracting(start..<start + window.count),
        countsPerUnit: program.countsPerUnit.span, into: &countSpan)
      precondition(isNumber, "a window has no NaN")
      var memorySpan = memory.mutableSpan
      var featureSpan = features.mutableSpan
      detached.makeFeatures(
        counts: counts.span, stages: stages.span.bytes, constants: constants.span.bytes,
        memory: &memorySpan, into: &featureSpan)
      for feature in features { elements.append(Float(feature)) }
    }
    return elements
  }
}
