import Evaluation
import Testing

@Suite("The curve of all thresholds")
struct DecisionCurveTests {
  private static let margins = (0..<400).map { Double(($0 * 37) % 50) - 20 }
  private static let isPositive = (0..<400).map { ($0 * 37) % 50 + ($0 * 13) % 29 > 45 }
  private static let groups = (0..<400).map { $0 % 8 }

  private func curve(grouped: Bool = true) throws -> DecisionCurve {
    try #require(
      DecisionCurve(
        margins: Self.margins, isPositive: Self.isPositive, groups: grouped ? Self.groups : nil,
        positive: 1))
  }

  @Test("has the area of the chance that a row of the class leads another, ties by half")
  func area() throws {
    var (chance, pairs) = (0.0, 0.0)
    for (left, isOne) in zip(Self.margins, Self.isPositive) where isOne {
      for (right, isOther) in zip(Self.margins, Self.isPositive) where !isOther {
        chance += left > right ? 1 : left == right ? 0.5 : 0
        pairs += 1
      }
    }
    #expect(abs(try curve().area - chance / pairs) < 1e-12)
  }

  @Test("has at each threshold the counts of that threshold", arguments: [true, false])
  func points(grouped: Bool) throws {
    let curve = try curve(grouped: grouped)
    #expect(curve.groups == (grouped ? 8 : nil) && curve.rows == 400)
    #expect(curve.points.count > 10 && curve.points.count <= 53)
    for point in curve.points {
      let answers = Self.margins.map { $0 > point.threshold ? 1 : 0 }
      let expected = try #require(
        OperatingFigures(
          truth: Self.isPositive.map { $0 ? 1 : 0 }, answers: answers,
          groups: grouped ? Self.groups : nil, classCount: 2, positive: 1))
      #expect(point.sensitivity.value == expected.sensitivity?.value)
      let specificity = try #require(expected.specificity)
      #expect(abs(1 - point.falsePositiveShare.value - specificity.value) < 1e-12)
      #expect(point.precision?.value == expected.precision?.value)
      if grouped {
        #expect(abs(point.sensitivity.lower - (expected.sensitivity?.lower ?? 0)) < 1e-12)
        #expect(abs(1 - point.falsePositiveShare.upper - specificity.lower) < 1e-12)
      }
    }
  }

  @Test("goes from no row to all rows, and never back")
  func order() throws {
    let points = try curve().points
    #expect(points.first?.sensitivity.value == 0 && points.first?.precision == nil)
    #expect(points.last?.sensitivity.value == 1 && points.last?.falsePositiveShare.value == 1)
    for (point, next) in zip(points, points.dropFirst()) {
      #expect(next.threshold < point.threshold)
      #expect(next.sensitivity.value >= point.sensitivity.value)
      #expect(next.falsePositiveShare.value >= point.falsePositiveShare.value)
    }
  }

  @Test("is not there without rows of both kinds")
  func oneSided() {
    #expect(DecisionCurve(margins: [1], isPositive: [true], groups: nil, positive: 0) == nil)
    #expect(DecisionCurve(margins: [1], isPositive: [false], groups: nil, positive: 0) == nil)
  }
}
