internal import Disturbances
internal import Rows

extension RewrittenRows {
  /// Rows whose windows are changed, each by one seeded draw of what a student shall withstand.
  ///
  /// All channels share a cut and a clock. Noise is of each.
  ///
  /// - Parameters:
  ///   - base: N × n, finite.
  ///   - layout: where the windows lie, within n features.
  ///   - targets: for each channel, the deviation that windows are standardised to afterwards; nil for
  ///     none.
  ///   - copy: separates draws: row i depends on the seed, on the copy and on i alone.
  init(
    _ base: any RowSource, _ withstanding: Withstanding, layout: WindowLayout, targets: [Double]?,
    copy: Int
  ) {
    self.init(base, layout: layout, targets: targets) { row, windows in
      // The bits above keep these streams apart from those of folds, transfer sets and disturbances.
      var random = SeededGenerator(
        seed: withstanding.seed, stream: (0x5749_5448 + UInt64(copy)) << 32 ^ UInt64(row))
      let shift = random.index(below: 2 * withstanding.shift + 1) - withstanding.shift
      let stretches = withstanding.stretches
      let stretch = stretches[random.index(below: stretches.count)]
      for channel in windows.indices {
        let deviation = windows[channel].variance.squareRoot()
        if stretch != 0 { windows[channel].stretch(by: stretch) }
        if shift != 0 { windows[channel].shift(by: shift) }
        if withstanding.noise > 0 {
          windows[channel].addNoise(
            deviation: withstanding.noise * deviation, seed: random.next())
        }
      }
    }
  }
}
