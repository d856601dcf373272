package import Rows

/// The common properties of the windows of a dump.
package struct WindowStatistics: Sendable, Equatable {
  /// For each channel, the root of the mean variance within a window.
  package let deviations: [Double]
  /// For each channel, the mean deviation of the windows that are not constant; 1 without one.
  package let meanDeviations: [Double]
  /// Whether each window has mean 0 and deviation 1, or is constant, and not all are.
  package let isStandardized: Bool

  /// How far a standardised window may be from mean 0 and deviation 1, as in the front end of a
  /// device: sample and population deviations of 140 values differ by 0.004.
  private static let tolerance = 0.02

  /// - Parameters:
  ///   - inputs: N × n, finite.
  ///   - layout: within n features.
  /// - Throws: the error of `inputs`.
  /// - Complexity: O(N · n), one pass.
  package init(
    _ inputs: any RowSource, layout: WindowLayout, parallelism: Parallelism
  ) throws(RowReadError) {
    let windows = layout.windows
    let blocks = RowBlocks(rowCount: inputs.rowCount, width: inputs.columnCount)
    let tree = ReductionTree(rowCount: inputs.rowCount, leafRowCount: blocks.blockRowCount)
    let total = try parallelism.reduce(over: tree) { leaf throws(RowReadError) in
      let block: Matrix<Float> = try inputs.matrix(of: tree[leaf])
      var sums = Sums(channelCount: windows.count)
      for row in 0..<block.rowCount {
        let samples = block[row: row]
        for (channel, window) in windows.enumerated() {
          let start = samples.startIndex + window.lowerBound
          sums.add(
            Waveform(samples[start..<start + window.count].map { Double($0) }), channel: channel)
        }
      }
      return sums
    } join: {
      $0.add($1)
    }
    let count = Double(max(1, inputs.rowCount))
    deviations = total.variances.map { ($0 / count).squareRoot() }
    meanDeviations = zip(total.deviations, total.counts).map { $1 > 0 ? $0 / Double($1) : 1 }
    isStandardized = total.isStandardized && total.counts.contains { $0 > 0 }
  }

  /// Sums over some rows, for each channel.
  private struct Sums: Exchangeable {
    var variances: [Double]
    /// Of windows that are not constant, and how many there are.
    var deviations: [Double]
    var counts: [Int]
    var isStandardized = true

    init(channelCount: Int) {
      variances = Array(repeating: 0, count: channelCount)
      deviations = variances
      counts = Array(repeating: 0, count: channelCount)
    }

    func write(to message: inout RankMessage) {
      message.append(values: variances, deviations, counts, isStandardized)
    }

    init(from message: inout RankMessage) {
      (variances, deviations, counts, isStandardized) = message.values()
    }

    mutating func add(_ waveform: Waveform, channel: Int) {
      let variance = waveform.variance
      let deviation = variance.squareRoot()
      if abs(waveform.mean) > tolerance || (variance > 0 && abs(deviation - 1) > tolerance) {
        isStandardized = false
      }
      guard variance > 0 else { return }
      variances[channel] += variance
      deviations[channel] += deviation
      counts[channel] += 1
    }

    mutating func add(_ other: Sums) {
      for channel in counts.indices {
        variances[channel] += other.variances[channel]
        deviations[channel] += other.deviations[channel]
        counts[channel] += other.counts[channel]
      }
      isStandardized = isStandardized && other.isStandardized
    }
  }
}
