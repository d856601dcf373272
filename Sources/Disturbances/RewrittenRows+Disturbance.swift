package import Rows

extension RewrittenRows {
  /// Rows whose windows are disturbed.
  ///
  /// - Parameters:
  ///   - base: N × n, finite.
  ///   - layout: where the windows lie, within n features.
  ///   - disturbance: what happens to each row.
  ///   - samplingRate: in Hz; nil where it is not known.
  ///   - seed: fixes every draw: row i depends on it, on the disturbance and on i alone.
  ///   - targets: for each channel, the deviation that windows are standardised to afterwards; nil for
  ///     none.
  package init(
    _ base: any RowSource, layout: WindowLayout, disturbance: Disturbance, samplingRate: Double?,
    seed: UInt64, targets: [Double]?
  ) {
    self.init(base, layout: layout, targets: targets) { row, windows in
      // The bits above keep these streams apart from those of folds and transfer sets.
      var random = SeededGenerator(seed: seed, stream: 0x4E4F_4953 << 32 ^ UInt64(row))
      disturbance.apply(to: &windows, samplingRate: samplingRate, using: &random)
    }
  }
}
