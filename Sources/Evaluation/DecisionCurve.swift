/// What a classifier would reach with every threshold: the points of the receiver operating
/// characteristic, and of precision over sensitivity, with 95 % intervals.
public struct DecisionCurve: Sendable, Equatable, Codable {
  /// What one threshold reaches.
  public struct Point: Sendable, Equatable, Codable {
    /// A row is given the class where its margin is above this.
    public let threshold: Double
    /// The share of the rows of the class that are found.
    public let sensitivity: ShareEstimate
    /// The share of the other rows that are given the class: 1 − specificity.
    public let falsePositiveShare: ShareEstimate
    /// The share of the rows that are given the class and are of it; nil where none is given it.
    public let precision: ShareEstimate?
  }

  /// The class that is looked for.
  public let positive: Int
  /// The rows.
  public let rows: Int
  /// The groups that intervals are taken over; nil for rows that stand for themselves.
  public let groups: Int?
  /// The area below sensitivity over the share of false positives, in 0 ... 1: the chance that a row of
  /// the class has a larger margin than another row; equal margins count half.
  public let area: Double
  /// Some of the points by falling threshold, from no row that is given the class to all of them.
  public let points: [Point]

  /// The way along the curve from one point to the next, in shares of rows of both kinds.
  private static let step = 0.04

  /// The curve of some rows.
  ///
  /// - Parameters:
  ///   - margins: N values, by how much the class leads the others.
  ///   - isPositive: N values, whether the row is of the class.
  ///   - groups: N groups; nil for rows that stand for themselves.
  ///   - positive: the class.
  /// - Returns: nil without rows of the class, or without others.
  /// - Complexity: O(N log N), and O(groups) for each of at most 53 points.
  public init?(margins: [Double], isPositive: [Bool], groups: [Int]?, positive: Int) {
    precondition(
      margins.count == isPositive.count && groups?.count ?? margins.count == margins.count,
      "a margin and a kind for each row, and a group where there are groups")
    var tally = CurveTally(isPositive, groups: groups)
    guard tally.positiveCount > 0, tally.otherCount > 0 else { return nil }
    let order = margins.indices.sorted { (-margins[$0], $0) < (-margins[$1], $1) }
    var points = [tally.point(threshold: margins[order[0]])]
    var area = 0.0
    var way = 0.0
    var start = 0
    while start < order.count {
      let margin = margins[order[start]]
      var end = start
      let (before, height) = (tally.falsePositiveShare, tally.sensitivity)
      while end < order.count, margins[order[end]] == margin {
        tally.add(order[end])
        end += 1
      }
      let (width, rise) = (tally.falsePositiveShare - before, tally.sensitivity - height)
      area += width * (height + rise / 2)
      way += width + rise
      if way >= Self.step || end == order.count {
        let next = end < order.count ? margins[order[end]] : margin - 1
        points.append(tally.point(threshold: margin / 2 + next / 2))
        way = 0
      }
      start = end
    }
    self.positive = positive
    rows = margins.count
    self.groups = groups.map { Set($0).count }
    self.area = min(1, area)
    self.points = points
  }
}

/// The rows above a threshold, by group.
private struct CurveTally {
  private let isPositive: [Bool]
  /// The place of the group of each row; nil for rows that stand for themselves.
  private let places: [Int]?
  /// Rows of the class and others, by group; one group without groups.
  private var positives: [Int]
  private var others: [Int]
  private var found: [Int]
  private var falsePositives: [Int]
  let positiveCount: Int
  let otherCount: Int
  private var foundCount = 0
  private var falsePositiveCount = 0

  init(_ isPositive: [Bool], groups: [Int]?) {
    self.isPositive = isPositive
    let names = groups.map { Set($0).sorted() }
    let order = names.map { Dictionary(uniqueKeysWithValues: zip($0, $0.indices)) }
    let places = groups.map { $0.map { order?[$0] ?? 0 } }
    positives = Array(repeating: 0, count: names?.count ?? 1)
    others = positives
    found = positives
    falsePositives = positives
    for (row, isOne) in isPositive.enumerated() {
      if isOne { positives[places?[row] ?? 0] += 1 } else { others[places?[row] ?? 0] += 1 }
    }
    self.places = places
    positiveCount = isPositive.count { $0 }
    otherCount = isPositive.count - positiveCount
  }

  var sensitivity: Double { Double(foundCount) / Double(positiveCount) }
  var falsePositiveShare: Double { Double(falsePositiveCount) / Double(otherCount) }

  mutating func add(_ row: Int) {
    let place = places?[row] ?? 0
    if isPositive[row] {
      found[place] += 1
      foundCount += 1
    } else {
      falsePositives[place] += 1
      falsePositiveCount += 1
    }
  }

  func point(threshold: Double) -> DecisionCurve.Point {
    let given = zip(found, falsePositives).map { $0 + $1 }
    return DecisionCurve.Point(
      threshold: threshold, sensitivity: estimate(found, positives),
      falsePositiveShare: estimate(falsePositives, others),
      precision: foundCount + falsePositiveCount > 0 ? estimate(found, given) : nil)
  }

  private func estimate(_ successes: [Int], _ trials: [Int]) -> ShareEstimate {
    let (count, all) = (successes.reduce(0, +), trials.reduce(0, +))
    let interval =
      places == nil
      ? WilsonInterval(successes: count, trials: all)
      : WilsonInterval(successesByGroup: successes, trialsByGroup: trials)
    return ShareEstimate(Double(count) / Double(all), in: interval)
  }
}
