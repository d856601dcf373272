internal import PackedFormat
package import Rows

/// The share of answers that a student may call doubtful, and that of inputs that it may call foreign.
public struct LimitRates: Sendable, Equatable {
  /// The share of answers that are doubtful, above 0 and below 1; nil for no such limit.
  public var doubtful: Double?
  /// The share of inputs that are foreign, above 0 and below 1; nil for no such limits.
  public var foreign: Double?

  /// Rates; nil leaves the limit out.
  public init(doubtful: Double? = nil, foreign: Double? = nil) {
    (self.doubtful, self.foreign) = (doubtful, foreign)
  }
}

extension StudentLimits {
  /// The limits that call a share of known rows foreign.
  ///
  /// With a projection it is the energy that the components leave out. Without one it is the distance
  /// from the centre of the region. A hundredth of the share goes to rows without a signal: the least
  /// deviation is half of what all other rows have.
  ///
  /// - Parameters:
  ///   - rate: the share of the rows, above 0 and below 1.
  ///   - student: an int8 student; limits that it has are not looked at.
  ///   - inputs: N × w rows of the kind that it was fitted to, N at least 1.
  ///   - leastMargin: of an answer that is not doubtful; nil for none.
  /// - Complexity: O(N · n · d).
  package init(
    foreignRate rate: Double, of student: PackedStudent, on inputs: Matrix<Float>,
    leastMargin: Int32?
  ) {
    let rows = IntegerRows(student, inputs)
    let known = QuantizedStudent(student)
    let deviations = rows.energies.map {
      Double($0 * 65_536 / UInt64(rows.inputCount)).squareRoot()
    }
    let least = deviations.value(atShare: rate / 100) / 2
    self.init(
      leastMargin: leastMargin,
      distances: known.projection == nil ? Distances(rate: rate, of: known, rows) : nil,
      energy: known.projection.map { Energy(rate: rate, of: $0, known, rows) },
      leastDeviation: UInt32(min(max(least, 1), 0x1p23)))
  }
}

/// The integers of rows, as an inference has them.
private struct IntegerRows {
  let inputCount: Int
  /// N × n, and zeros behind each row's quanta.
  private(set) var inputs: [[Int16]] = []
  /// N × d, likewise.
  private(set) var components: [[Int16]] = []
  /// N values in 0 ..< k.
  private(set) var regions: [Int] = []
  /// N scores of these regions.
  private(set) var scores: [Int32] = []

  /// N sums of squares.
  var energies: [UInt64] {
    inputs.map { $0.reduce(0) { $0 + UInt64(Int32($1) * Int32($1)) } }
  }

  init(_ student: PackedStudent, _ windows: Matrix<Float>) {
    inputCount = student.header.inputCount
    student.forEachInference(windows) { input, z, region, score in
      inputs.append(input)
      components.append(z)
      regions.append(region)
      scores.append(score)
    }
  }
}

extension StudentLimits.Energy {
  /// 1 / (scale × length of the axis)² of each component, in units of 2^−shift.
  fileprivate init(
    rate: Double, of projection: IntegerMap, _ student: QuantizedStudent, _ rows: IntegerRows
  ) {
    let columns = projection.columnCount
    let weights = (0..<projection.rowCount).map { row in
      let length = projection.weights[row * columns..<(row + 1) * columns]
        .reduce(0.0) { $0 + Double($1) * Double($1) }
      let scale = Double(projection.multipliers[row]) * exp2Negative(projection.shifts[row])
      return scale == 0 || length == 0 ? 0 : 1 / (scale * scale * length)
    }
    // (2 T)² d × the largest multiplier stays below 2⁶⁴, and a multiplier below 2³².
    let largest = Double(student.header.largestComponent)
    let room = min(0x1p32 - 1, 0x1p63 / (4 * largest * largest * Double(weights.count)))
    var shift: UInt32 = 0
    while shift < 63, (weights.max() ?? 0) * 0x1p1 * exp2(shift) <= room { shift += 1 }
    let multipliers = weights.map { UInt32(min(($0 * exp2(shift)).rounded(), room)) }
    let unlimited = StudentLimits.Energy(limit: .max, shift: shift, multipliers: multipliers)
    let host = HostLimits(student, StudentLimits(energy: unlimited))
    let left = zip(rows.energies, rows.components).map { energy, z in
      Double(energy - min(energy, host.energyInside(unlimited, z)))
    }
    self.init(
      limit: UInt64(left.value(atShare: 1 - rate)), shift: shift, multipliers: multipliers)
  }
}

