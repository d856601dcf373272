/// A share with its 95 % interval.
public struct ShareEstimate: Sendable, Equatable, Codable {
  /// In 0 ... 1.
  public let value: Double
  /// The lower end of the interval, in 0 ... 1.
  public let lower: Double
  /// The upper end of the interval, in `lower` ... 1.
  public let upper: Double

  /// A share in its interval.
  package init(_ value: Double, in interval: WilsonInterval) {
    self.value = value
    lower = interval.lower
    upper = interval.upper
  }
}

/// Rows that are counted together: those of a group, or one row without groups.
package struct CountedUnit: Sendable {
  /// The counts of its rows.
  let counts: LabelCounts
  /// How many units have the same counts, at least 1.
  let multiplicity: Double

  /// The units of some rows.
  ///
  /// - Parameters:
  ///   - truth: N true labels, −1 where it is not known. Such rows are left out.
  ///   - answers: N labels that were given.
  ///   - groups: N groups; nil where each row is a unit.
  /// - Returns: units by group, or by true label and answer.
  /// - Complexity: O(N).
  package static func units(truth: [Int], answers: [Int], groups: [Int]?) -> [CountedUnit] {
    if let groups {
      var counts: [Int: LabelCounts] = [:]
      for (row, label) in truth.enumerated() where label >= 0 {
        counts[groups[row], default: LabelCounts()].add(truth: label, prediction: answers[row])
      }
      return units(of: counts.keys.sorted().compactMap { counts[$0] })
    }
    var counts: [Int: [Int: Int]] = [:]
    for (row, label) in truth.enumerated() where label >= 0 {
      counts[label, default: [:]][answers[row], default: 0] += 1
    }
    return alike(
      counts.keys.sorted().flatMap { label in
        (counts[label] ?? [:]).sorted { $0.key < $1.key }.map { (label, $0.key, $0.value) }
      })
  }

  /// A unit for each group.
  package static func units(of groups: [LabelCounts]) -> [CountedUnit] {
    groups.map { CountedUnit(counts: $0, multiplicity: 1) }
  }

  /// A unit for each row of a matrix.
  package static func units(of matrix: ConfusionMatrix) -> [CountedUnit] {
    alike(
      matrix.counts.enumerated().flatMap { label, counts in
        counts.enumerated().filter { $0.element > 0 }.map { (label, $0.offset, $0.element) }
      })
  }

  private static func alike(
    _ cells: [(truth: Int, answer: Int, count: Int)]
  ) -> [CountedUnit] {
    cells.map { cell in
      var counts = LabelCounts()
      counts.add(truth: cell.truth, prediction: cell.answer)
      return CountedUnit(counts: counts, multiplicity: Double(cell.count))
    }
  }
}

/// A ratio of two sums over units, such as precision or F2.
struct CountedRatio {
  /// What a unit adds to the numerator and to the denominator.
  let parts: (LabelCounts) -> (numerator: Double, denominator: Double)

  init(_ parts: @escaping (LabelCounts) -> (numerator: Double, denominator: Double)) {
    self.parts = parts
  }
}

extension ShareEstimate {
  /// The mean of some ratios of sums over units, with its interval over the units.
  ///
  /// The variance is that of the linearised mean: unit u adds Σ (a_u − F b_u) / B over the ratios
  /// F = A / B, divided by their number. It becomes an interval as in
  /// `WilsonInterval.init(successesByGroup:trialsByGroup:)`, which this is for one ratio of rows.
  /// A ratio whose denominator is 0 is 0 and does not vary.
  ///
  /// Source: R. S. Woodruff, "A simple method for approximating the variance of a complicated
  /// estimate", Journal of the American Statistical Association 66 (1971), 411-414.
  ///
  /// - Parameters:
  ///   - ratios: at least one.
  ///   - units: of the rows.
  ///   - rows: which rows of a unit the ratios are of, in their numbers.
  /// - Returns: nil where every denominator is 0.
  /// - Complexity: O(ratios × units).
  init?(
    meanOf ratios: [CountedRatio], over units: [CountedUnit], rows: (LabelCounts) -> Int
  ) {
    var residuals = [Double](repeating: 0, count: units.count)
    var touched = [Bool](repeating: false, count: units.count)
    var mean = 0.0
    let share = 1 / Double(ratios.count)
    for ratio in ratios {
      let parts = units.map { ratio.parts($0.counts) }
      let (over, under) = zip(parts, units).reduce((0.0, 0.0)) { sum, part in
        (
          sum.0 + part.0.numerator * part.1.multiplicity,
          sum.1 + part.0.denominator * part.1.multiplicity
        )
      }
      guard under > 0 else { continue }
      mean += share * over / under
      for (index, part) in parts.enumerated() where part.denominator > 0 {
        residuals[index] += share * (part.numerator - over / under * part.denominator) / under
        touched[index] = true
      }
    }
    let seen = units.indices.filter { touched[$0] }
    guard !seen.isEmpty else { return nil }
    let unitCount = seen.reduce(0.0) { $0 + units[$1].multiplicity }
    let squares = seen.reduce(0.0) {
      $0 + units[$1].multiplicity * residuals[$1] * residuals[$1]
    }
    let rowCount = units.reduce(0.0) { $0 + Double(rows($1.counts)) * $1.multiplicity }
    mean = min(1, mean)
    self.init(
      mean,
      in: WilsonInterval(
        share: mean, variance: squares * unitCount / max(1, unitCount - 1),
        groupCount: Int(unitCount), rowCount: max(1, rowCount)))
  }
}
