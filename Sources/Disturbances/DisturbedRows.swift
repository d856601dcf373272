package import Rows

/// Rows whose windows are disturbed as they are read.
package struct DisturbedRows: RowSource {
  private let base: any RowSource
  private let layout: WindowLayout
  private let disturbance: Disturbance
  private let samplingRate: Double?
  private let seed: UInt64
  /// For each channel, the deviation that windows are standardised to afterwards; nil for none.
  private let targets: [Double]?

  /// - Parameters:
  ///   - base: N × n, finite.
  ///   - layout: where the windows lie, within n features; the others stay as they are.
  ///   - disturbance: what happens to each row.
  ///   - samplingRate: in Hz; nil where it is not known.
  ///   - seed: fixes every draw: row i depends on it, on the disturbance and on i alone.
  ///   - targets: for each channel, the deviation that windows are standardised to afterwards, as before
  ///     a student of standardised windows; nil leaves them as they are.
  package init(
    _ base: any RowSource, layout: WindowLayout, disturbance: Disturbance, samplingRate: Double?,
    seed: UInt64, targets: [Double]?
  ) {
    precondition(layout.featureCount <= base.columnCount, "windows lie within the features")
    self.base = base
    self.layout = layout
    self.disturbance = disturbance
    self.samplingRate = samplingRate
    self.seed = seed
    self.targets = targets
  }

  package var rowCount: Int { base.rowCount }
  package var columnCount: Int { base.columnCount }

  package func read<Scalar: RowScalar>(
    _ rows: Range<Int>, into block: inout [Scalar]
  ) throws(RowReadError) {
    try base.read(rows, into: &block)
    for (place, row) in rows.enumerated() { disturb(row, at: place, in: &block) }
  }

  package func read<Scalar: RowScalar>(
    _ rows: [Int], into block: inout [Scalar]
  ) throws(RowReadError) {
    try base.read(rows, into: &block)
    for (place, row) in rows.enumerated() { disturb(row, at: place, in: &block) }
  }

  private func disturb<Scalar: RowScalar>(_ row: Int, at place: Int, in block: inout [Scalar]) {
    // The bits above keep these streams apart from those of folds and transfer sets.
    var random = SeededGenerator(seed: seed, stream: 0x4E4F_4953 << 32 ^ UInt64(row))
    let start = place * columnCount
    var windows = layout.windows.map { window in
      Waveform(window.map { Double(block[start + $0]) })
    }
    disturbance.apply(to: &windows, samplingRate: samplingRate, using: &random)
    for (channel, window) in layout.windows.enumerated() {
      if let targets { windows[channel].standardize(to: targets[channel]) }
      for (index, feature) in window.enumerated() {
        block[start + feature] = Scalar(windows[channel].samples[index])
      }
    }
  }
}
