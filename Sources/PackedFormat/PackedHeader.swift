/// The 48 bytes that open a packed student of format version 1, little-endian.
///
/// | offset | bytes | type | field | valid |
/// | --- | --- | --- | --- | --- |
/// | 0 | 4 | bytes | magic | `54 53 52 41` ("TSRA") |
/// | 4 | 2 | u16 | version | 1 |
/// | 6 | 2 | u16 | flags | bits 0–5; the others 0 |
/// | 8 | 4 | u32 | length | bytes of the whole file |
/// | 12 | 2 | u16 | inputCount n | 1 … 16,384 |
/// | 14 | 2 | u16 | standardizedCount m | 1 … n when standardized, otherwise 0 |
/// | 16 | 2 | u16 | componentCount d | 1 … 16,384; n without a projection |
/// | 18 | 2 | u16 | regionCount k | 1 … 1,024 |
/// | 20 | 2 | u16 | mapCount q | 1 … 16,384; C without a head |
/// | 22 | 2 | u16 | outputCount C | 1 … 16,384 |
/// | 24 | 4 | f32 | inputMultiplier | int8 quanta per unit of input; normal range |
/// | 28 | 4 | f32 | outputScale | units of output per quantum; normal range |
/// | 32 | 4 | f32 | countsPerUnit | normal range when standardized, otherwise four 0 bytes |
/// | 36 | 4 | u32 | windowGain | 1 … 2³⁰ when standardized, otherwise 0 |
/// | 40 | 4 | i32 | countMultiplier | 0, or 2³⁰ … 2³¹ − 1 |
/// | 44 | 2 | i16 | countZero | any; 0 when countMultiplier is 0 |
/// | 46 | 1 | u8 | countShift | 33 … 62; 0 when countMultiplier is 0 |
/// | 47 | 1 | u8 | reserved | 0 |
///
/// Normal range: sign bit 0 and biased exponent 63 … 191, so 2⁻⁶⁴ ≤ value < 2⁶⁵.
///
/// A header is valid by construction; only `init(trusting:)` relies on its caller.
public struct PackedHeader: Equatable, Sendable {
  /// The format version that this module reads and writes.
  public static var formatVersion: UInt16 { 1 }
  /// Bytes of a header.
  public static var byteCount: Int { PackedLayout.headerByteCount }
  /// "TSRA", read as a little-endian integer.
  static var magic: UInt32 { 0x4152_5354 }

  /// Which optional steps and sections the student has.
  public let flags: PackedFlags
  /// Bytes of the whole file.
  public let length: UInt32
  /// Features of one input, n.
  public let inputCount: Int
  /// Leading inputs that are standardised per window, m; 0 when none are.
  public let standardizedCount: Int
  /// Length of z, d: the vector that the gate and the region maps read.
  public let componentCount: Int
  /// Regions, k.
  public let regionCount: Int
  /// Rows of each map, q.
  public let mapCount: Int
  /// Outputs of the student, C.
  public let outputCount: Int
  /// int8 quanta per unit of a float input.
  public let inputMultiplier: Float
  /// Units of output per quantum of output.
  public let outputScale: Float
  /// int16 counts per unit of a standardised float input; 0 when none are.
  public let countsPerUnit: Float
  /// 2¹⁶ × int8 quanta per standard deviation; 0 when no input is standardised.
  public let windowGain: UInt32
  /// Multiplier of the quantisation of counts; 0 when there is none.
  public let countMultiplier: Int32
  /// The count of a zero input.
  public let countZero: Int16
  /// Shift of the quantisation of counts; 0 when there is none.
  public let countShift: UInt8
}

// MARK: - Making one

extension PackedHeader {
  /// The header of a student that is about to be packed; its length follows from the shape.
  ///
  /// - Parameters:
  ///   - shape: The counts of the student and the sections that it has.
  ///   - isRectified: Whether a ReLU precedes the head; only with a head.
  ///   - hasLogits: Whether the outputs are class logits.
  ///   - inputMultiplier: int8 quanta per unit of a float input; normal range.
  ///   - outputScale: Units of output per quantum of output; normal range.
  ///   - window: How leading inputs are standardised; nil when none are.
  ///   - counts: How counts that are not standardised are quantised; nil when they are not.
  /// - Throws: `header` when a value is outside its range, `layout` when the student would be
  ///   too long.
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
    length = UInt32(truncatingIfNeeded: try PackedLayout.byteCount(of: shape))
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
    // A zero multiplier states that there is no quantisation of counts.
    guard isValid, counts == nil || countMultiplier != 0 else { throw .header }
  }
}

// MARK: - Meaning

extension PackedHeader {
  /// The counts that determine the layout.
  @inline(__always)
  public var shape: PackedShape { PackedShape(header: self) }

  /// How leading inputs are standardised; nil when none are.
  public var window: WindowQuantization? {
    guard flags.contains(.standardized) else { return nil }
    return WindowQuantization(
      standardizedCount: standardizedCount, countsPerUnit: countsPerUnit, gain: windowGain)
  }

  /// How counts that are not standardised are quantised; nil when they are not.
  public var counts: CountQuantization? {
    guard countMultiplier != 0 else { return nil }
    return CountQuantization(multiplier: countMultiplier, shift: countShift, zero: countZero)
  }

  /// Whether the student takes int16 counts: every input is standardised or has a
  /// quantisation of counts.
  @inline(__always)
  public var acceptsCounts: Bool { countMultiplier != 0 || standardizedCount == inputCount }
}