extension StudentLimits.Distances {
  /// Distances from the means of the regions where the gate has one scale, otherwise from the mean of
  /// all rows.
  fileprivate init(rate: Double, of student: QuantizedStudent, _ rows: IntegerRows) {
    let (count, regionCount) = (student.header.componentCount, student.header.regionCount)
    let means = (0..<regionCount).map { region in
      rows.components.indices.filter { rows.regions[$0] == region }.map { rows.components[$0] }
        .mean(count)
    }
    let ratio = student.gate.flatMap { $0.squareUnit(means: means) }
    let middle = (ratio == nil ? nil : means[0]) ?? rows.components.mean(count) ?? []
    let centre = middle.map { Int16($0.rounded()) }
    var unit: UInt32 = 0
    while unit < 31, (ratio ?? 0) >= 0.25 * exp2(unit) { unit += 1 }
    if student.header.componentBits == 16 { unit = max(unit, 16) }
    let (multiplier, shift) = Self.fixedPoint((ratio ?? 0) / exp2(unit))
    let free = StudentLimits.Distances(
      scoreMultiplier: multiplier, scoreShift: shift, centre: centre,
      limits: Array(repeating: .max, count: regionCount), unit: unit)
    let host = HostLimits(student, StudentLimits(distances: free))
    let distances = rows.components.indices.map {
      Double(host.distance(free, of: rows.components[$0], score: rows.scores[$0]))
    }
    let all = distances.value(atShare: 1 - rate)
    let limits = (0..<regionCount).map { region in
      let own = distances.indices.filter { rows.regions[$0] == region }.map { distances[$0] }
      // A region of few rows has no quantile of its own.
      let limit = Double(own.count) * rate >= 1 ? own.value(atShare: 1 - rate) : all
      return UInt32(min(max(limit, 0), 0xFFFF_FFFF))
    }
    self.init(
      scoreMultiplier: multiplier, scoreShift: shift, centre: centre, limits: limits, unit: unit)
  }

  /// `ratio`, below 1/4, as multiplier × 2^−shift.
  private static func fixedPoint(_ ratio: Double) -> (multiplier: Int32, shift: UInt32) {
    var (scaled, shift) = (ratio * 0x1p33, UInt32(33))
    while scaled < 0x1p30, shift < 62 { (scaled, shift) = (scaled * 2, shift + 1) }
    return scaled < 0x1p30 ? (0, 33) : (Int32(min(scaled.rounded(), 0x1p31 - 1)), shift)
  }
}

extension IntegerGate {
  /// Twice the quanta² of a unit of score: what the distance from the centre of a region falls by, from
  /// that of region 0. Nil where the rows of the gate are no differences of the means.
  ///
  /// - Parameter means: k means, d values each; nil for a region without rows.
  fileprivate func squareUnit(means: [[Double]?]) -> Double? {
    guard let origin = means[0] else { return nil }
    var (along, square, total) = (0.0, 0.0, 0.0)
    for row in 0..<rowCount {
      guard let mean = means[row + 1] else { continue }
      for column in 0..<columnCount {
        let weight = Double(weights[row * columnCount + column])
        let difference = mean[column] - origin[column]
        along += weight * difference
        square += weight * weight
        total += difference * difference
      }
    }
    // Gates of several scales, and regions that take no part, leave a rest.
    guard square > 0, along * along >= 0.99 * square * total,
      biases.allSatisfy({ abs($0) < 1 << 28 })
    else { return nil }
    return 2 * along / square
  }
}

extension [[Int16]] {
  /// The mean of the first `count` elements; nil without rows.
  fileprivate func mean(_ count: Int) -> [Double]? {
    guard !isEmpty else { return nil }
    var sums = [Double](repeating: 0, count: count)
    for row in self { for index in 0..<count { sums[index] += Double(row[index]) } }
    return sums.map { $0 / Double(self.count) }
  }
}

extension [Double] {
  /// The least value that at least this share of the values does not exceed.
  fileprivate func value(atShare share: Double) -> Double {
    let ordered = sorted()
    let place = Int((share * Double(count)).rounded(.up)) - 1
    return ordered[Swift.min(Swift.max(place, 0), count - 1)]
  }
}

/// 2^`power`.
private func exp2(_ power: UInt32) -> Double {
  Double(sign: .plus, exponent: Int(power), significand: 1)
}

/// 2^−`power`.
private func exp2Negative(_ power: UInt8) -> Double {
  Double(sign: .plus, exponent: -Int(power), significand: 1)
}
