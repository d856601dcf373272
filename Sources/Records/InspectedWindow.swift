internal import Firmware
internal import HostRuntime
internal import PackedFormat

extension StudentInspection {
  /// What a caller hands over at a time, and what becomes of it, in a student of format version 2.
  public struct Window: Sendable, Equatable, Codable {
    /// Numbers of one window.
    public var numbers: Int
    /// Channels, which follow one another in a window.
    public var channels: Int
    /// Samples of each channel.
    public var samplesPerChannel: Int
    /// Samples of a channel per second; nil when it is not known.
    public var sampleRate: Double?
    /// Samples from one window of a stream to the next; nil without a stream.
    public var hop: Int?
    /// Bytes of the state of a stream; nil without one.
    public var stream: Int?
    /// Features of one window: its numbers, or what a program makes of them.
    public var features: Int
    /// Bits of a quantised input.
    public var featureBits: Int
    /// Bits of an element of the vector for gate and regional maps.
    public var componentBits: Int
    /// Bytes of a quantised input.
    public var inputBytes: Int
    /// The largest magnitude of a quantised input.
    public var largestQuantum: Int
    /// Whether float32 is accepted.
    public var acceptsFloats: Bool
    /// Whether int32 is accepted.
    public var acceptsIntegers: Bool
    /// Whether the label is 1 where the only output is above 0, and otherwise 0.
    public var isBinary: Bool
    /// The features that are inputs, ascending; nil when all are.
    public var keptInputs: [Int]?
  }

  /// How an input is quantised that has a scale of its own: (x − centre) / quantum, rounded and
  /// limited.
  public struct Scale: Sendable, Equatable, Codable {
    /// The input, 0 ..< n.
    public var input: Int
    /// The feature that it is.
    public var feature: Int
    /// The float that becomes 0; nil without scales for floats.
    public var centre: Double?
    /// Units per quantum, 0 for an input that is always 0; nil without scales for floats.
    public var quantum: Double?
    /// The integer that becomes 0; nil without scales for integers.
    public var integerCentre: Double?
    /// Integers per quantum, 0 for an input that is always 0; nil without scales for integers.
    public var integerQuantum: Double?
  }
}

extension StudentInspection.Window {
  /// The window of a student; nil for one of format version 1.
  init?(_ student: PackedStudent) {
    let (header, layout) = (student.header, student.layout)
    guard header.version > 1 else { return nil }
    let facts = FrontEndFacts(header, in: student.bytes)
    self.init(
      numbers: header.windowCount, channels: header.channelCount,
      samplesPerChannel: header.samplesPerChannel,
      sampleRate: header.sampleRate == 0 ? nil : Double(header.sampleRate) / 1_000,
      hop: header.hop == 0 ? nil : header.hop,
      stream: header.hop == 0 ? nil : layout.streamByteCount, features: header.featureCount,
      featureBits: header.featureBits, componentBits: header.componentBits,
      inputBytes: layout.inputByteCount, largestQuantum: Int(header.largestFeature),
      acceptsFloats: facts.acceptsFloats, acceptsIntegers: facts.acceptsIntegers,
      isBinary: header.isBinary, keptInputs: ScaleFacts.keptFeatures(header, in: student.bytes))
  }
}

extension StudentInspection.Scale {
  /// The scales of a student's section; nil without one.
  static func all(of student: PackedStudent) -> [StudentInspection.Scale]? {
    guard student.header.sections.scales != .none else { return nil }
    return ScaleFacts(student.header, in: student.bytes).inputs.map {
      StudentInspection.Scale(
        input: $0.index, feature: $0.feature, centre: $0.floats?.centre,
        quantum: $0.floats?.quantum, integerCentre: $0.integers?.centre,
        integerQuantum: $0.integers?.quantum)
    }
  }
}
