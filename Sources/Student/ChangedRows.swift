internal import Disturbances
package import Rows

/// Rows whose windows are changed as they are read, each by one seeded draw of what a student shall
/// withstand.
package struct ChangedRows: RowSource {
  private let base: any RowSource
  private let withstanding: Withstanding
  private let layout: WindowLayout
  private let targets: [Double]?
  private let copy: Int

  /// - Parameters:
  ///   - base: N × n, finite.
  ///   - layout: where the windows lie, within n features; the others stay as they are.
  ///   - targets: for each channel, the deviation that windows are standardised to afterwards; nil leaves
  ///     them as they are.
  ///   - copy: separates draws: row i depends on the seed, on the copy and on i alone.
  init(
    _ base: any RowSource, _ withstanding: Withstanding, layout: WindowLayout, targets: [Double]?,
    copy: Int
  ) {
    self.base = base
    self.withstanding = withstanding
    self.layout = layout
    self.targets = targets
    self.copy = copy
  }

  package var rowCount: Int { base.rowCount }
  package var columnCount: Int { base.columnCount }

  package func read<Scalar: RowScalar>(
    _ rows: Range<Int>, into block: inout [Scalar]
  ) throws(RowReadError) {
    try base.read(rows, into: &block)
    for (place, row) in rows.enumerated() { change(row, at: place, in: &block) }
  }

  package func read<Scalar: RowScalar>(
    _ rows: [Int], into block: inout [Scalar]
  ) throws(RowReadError) {
    try base.read(rows, into: &block)
    for (place, row) in rows.enumerated() { change(row, at: place, in: &block) }
  }

  /// All channels share a cut and a clock. Noise is of each.
  private func change<Scalar: RowScalar>(_ row: Int, at place: Int, in block: inout [Scalar]) {
    // The bits above keep these streams apart from those of folds, transfer sets and disturbances.
    var random = SeededGenerator(
      seed: withstanding.seed, stream: (0x5749_5448 + UInt64(copy)) << 32 ^ UInt64(row))
    let shift = random.index(below: 2 * withstanding.shift + 1) - withstanding.shift
    let stretches = withstanding.stretches
    let stretch = stretches[random.index(below: stretches.count)]
    let start = place * columnCount
    for (channel, window) in layout.windows.enumerated() {
      var waveform = Waveform(window.map { Double(block[start + $0]) })
      let deviation = waveform.variance.squareRoot()
      if stretch != 0 { waveform.stretch(by: stretch) }
      if shift != 0 { waveform.shift(by: shift) }
      if withstanding.noise > 0 {
        waveform.addNoise(deviation: withstanding.noise * deviation, seed: random.next())
      }
      if let targets { waveform.standardize(to: targets[channel]) }
      for (index, feature) in window.enumerated() {
        block[start + feature] = Scalar(waveform.samples[index])
      }
    }
  }
}
