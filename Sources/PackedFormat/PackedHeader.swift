/// The bytes that open a packed student, little-endian: 48 in version 1, 64 in version 2.
///
/// | offset | bytes | type | field | valid |
/// | --- | --- | --- | --- | --- |
/// | 0 | 4 | bytes | magic | `54 53 52 41` ("TSRA") |
/// | 4 | 2 | u16 | version | 1 or 2 |
/// | 6 | 2 | u16 | flags | bits 0–5, and 6 in version 2; the others 0 |
/// | 8 | 4 | u32 | length | bytes of the whole file |
/// | 12 | 2 | u16 | inputCount n | 1 … 16,384 |
/// | 14 | 2 | u16 | standardizedCount m | 1 … n (F in version 2) when standardized, otherwise 0 |
/// | 16 | 2 | u16 | componentCount d | 1 … 16,384; n without a projection |
/// | 18 | 2 | u16 | regionCount k | 1 … 1,024 |
/// | 20 | 2 | u16 | mapCount q | 1 … 16,384; C without a head |
/// | 22 | 2 | u16 | outputCount C | 1 … 16,384 |
/// | 24 | 4 | f32 | inputMultiplier | quanta per unit of input; normal range, or 0 with scales |
/// | 28 | 4 | f32 | outputScale | units of output per quantum; normal range |
/// | 32 | 4 | f32 | countsPerUnit | normal range when standardized, otherwise four 0 bytes |
/// | 36 | 4 | u32 | windowGain | 1 … 2³⁰ when standardized, otherwise 0 |
/// | 40 | 4 | i32 | countMultiplier | 0, or 2³⁰ … 2³¹ − 1 |
/// | 44 | 2 | i16 | countZero | any; 0 when countMultiplier is 0 |
/// | 46 | 1 | u8 | countShift | 33 … 62; 0 when countMultiplier is 0 |
/// | 47 | 1 | u8 | reserved | 0 |
/// | 48 | 2 | u16 | samplesPerChannel L | 1 … 16,384 |
/// | 50 | 1 | u8 | channelCount | 1 … 16 |
/// | 51 | 1 | u8 | reserved | 0 |
/// | 52 | 4 | u32 | sampleRate | mHz; 0 when it is not known |
/// | 56 | 2 | u16 | featureCount F | n … 16,384 |
/// | 58 | 2 | u16 | hop | samples, 0 … L; 0 without a stream |
/// | 60 | 1 | u8 | featureBits | 8 or 16 |
/// | 61 | 1 | u8 | componentBits | 8 or 16; featureBits without a projection |
/// | 62 | 2 | u16 | sectionCount | 1 … 32 |
///
/// Normal range: sign bit 0 and biased exponent 63 … 191, so 2⁻⁶⁴ ≤ value < 2⁶⁵.
///
/// A header is valid by construction; only `init(trusting:)` relies on its caller.
public struct PackedHeader: Equatable, Sendable {
  /// The newest format version that this module reads and writes; it knows every older one.
  public static var newestVersion: Int { 2 }
  /// The fewest bytes from which a header can be read, those of version 1.
  public static var leastByteCount: Int { PackedLayout.headerByteCount(version: 1) }
  /// "TSRA", read as a little-endian integer.
  static var magic: UInt32 { 0x4152_5354 }

