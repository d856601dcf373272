package import Disturbances
package import Regression
package import Rows

/// The changes of the windows of one training set: what they do to moments, and rows that are changed.
package struct InputChanges: Sendable {
  /// What is withstood.
  package let withstanding: Withstanding
  /// What the changes do to moments of the inputs that a student is fitted to.
  package let spread: InputSpread
  private let layout: WindowLayout
  /// For each channel, the deviation that windows are standardised to afterwards; nil for none.
  private let targets: [Double]?

  /// Looks at the windows.
  ///
  /// - Parameters:
  ///   - inputs: N × n, as they are in the dumps.
  ///   - layout: where windows lie, unless `withstanding` says so.
  ///   - scaling: of the inputs that a student is fitted to; nil where they are as in the dumps.
  /// - Throws: `StudentError.windowTooLong`, `.shiftTooLong`, `.unreadable`.
  /// - Complexity: O(N · n).
  package init(
    _ withstanding: Withstanding, of inputs: any RowSource, layout: WindowLayout,
    scaling: ColumnScaling?, parallelism: Parallelism
  ) throws(StudentError) {
    let layout = withstanding.windowLength.map { WindowLayout(length: $0) } ?? layout
    guard layout.featureCount <= inputs.columnCount else {
      throw .windowTooLong(length: layout.featureCount, featureCount: inputs.columnCount)
    }
    guard withstanding.shift < layout.length else {
      throw .shiftTooLong(shift: withstanding.shift, length: layout.length)
    }
    let statistics = try rethrowing(
      WindowStatistics(inputs, layout: layout, parallelism: parallelism),
      as: StudentError.unreadable)
    self.withstanding = withstanding
    self.layout = layout
    targets = statistics.isStandardized ? statistics.meanDeviations : nil
    let spread = InputSpread(
      withstanding, layout: layout, deviations: statistics.deviations,
      standardizes: statistics.isStandardized, inputCount: inputs.columnCount)
    self.spread = scaling.map { spread.scaled(centres: $0.centres, factors: $0.factors) } ?? spread
  }

  /// Rows whose windows are changed.
  ///
  /// - Parameters:
  ///   - inputs: N × n, as they are in the dumps.
  ///   - copy: which of the copies, from 0 on.
  package func rows(of inputs: any RowSource, copy: Int) -> RewrittenRows {
    RewrittenRows(inputs, withstanding, layout: layout, targets: targets, copy: copy)
  }
}

extension InputSpread {
  /// The changes of windows as maps of the inputs. Standardised windows are centred again. Their
  /// deviation is brought back in the mean, and not window by window.
  fileprivate init(
    _ withstanding: Withstanding, layout: WindowLayout, deviations: [Double], standardizes: Bool,
    inputCount: Int
  ) {
    let changes = withstanding.stretches.flatMap { stretch in
      withstanding.shifts.map { shift in
        (0..<inputCount).map { input in
          Self.term(of: input, shift: shift, stretch: stretch, layout: layout)
        }
      }
    }
    var noise = [Double](repeating: 0, count: inputCount)
    for (channel, window) in layout.windows.enumerated() {
      let deviation = withstanding.noise * deviations[channel]
      for input in window { noise[input] = deviation * deviation }
    }
    self.init(
      changes: changes, noise: noise,
      finish: standardizes
        ? .standardizing(layout, noise: withstanding.noise, inputCount: inputCount) : nil,
      share: withstanding.share)
  }

  /// An input of a window that is stretched and then shifted, as `Waveform` does it.
  private static func term(
    of input: Int, shift: Int, stretch: Double, layout: WindowLayout
  ) -> Term {
    guard input < layout.featureCount else {
      return Term(input, input, leftWeight: 1, rightWeight: 0)
    }
    let last = layout.length - 1
    let start = input / layout.length * layout.length
    let shifted = min(max(input - start - shift, 0), last)
    let place = Waveform.source(of: shifted, stretch: stretch, last: last)
    return Term(
      start + place.left, start + min(place.left + 1, last), leftWeight: 1 - place.part,
      rightWeight: place.part)
  }
}

extension AffineMap {
  /// Takes the mean of each window from its samples, and what noise adds to their deviation.
  fileprivate static func standardizing(
    _ layout: WindowLayout, noise: Double, inputCount: Int
  ) -> AffineMap {
    var weights = Matrix<Double>(rowCount: inputCount, columnCount: inputCount)
    for input in 0..<inputCount { weights[input, input] = 1 }
    let gain = 1 / (1 + noise * noise).squareRoot()
    for window in layout.windows {
      for row in window {
        for column in window {
          weights[row, column] = gain * ((row == column ? 1 : 0) - 1 / Double(window.count))
        }
      }
    }
    return AffineMap(weights: weights, offsets: Array(repeating: 0, count: inputCount))
  }
}
