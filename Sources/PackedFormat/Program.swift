public import SignalFrontEnd

/// One stage of a program: a record of 16 bytes.
public struct ProgramStage: Equatable, Sendable {
  /// Bytes of a record.
  public static var byteCount: Int { 16 }
  /// The nodes that stages read and write; node 0 is the window, which none writes.
  public static var nodeCount: Int { 8 }
  /// The channel that stands for all of them.
  public static var allChannels: UInt8 { 255 }

  /// What a stage does.
  public typealias Operation = StageOperation

  /// What the stage does.
  public let operation: Operation
  /// The node that it reads.
  public let source: UInt8
  /// The node that it writes: a new one, or its source; 0 when it writes none.
  public let target: UInt8
  /// The channel that it reads; 255 for all.
  public let channel: UInt8
  /// Where its constants start among those of all stages; 0 without any.
  public let constantStart: UInt16
  /// How many constants it has.
  public let constantCount: UInt16
  /// Four operands; 0 where the operation uses none.
  public let operands: SIMD4<UInt16>

  /// A stage.
  ///
  /// What no operation allows is accepted here and refused by `ProgramLayout`.
  ///
  /// - Parameters:
  ///   - operation: What the stage does.
  ///   - source: The node that it reads, 0 … 7.
  ///   - target: The node that it writes, 0 … 7; 0 when it writes none.
  ///   - channel: The channel that it reads; 255 for all.
  ///   - constantStart: Where its constants start.
  ///   - constantCount: How many there are.
  ///   - operands: Four operands.
  @inline(__always)
  public init(
    _ operation: Operation, source: UInt8 = 0, target: UInt8 = 0,
    channel: UInt8 = ProgramStage.allChannels, constantStart: UInt16 = 0, constantCount: UInt16 = 0,
    operands: SIMD4<UInt16> = SIMD4(0, 0, 0, 0)
  ) {
    self.operation = operation
    self.source = source
    self.target = target
    self.channel = channel
    self.constantStart = constantStart
    self.constantCount = constantCount
    self.operands = operands
  }

  /// The stage at `offset`, a multiple of 4, of the `bytes` of a file.
  ///
  /// - Precondition: 16 bytes of the file start there.
  @inline(__always)
  public init(reading bytes: RawSpan, at offset: Int) {
    operation = Operation(rawValue: bytes.byte(at: offset))
    source = bytes.byte(at: offset &+ 1)
    target = bytes.byte(at: offset &+ 2)
    channel = bytes.byte(at: offset &+ 3)
    constantStart = bytes.half(at: offset &+ 4)
    constantCount = bytes.half(at: offset &+ 6)
    operands = SIMD4(
      bytes.half(at: offset &+ 8), bytes.half(at: offset &+ 10), bytes.half(at: offset &+ 12),
      bytes.half(at: offset &+ 14))
  }

  /// Writes the stage at `offset` of the `bytes` of a file.
  ///
  /// - Precondition: 16 bytes of the file start there.
  public func write(into bytes: inout MutableRawSpan, at offset: Int) {
    bytes.store(operation.rawValue, at: offset)
    bytes.store(source, at: offset &+ 1)
    bytes.store(target, at: offset &+ 2)
    bytes.store(channel, at: offset &+ 3)
    bytes.store(constantStart, at: offset &+ 4)
    bytes.store(constantCount, at: offset &+ 6)
    bytes.store(operands.x, at: offset &+ 8)
    bytes.store(operands.y, at: offset &+ 10)
    bytes.store(operands.z, at: offset &+ 12)
    bytes.store(operands.w, at: offset &+ 14)
  }
}

/// Where a program lies: countsPerUnit of each channel, then the stages.
public struct ProgramLayout: Equatable, Sendable {
  /// Where the section starts, in bytes from the start of the file.
  public let offset: Int
  /// Channels of the window.
  public let channelCount: Int
  /// Stages, 1 … 64.
  public let stageCount: Int

  /// The layout of a program.
  @inline(__always)
  public init(offset: Int, channelCount: Int, stageCount: Int) {
    self.offset = offset
    self.channelCount = channelCount
    self.stageCount = stageCount
  }

  /// Where the stages start.
  @inline(__always) public var stages: Int { offset &+ 4 &* channelCount }
  /// The first byte after the section.
  @inline(__always) public var end: Int { stages &+ ProgramStage.byteCount &* stageCount }
  /// Bytes of the section, a multiple of 4.
  @inline(__always) public var byteCount: Int { end &- offset }

  /// int16 counts per unit of a float of `channel`, 0 ..< channels.
  ///
  /// - Precondition: The section lies in `bytes`, the whole file.
  @inline(__always)
  public func countsPerUnit(_ channel: Int, in bytes: RawSpan) -> Float {
    Float(bitPattern: bytes.word(at: offset &+ 4 &* channel))
  }

  /// The stage at `index`, 0 ..< stages.
  ///
  /// - Precondition: The section lies in `bytes`, the whole file.
  @inline(__always)
  public func stage(_ index: Int, in bytes: RawSpan) -> ProgramStage {
    ProgramStage(reading: bytes, at: stages &+ ProgramStage.byteCount &* index)
  }

  /// Writes `countsPerUnit` of `channel`, 0 ..< channels; normal range.
  ///
  /// - Precondition: The section lies in `bytes`, the whole file.
  public func write(countsPerUnit: Float, _ channel: Int, into bytes: inout MutableRawSpan) {
    bytes.store(countsPerUnit.bitPattern, at: offset &+ 4 &* channel)
  }

  /// Writes `stage` as the one at `index`, 0 ..< stages.
  ///
  /// - Precondition: The section lies in `bytes`, the whole file.
  public func write(_ stage: ProgramStage, _ index: Int, into bytes: inout MutableRawSpan) {
    stage.write(into: &bytes, at: stages &+ ProgramStage.byteCount &* index)
  }
}

/// Where the constants of a program lie: int16 in order of use, then zeros up to a multiple of 4.
public struct ConstantsLayout: Equatable, Sendable {
  /// Where the section starts, in bytes from the start of the file.
  public let offset: Int
  /// Words of 4 bytes, two constants each; the last may have one and a zero.
  public let wordCount: Int

  /// The layout of constants.
  @inline(__always)
  public init(offset: Int, wordCount: Int) {
    self.offset = offset
    self.wordCount = wordCount
  }

  /// The first byte after the section.
  @inline(__always) public var end: Int { offset &+ byteCount }
  /// Bytes of the section, a multiple of 4.
  @inline(__always) public var byteCount: Int { 4 &* wordCount }

  /// The constant at `index`.
  ///
  /// - Precondition: It lies in `bytes`, the whole file.
  @inline(__always)
  public func constant(_ index: Int, in bytes: RawSpan) -> Int16 {
    Int16(bitPattern: bytes.half(at: offset &+ 2 &* index))
  }

  /// Writes `constant` as the one at `index`.
  ///
  /// - Precondition: It lies in `bytes`, the whole file.
  public func write(_ constant: Int16, _ index: Int, into bytes: inout MutableRawSpan) {
    bytes.store(UInt16(bitPattern: constant), at: offset &+ 2 &* index)
  }
}