  /// The format version, 1 or 2.
  public let version: Int
  /// Which optional steps and sections the student has.
  public let flags: PackedFlags
  /// Bytes of the whole file.
  public let length: UInt32
  /// What the maps see of one window, n.
  public let inputCount: Int
  /// Leading features that are standardised per window, m; 0 when none are.
  public let standardizedCount: Int
  /// Length of z, d: the vector that the gate and the region maps read.
  public let componentCount: Int
  /// Regions, k.
  public let regionCount: Int
  /// Rows of each map, q.
  public let mapCount: Int
  /// Outputs of the student, C.
  public let outputCount: Int
  /// Quanta per unit of a float input; 0 when the student has scales.
  public let inputMultiplier: Float
  /// Units of output per quantum of output.
  public let outputScale: Float
  /// int16 counts per unit of a standardised float input; 0 when none are.
  public let countsPerUnit: Float
  /// 2¹⁶ × quanta per standard deviation; 0 when no input is standardised.
  public let windowGain: UInt32
  /// Multiplier of the quantisation of counts; 0 when there is none.
  public let countMultiplier: Int32
  /// The count of a zero input.
  public let countZero: Int16
  /// Shift of the quantisation of counts; 0 when there is none.
  public let countShift: UInt8
  /// Samples per channel of a window, L; n in version 1.
  public let samplesPerChannel: Int
  /// Channels of a window; 1 in version 1.
  public let channelCount: Int
  /// Samples per second of a channel, in mHz; 0 when it is not known, and in version 1.
  public let sampleRate: UInt32
  /// Features of one window, F; n in version 1.
  public let featureCount: Int
  /// Samples from one window of a stream to the next; 0 without a stream, and in version 1.
  public let hop: Int
  /// Bits of a quantised input, 8 or 16; 8 in version 1.
  public let featureBits: Int
  /// Bits of an element of z, 8 or 16; 8 in version 1.
  public let componentBits: Int
  /// Entries of the directory, 1 … 32, with those of sections that are not known; 0 in version 1.
  public let sectionCount: Int
  /// The sections of kind 6 and above. `init(trusting:)` leaves them out.
  public internal(set) var sections: SectionFacts
  /// Inputs that are standardised, the first ones: m, unless some features are left out.
  /// `init(trusting:)` takes all as kept.
  public internal(set) var standardizedInputCount: Int
}

// MARK: - Making one

extension PackedHeader {
  /// The header of a student that is about to be packed; its length follows from the shape.
  ///
  /// - Parameters:
  ///   - shape: The counts of the student and the sections that it has.
  ///   - isRectified: Whether a ReLU precedes the head; only with a head.
  ///   - hasLogits: Whether the outputs are class logits.
  ///   - inputMultiplier: Quanta per unit of a float input; normal range, or 0 with scales.
  ///   - outputScale: Units of output per quantum of output; normal range.
  ///   - window: How leading features are standardised; nil when none are.
  ///   - counts: How counts that are not standardised are quantised; nil when they are not.
  /// - Throws: `header` when a value is outside its range, `section` when a section contradicts
  ///   the others or the values, `layout` when the student would be too long.
  public init(
    shape: PackedShape, isRectified: Bool = false, hasLogits: Bool, inputMultiplier: Float,
    outputScale: Float, window: WindowQuantization? = nil, counts: CountQuantization? = nil
  ) throws(PackedFormatError) {
    flags = PackedFlags(rawValue: 0)
      .adding(.standardized, if: window != nil)
      .adding(.projection, if: shape.hasProjection)
      .adding(.sharedMap, if: shape.hasSharedMap)
      .adding(.head, if: shape.hasHead)
      .adding(.rectified, if: isRectified)
      .adding(.logits, if: hasLogits)
      .adding(.binary, if: shape.isBinary)
    let layout = try PackedLayout(shape)
    version = layout.version
    length = UInt32(truncatingIfNeeded: layout.byteCount)
    inputCount = shape.inputCount
    standardizedCount = window?.standardizedCount ?? 0
    componentCount = shape.componentCount
    regionCount = shape.regionCount
    mapCount = shape.mapCount
    outputCount = shape.outputCount
    self.inputMultiplier = inputMultiplier
    self.outputScale = outputScale
    countsPerUnit = window?.countsPerUnit ?? 0
    windowGain = window?.gain ?? 0
    countMultiplier = counts?.multiplier ?? 0
    countZero = counts?.zero ?? 0
    countShift = counts?.shift ?? 0
    samplesPerChannel = shape.window.samplesPerChannel
    channelCount = shape.window.channelCount
    sampleRate = shape.window.sampleRate
    featureCount = shape.window.featureCount
    hop = shape.window.hop
    featureBits = shape.featureBits
    componentBits = shape.componentBits
    sectionCount = layout.sectionCount
    sections = shape.sections
    standardizedInputCount = window?.inputCount ?? 0
    // A zero multiplier states that there is no quantisation of counts.
    guard isValid, counts == nil || countMultiplier != 0 else { throw .header }
    guard areSectionsValid, areInputCountsValid else { throw .section }
  }
}

