public import PackedFormat

/// The expected cost of an inference where nothing can be measured.
///
/// A sum over the matrix products of an inference, with coefficients that were fitted to 16 golden
/// students on each core: C99 runtime, arm-none-eabi-gcc 12.2, -Os, QEMU. The instructions of those
/// students differ from it by at most 21 %. Size and stack are those that were measured.
public struct DeviceEstimate: Sendable, Equatable {
  /// Bytes of code: `tessera_open` and `tessera_infer`.
  public let text: Int
  /// Bytes of constants of the runtime.
  public let rodata = 20
  /// Bytes of stack beyond the scratch memory.
  public let stack: Int
  /// Instructions of one inference.
  public let instructions: Int

  /// Instructions by kind of work.
  private struct Coefficients {
    /// Once.
    let call: Double
    /// For each row of a product: bias, requantisation.
    let row: Double
    /// For each weight in groups of four rows.
    let tiled: Double
    /// For each weight of two rows that are left.
    let paired: Double
    /// For each weight of the last row that is left.
    let single: Double
  }

  /// The cost of a student of a shape, from straight lines through measurements.
  ///
  /// - Parameters:
  ///   - core: where it runs.
  ///   - shape: of the packed student.
  /// - Complexity: O(1).
  public init(core: DeviceCore, shape: PackedShape) {
    let cost: Coefficients
    switch core.kernels {
    case .thumb1:
      cost = Coefficients(call: 385, row: 85.7, tiled: 6.16, paired: 5, single: 10.05)
      (text, stack) = (1_616, 248)
    case .portable:
      cost = Coefficients(call: 298, row: 63.2, tiled: 3.48, paired: 3.4, single: 7.02)
      (text, stack) = (1_626, 236)
    case .dsp:
      cost = Coefficients(call: 316, row: 62, tiled: 1.4, paired: 1.7, single: 2.48)
      (text, stack) = (1_782, 224)
    }
    let work = Self.products(of: shape).reduce(cost.call) { sum, product in
      let weights = Double(product.columns)
      return sum + Double(product.rows) * cost.row
        + Double(product.rows / 4 * 4) * weights * cost.tiled
        + Double(product.rows % 4 / 2 * 2) * weights * cost.paired
        + Double(product.rows % 2) * weights * cost.single
    }
    instructions = Int(work.rounded())
  }

  /// The matrix products of one inference.
  private static func products(of shape: PackedShape) -> [(rows: Int, columns: Int)] {
    let (n, d, q) = (shape.inputCount, shape.componentCount, shape.mapCount)
    return [
      (shape.hasProjection ? d : 0, n), (shape.regionCount - 1, d),
      (shape.hasSharedMap ? q : 0, n), (q, d), (shape.hasHead ? shape.outputCount : 0, q),
    ]
  }
}
