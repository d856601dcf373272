public import PackedFormat

/// The expected cost of an inference where nothing can be measured.
///
/// Instructions are a sum over the matrix products of an inference. Their coefficients are of the loops of
/// the C99 runtime (arm-none-eabi-gcc 12.2, -Os, QEMU); what is beside the loops was fitted to students of
/// 8 and of 16 bits, with and without a head. The size is a sum over the parts of the runtime that the
/// student needs, each from a build with it and one without. Tests hold instructions to 25 % and the size
/// to 5 %. The stack is the usual one.
public struct DeviceEstimate: Sendable, Equatable {
  /// Bytes of code: `tessera_open` and `tessera_infer`.
  public let text: Int
  /// Bytes of constants of the runtime.
  public let rodata: Int
  /// Bytes of stack beyond the scratch memory.
  public let stack: Int
  /// Instructions of one inference.
  public let instructions: Int

  /// Instructions by kind of work.
  private struct Work {
    /// For each row of a product: bias, requantisation.
    let row: Double
    /// For each weight in groups of four rows.
    let tiled: Double
    /// For each weight of two rows that are left.
    let paired: Double
    /// For each weight of the last row that is left, behind no group.
    let single: Double
    /// For each weight of the row behind a group, with which it is read.
    let joined: Double

    func instructions(of product: Product) -> Double {
      let weights = Double(product.columns)
      return Double(product.rows) * row
        + Double(product.rows / 4 * 4) * weights * tiled
        + Double(product.rows % 4 / 2 * 2) * weights * paired
        + Double(product.rows % 2) * weights * (product.rows < 4 ? single : joined)
        + DeviceEstimate.rest(of: product)
    }
  }

  /// The instructions for the columns behind the last four, which no kernel takes.
  private static func rest(of product: Product) -> Double {
    let columns = product.columns % 4
    guard columns > 0, product.rows > 0 else { return 0 }
    return Double(product.rows * (9 * columns + 12) + 30)
  }

  /// A matrix product of an inference.
  private struct Product {
    let rows: Int
    let columns: Int
    /// Bits of the vector.
    let bits: Int
  }

  /// The cost of a student of a shape, from straight lines through measurements.
  ///
  /// - Parameters:
  ///   - core: where it runs.
  ///   - shape: of the packed student.
  /// - Precondition: `core.isEstimated`.
  /// - Complexity: O(1).
  public init(core: DeviceCore, shape: PackedShape) {
    precondition(core.isEstimated, "there are no figures of this core")
    let call: Double
    let (narrow, wide): (Work, Work)
    switch core.kernels {
    case .thumb1:
      call = 225
      narrow = Work(row: 62.5, tiled: 6.19, paired: 5.05, single: 7, joined: 7)
      wide = Work(row: 62.5, tiled: 6.84, paired: 5.5, single: 8, joined: 8)
    case .portable:
      call = 305
      narrow = Work(row: 31, tiled: 3.19, paired: 3.5, single: 5, joined: 5)
      wide = Work(row: 31, tiled: 3.2, paired: 3.5, single: 5, joined: 5)
    case .dsp, .mve:
      call = 154
      narrow = Work(row: 28, tiled: 1.38, paired: 1.76, single: 3.5, joined: 1.5)
      wide = Work(row: 30, tiled: 1.52, paired: 1.95, single: 3.9, joined: 1.5)
    }
    let work = Self.products(of: shape).reduce(call) { sum, product in
      sum + (product.bits == 16 ? wide : narrow).instructions(of: product)
    }
    instructions = Int(work.rounded())
    let parts = CompiledParts(shape, version: shape.version)
    let needed = Set(parts.needed.map(\.part))
    text = Self.text(of: needed, core.kernels)
    rodata = Self.rodata(of: needed, version: shape.version, core.kernels)
    let hasRest = Self.products(of: shape).contains { $0.rows > 0 && $0.columns % 4 > 0 }
    stack = Self.stack(core.kernels, isWide: needed.contains("WIDE"), hasRest: hasRest)
  }

  /// Bytes of constants: of the sections of version 2, of the fields of beats, and what kernels see of a
  /// vector of less than four columns.
  private static func rodata(
    of needed: Set<String>, version: Int, _ kernels: DeviceCore.Kernels
  ) -> Int {
    let sections = version == 2 ? 20 : 0
    let beats = needed.contains("BEATS") ? 12 : 0
    let columns = kernels == .thumb1 ? 0 : needed.contains("WIDE") ? 8 : 4
    return sections + beats + columns
  }

  /// The matrix products of one inference.
  private static func products(of shape: PackedShape) -> [Product] {
    let (n, d, q) = (shape.inputCount, shape.componentCount, shape.mapCount)
    let (x, z) = (shape.featureBits, shape.componentBits)
    return [
      Product(rows: shape.hasProjection ? d : 0, columns: n, bits: x),
      Product(rows: shape.regionCount - 1, columns: d, bits: z),
      Product(rows: shape.hasSharedMap ? q : 0, columns: n, bits: x),
      Product(rows: q, columns: d, bits: z),
      Product(rows: shape.hasHead ? shape.outputCount : 0, columns: q, bits: 8),
    ]
  }

  private static func stack(_ kernels: DeviceCore.Kernels, isWide: Bool, hasRest: Bool) -> Int {
    switch kernels {
    case .thumb1: 232 + (isWide ? 48 : 0)
    case .portable: 164 + (isWide ? 72 : 0) + (hasRest ? 36 : 0)
    case .dsp, .mve: 168 + (isWide ? 60 : 0) + (hasRest ? 36 : 0)
    }
  }

  /// Bytes of code with the parts that are `needed`: each adds to the other ones.
  private static func text(of needed: Set<String>, _ kernels: DeviceCore.Kernels) -> Int {
    let bytes = Self.bytes(kernels)
    // A projection and a head narrow their vectors by the same function.
    let shared = needed.isSuperset(of: ["PROJECTION", "HEAD"]) ? 35 : 0
    return needed.reduce(-shared) { $0 + (bytes[$1] ?? 0) }
  }

  private static func bytes(_ kernels: DeviceCore.Kernels) -> [String: Int] {
    switch kernels {
    case .thumb1:
      [
        "FORMAT_1": 1_306, "FORMAT_2": 1_890, "PROJECTION": 135, "GATE": 95, "SHARED_MAP": 51,
        "HEAD": 132, "SCALES": 347, "KEPT_INPUTS": 124, "LIMITS": 1_134, "ADAPTATION": 93,
        "BEATS": 150, "PROGRAM": 282, "WIDE": 645,
      ]
    case .portable:
      [
        "FORMAT_1": 1_275, "FORMAT_2": 1_795, "PROJECTION": 101, "GATE": 111, "SHARED_MAP": 83,
        "HEAD": 109, "SCALES": 368, "KEPT_INPUTS": 135, "LIMITS": 972, "ADAPTATION": 82,
        "BEATS": 158, "PROGRAM": 278, "WIDE": 490,
      ]
    case .dsp, .mve:
      [
        "FORMAT_1": 1_523, "FORMAT_2": 2_060, "PROJECTION": 100, "GATE": 119, "SHARED_MAP": 89,
        "HEAD": 108, "SCALES": 368, "KEPT_INPUTS": 133, "LIMITS": 954, "ADAPTATION": 82,
        "BEATS": 159, "PROGRAM": 284, "WIDE": 730,
      ]
    }
  }
}