extension PackedHeader {
  /// Notes what an inference needs to know of the sections of a file that was validated before.
  ///
  /// - Parameters:
  ///   - scales: The parts of the scales.
  ///   - stageCount: Stages of the program; 0 without one.
  ///   - limits: The parts of the limits.
  @inline(__always)
  package mutating func note(scales: ScaleParts, stageCount: Int, limits: LimitParts) {
    sections.scales = scales
    sections.stageCount = stageCount
    sections.limits = limits
  }
}

// MARK: - Meaning

extension PackedHeader {
  /// The counts that determine the layout.
  @inline(__always)
  public var shape: PackedShape { PackedShape(header: self) }

  /// The window that becomes the features.
  @inline(__always)
  public var source: PackedWindow {
    PackedWindow(
      samplesPerChannel: samplesPerChannel, channelCount: channelCount,
      featureCount: featureCount, sampleRate: sampleRate, hop: hop)
  }

  /// Numbers of one window, which a caller hands over: L × channels.
  @inline(__always)
  public var windowCount: Int { samplesPerChannel &* channelCount }

  /// Whether the sign of the only output decides between the labels 0 and 1.
  @inline(__always)
  public var isBinary: Bool { version != 1 && flags.contains(.binary) }

  /// The labels that an answer can have: two of a binary student, otherwise C.
  @inline(__always)
  public var labelCount: Int { isBinary ? 2 : outputCount }

  /// The largest magnitude of a quantised input, T: 127 or 32,767.
  @inline(__always)
  public var largestFeature: Int32 { featureBits == 16 ? 32_767 : 127 }

  /// The largest magnitude of an element of z: 127 or 32,767.
  @inline(__always)
  public var largestComponent: Int32 { componentBits == 16 ? 32_767 : 127 }

  /// Bytes of the header and of the directory that follows it in version 2: what `write(into:)`
  /// writes, and where the first section starts.
  public var byteCount: Int {
    PackedLayout.headerByteCount(version: version) &+ PackedLayout.entryByteCount &* sectionCount
  }

  /// How leading features are standardised; nil when none are.
  public var window: WindowQuantization? {
    guard flags.contains(.standardized) else { return nil }
    return WindowQuantization(
      standardizedCount: standardizedCount, inputCount: standardizedInputCount,
      countsPerUnit: countsPerUnit, gain: windowGain)
  }

  /// How counts that are not standardised are quantised; nil when they are not.
  public var counts: CountQuantization? {
    guard countMultiplier != 0 else { return nil }
    return CountQuantization(multiplier: countMultiplier, shift: countShift, zero: countZero)
  }

  /// Whether the student takes floats: it has a program, no scales, or scales for floats.
  @inline(__always)
  public var acceptsFloats: Bool {
    sections.hasProgram || sections.scales == .none || sections.scales.contains(.floats)
  }

  /// Whether the student takes int16 counts: it has scales for integers, or every input is
  /// standardised or has a quantisation of counts.
  @inline(__always)
  public var acceptsCounts: Bool {
    countMultiplier != 0 || sections.scales.contains(.integers)
      || standardizedInputCount == inputCount
  }

  /// Whether the student takes int32: it has scales for integers, nothing is standardised, and no
  /// program takes the window.
  @inline(__always)
  public var acceptsIntegers: Bool {
    sections.scales.contains(.integers) && standardizedCount == 0 && !sections.hasProgram
  }
}
