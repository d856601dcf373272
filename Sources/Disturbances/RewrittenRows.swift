package import Rows

/// Rows whose windows are rewritten as they are read.
package struct RewrittenRows: RowSource {
  private let base: any RowSource
  private let layout: WindowLayout
  /// For each channel, the deviation that windows are standardised to afterwards; nil for none.
  private let targets: [Double]?
  private let rewrite: @Sendable (_ row: Int, _ windows: inout [Waveform]) -> Void

  /// - Parameters:
  ///   - base: N × n, finite.
  ///   - layout: where the windows lie, within n features; the others stay as they are.
  ///   - targets: for each channel, the deviation that windows are standardised to afterwards, as before
  ///     a student of standardised windows; nil leaves them as they are.
  ///   - rewrite: called with a row and its windows, one for each channel, whenever the row is read.
  package init(
    _ base: any RowSource, layout: WindowLayout, targets: [Double]?,
    rewrite: @escaping @Sendable (_ row: Int, _ windows: inout [Waveform]) -> Void
  ) {
    precondition(layout.featureCount <= base.columnCount, "windows lie within the features")
    self.base = base
    self.layout = layout
    self.targets = targets
    self.rewrite = rewrite
  }

  package var rowCount: Int { base.rowCount }
  package var columnCount: Int { base.columnCount }

  package func read<Scalar: RowScalar>(
    _ rows: Range<Int>, into block: inout [Scalar]
  ) throws(RowReadError) {
    try base.read(rows, into: &block)
    for (place, row) in rows.enumerated() { rewrite(row, at: place, in: &block) }
  }

  package func read<Scalar: RowScalar>(
    _ rows: [Int], into block: inout [Scalar]
  ) throws(RowReadError) {
    try base.read(rows, into: &block)
    for (place, row) in rows.enumerated() { rewrite(row, at: place, in: &block) }
  }

  private func rewrite<Scalar: RowScalar>(_ row: Int, at place: Int, in block: inout [Scalar]) {
    let start = place * columnCount
    var windows = layout.windows.map { window in
      Waveform(window.map { Double(block[start + $0]) })
    }
    rewrite(row, &windows)
    for (channel, window) in layout.windows.enumerated() {
      if let targets { windows[channel].standardize(to: targets[channel]) }
      for (index, feature) in window.enumerated() {
        block[start + feature] = Scalar(windows[channel].samples[index])
      }
    }
  }
}
