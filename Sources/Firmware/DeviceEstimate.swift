public import PackedFormat

/// The expected cost of an inference where nothing can be measured.
///
/// Instructions are a sum over the matrix products of an inference. Their coefficients were fitted to
/// 16 students on each core: C99 runtime, arm-none-eabi-gcc 12.2, -Os, QEMU. The instructions of those
/// students differ from it by at most 21 %. With vectors of 16 bits they were fitted to 16 others, and
/// differ by at most 23 %. The size is a sum over the parts of the runtime that the student needs. It
/// was fitted to 72 choices of them. Those of version 1 differ from it by at most 2 %, the others by at
/// most 5 %. The stack is the usual one.
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
    /// For each weight of the last row that is left.
    let single: Double

    func instructions(of product: Product) -> Double {
      let weights = Double(product.columns)
      return Double(product.rows) * row
        + Double(product.rows / 4 * 4) * weights * tiled
        + Double(product.rows % 4 / 2 * 2) * weights * paired
        + Double(product.rows % 2) * weights * single
    }
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
  /// - Complexity: O(1).
  public init(core: DeviceCore, shape: PackedShape) {
    let call: Double
    let (narrow, wide): (Work, Work)
    switch core.kernels {
    case .thumb1:
      call = 385
      narrow = Work(row: 85.7, tiled: 6.16, paired: 5, single: 10.05)
      wide = Work(row: 101, tiled: 6.5, paired: 5.47, single: 11.21)
    case .portable:
      call = 298
      narrow = Work(row: 63.2, tiled: 3.48, paired: 3.4, single: 7.02)
      wide = Work(row: 57.5, tiled: 3.38, paired: 3.61, single: 6.91)
    case .dsp, .mve:
      call = 316
      narrow = Work(row: 62, tiled: 1.4, paired: 1.7, single: 2.48)
      wide = Work(row: 53.7, tiled: 1.39, paired: 2.3, single: 2.71)
    }
    let work = Self.products(of: shape).reduce(call) { sum, product in
      sum + (product.bits == 16 ? wide : narrow).instructions(of: product)
    }
    instructions = Int(work.rounded())
    let parts = CompiledParts(shape, version: shape.version)
    let needed = Set(parts.needed.map(\.part))
    text = Self.text(of: needed, core.kernels)
    rodata = needed.contains("BEATS") ? 32 : 20
    stack = Self.stack(core.kernels) + (needed.contains("WIDE") ? 32 : 0)
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

  private static func stack(_ kernels: DeviceCore.Kernels) -> Int {
    switch kernels {
    case .thumb1: 248
    case .portable: 236
    case .dsp, .mve: 224
    }
  }

  /// Bytes of code with the parts that are `needed`: each adds to the other ones.
  private static func text(of needed: Set<String>, _ kernels: DeviceCore.Kernels) -> Int {
    let bytes = Self.bytes(kernels)
    // A projection and a head narrow their vectors by the same function.
    let shared = needed.isSuperset(of: ["PROJECTION", "HEAD"]) ? 40 : 0
    return needed.reduce(-shared) { $0 + (bytes[$1] ?? 0) }
  }

  private static func bytes(_ kernels: DeviceCore.Kernels) -> [String: Int] {
    switch kernels {
    case .thumb1:
      [
        "FORMAT_1": 1_405, "FORMAT_2": 1_934, "PROJECTION": 91, "GATE": 55, "SHARED_MAP": 28,
        "HEAD": 80, "SCALES": 390, "KEPT_INPUTS": 157, "LIMITS": 311, "ADAPTATION": 107,
        "BEATS": 156, "PROGRAM": 282, "WIDE": 576,
      ]
    case .portable:
      [
        "FORMAT_1": 1_387, "FORMAT_2": 1_886, "PROJECTION": 88, "GATE": 90, "SHARED_MAP": 30,
        "HEAD": 82, "SCALES": 360, "KEPT_INPUTS": 145, "LIMITS": 318, "ADAPTATION": 103,
        "BEATS": 157, "PROGRAM": 278, "WIDE": 533,
      ]
    case .dsp, .mve:
      [
        "FORMAT_1": 1_546, "FORMAT_2": 2_042, "PROJECTION": 86, "GATE": 96, "SHARED_MAP": 30,
        "HEAD": 82, "SCALES": 359, "KEPT_INPUTS": 145, "LIMITS": 323, "ADAPTATION": 102,
        "BEATS": 161, "PROGRAM": 284, "WIDE": 685,
      ]
    }
  }
}
