internal import Rows

/// How the range of the int8 inputs is chosen from training inputs, and that of an int8 z from
/// theirs.
public enum Calibration: Sendable, Equatable {
  /// The largest magnitude: nothing is clipped.
  case minMax
  /// The magnitude that `percent` of all values do not exceed; the others are clipped.
  ///
  /// 0 < percent ≤ 100.
  case percentile(Double)
  /// Of min-max and the percentiles 99.99, 99.9 and 99.5, the one whose int8 outputs lie nearest to
  /// the float student's on the calibration rows: one for the inputs, one for z.
  case automatic

  /// The calibrations that `automatic` tries, in order of preference among equals.
  package static let alternatives: [Calibration] = [
    .minMax, .percentile(99.99), .percentile(99.9), .percentile(99.5),
  ]

  /// The name in run records.
  public var name: String {
    switch self {
    case .minMax: "min-max"
    case .percentile(let percent): "percentile \(percent)"
    case .automatic: "automatic"
    }
  }
}

/// The choice of a calibration.
public struct CalibrationReport: Sendable, Equatable, Codable {
  /// `min-max` or `percentile P`.
  public let method: String
  /// The largest magnitude that is not clipped, in units of the inputs.
  public let limit: Double
  /// Units of input per quantum.
  public let inputScale: Double
  /// The share of calibration values that are clipped.
  public let clippedShare: Double
  /// The number of rows that were used.
  public let sampleCount: Int
  /// Root mean square of (int8 − float) over the calibration rows' outputs.
  public let outputError: Double
  /// How the range of z was chosen, `min-max` or `percentile P`; nil without a projection.
  public let projectionMethod: String?
  /// The share of the calibration rows' values of z that are clipped; nil likewise.
  public let projectionClippedShare: Double?
}

/// How far z may range before it is clipped.
struct ProjectionRange {
  let method: Calibration
  /// What 0 quanta of each component stand for, d values.
  let centres: [Double]
  /// The largest magnitude of each component less its centre that is not clipped, d values.
  let limits: [Double]
  /// The share of the calibration rows' values of z that are clipped.
  let clippedShare: Double

  /// A range about 0 for each of `methods`.
  ///
  /// - Parameter z: of the calibration rows, N × d.
  /// - Complexity: O(N · d · log N).
  static func alternatives(_ methods: [Calibration], for z: Matrix<Double>) -> [ProjectionRange] {
    let columns = (0..<z.columnCount).map { column in
      Magnitudes((0..<z.rowCount).map { Float(z[$0, column]) })
    }
    return methods.map { method in
      let limits = columns.map { $0.limit(method) }
      let shares = zip(columns, limits).map { $0.share(beyond: $1) }
      return ProjectionRange(
        method: method, centres: limits.map { _ in 0 }, limits: limits,
        clippedShare: shares.reduce(0, +) / Double(max(1, shares.count)))
    }
  }

  /// A range about the middle of each component for each of `methods`: the shortest that holds so many
  /// values. The offsets of the projection take the middle up.
  ///
  /// - Parameter z: of the calibration rows, N × d.
  /// - Complexity: O(N · d · log N).
  static func centred(_ methods: [Calibration], for z: Matrix<Double>) -> [ProjectionRange] {
    let columns = (0..<z.columnCount).map { column in
      (0..<z.rowCount).map { z[$0, column] }.sorted()
    }
    return methods.map { method in
      let ranges = columns.map { ShortestRange(of: $0, method) }
      let shares = zip(columns, ranges).map { $1.share(outsideOf: $0) }
      return ProjectionRange(
        method: method, centres: ranges.map(\.middle), limits: ranges.map { $0.upper - $0.middle },
        clippedShare: shares.reduce(0, +) / Double(max(1, shares.count)))
    }
  }
}

/// The magnitudes of calibration values.
struct Magnitudes {
  /// Ascending.
  private let sorted: [Float]

  /// - Complexity: O(N log N).
  init(_ values: [Float]) {
    sorted = values.map(\.magnitude).sorted()
  }

  /// The limit that `calibration` asks for; 1 when all values are zero.
  func limit(_ calibration: Calibration) -> Double {
    guard let largest = sorted.last, largest > 0 else { return 1 }
    guard case .percentile(let percent) = calibration else { return Double(largest) }
    // A limit of zero would clip everything.
    let value = sorted[Self.rank(of: percent, in: sorted.count) - 1]
    return Double(value > 0 ? value : largest)
  }

  /// The nearest rank of `percent` of `count` values, rounded up, less the rounding of the product
  /// itself: 99.9 % of 41,000 values are 40,959 of them. 1 ... `count`.
  static func rank(of percent: Double, in count: Int) -> Int {
    let rank = Int((percent * Double(count) / 100 * (1 - 0x1p-50)).rounded(.up))
    return min(max(rank, 1), count)
  }

  func share(beyond limit: Double) -> Double {
    guard !sorted.isEmpty else { return 0 }
    var low = 0
    var high = sorted.count
    while low < high {
      let middle = (low + high) / 2
      if Double(sorted[middle]) > limit { high = middle } else { low = middle + 1 }
    }
    return Double(sorted.count - low) / Double(sorted.count)
  }
}
