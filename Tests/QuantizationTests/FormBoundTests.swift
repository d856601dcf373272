import Clustering
import HostRuntime
import PackedFormat
import Quantization
import Regression
import Rows
import Student
import TestSupport
import Testing

/// A packed student in some form of inputs, with its bound.
private struct Bounded {
  let model: PiecewiseLinearModel
  /// N × w.
  let windows: Matrix<Float>
  let packed: PackedStudent
  let bound: QuantizationBound

  init(
    _ model: PiecewiseLinearModel, _ windows: Matrix<Float>, _ form: InputForm,
    calibration: Calibration = .minMax, keeping features: [Int]? = nil,
    frontEnd: FrontEnd = FrontEnd()
  ) throws {
    self.model = model
    self.windows = windows
    packed = try PackedStudent(
      Quantizer(calibration: calibration, frontEnd: frontEnd).quantize(
        model, as: form, keeping: features, calibratingOn: windows, parallelism: .allCores
      ).student)
    bound = QuantizationBound(
      packed, model: model, limits: QuantizationBound.Limits(of: windows, for: packed))
  }

  func check(_ windows: Matrix<Float>) -> QuantizationCheck {
    bound.check(
      windows, prediction: packed.predict(windows, parallelism: .allCores),
      parallelism: .allCores)
  }

  /// The middle and the largest difference from it that is not limited, of each input.
  var ranges: [(centre: Double, limit: Double)] {
    let largest = Double(packed.header.largestFeature)
    guard let floats = QuantizedStudent(packed).scales?.floats else {
      return (0..<model.featureCount).map { _ in
        (0, largest / Double(packed.header.inputMultiplier))
      }
    }
    return floats.map {
      (Double($0.centre), $0.multiplier > 0 ? largest / Double($0.multiplier) : 0)
    }
  }

  /// Inputs in a corner of the range, by the signs of weights and at random, and half a quantum off.
  func corners(_ random: inout SeededGenerator, share: Double) -> Matrix<Float> {
    let ranges = ranges
    func row(_ signs: [Double]) -> [Float] {
      zip(signs, ranges).map { Float($1.centre + $0 * share * $1.limit) }
    }
    var rows: [[Float]] = []
    let maps = model.maps + [model.sharedMap, model.projection].compactMap(\.self)
    for map in maps where map.featureCount == model.featureCount {
      for output in 0..<map.outputCount {
        let signs = map.weights[row: output].map { $0 < 0 ? -1.0 : 1 }
        rows += [row(signs), row(signs.map { -$0 })]
      }
    }
    for _ in 0..<40 { rows.append(row(ranges.map { _ in random.uniform() < 0.5 ? -1 : 1 })) }
    for _ in 0..<40 { rows.append(row(ranges.map { _ in 2 * random.uniform() - 1 })) }
    return Matrix(rows: rows)
  }

  /// Rows thrice as far from the middles.
  var far: Matrix<Float> {
    let ranges = ranges
    return Matrix(
      rowCount: windows.rowCount, columnCount: windows.columnCount,
      elements: windows.elements.enumerated().map { index, value in
        let centre = ranges[index % windows.columnCount].centre
        return Float(centre + 3 * (Double(value) - centre))
      })
  }

  /// Goes uphill towards the largest share of the bound, and counts rows that break it.
  func climb(
    _ random: inout SeededGenerator, stepCount: Int
  ) -> (violations: Int, share: Double) {
    let ranges = ranges
    let largest = Double(packed.header.largestFeature)
    var row = Array(windows[row: Int(random.next() % UInt64(windows.rowCount))])
    var (violations, best) = (0, 0.0)
    for _ in 0..<stepCount {
      var next = row
      for _ in 0...random.next() % 3 {
        let column = Int(random.next() % UInt64(next.count))
        let quanta = ((2 * random.uniform() - 1) * largest).rounded()
        let step = ranges[column].limit / largest
        next[column] = Float(
          ranges[column].centre + step * (quanta + 0.498 * (random.uniform() < 0.5 ? -1 : 1)))
      }
      let check = check(Matrix(rows: [next]))
      violations += check.violationCount
      let share = check.largestShares.max() ?? 0
      if share > best { (row, best) = (next, share) }
    }
    return (violations, best)
  }
}

@Suite("The bound on forms of inputs")
struct FormBoundTests {
  private static let structures: [(projected: Int?, shared: Bool)] = [
    (nil, false), (3, false), (nil, true), (3, true),
  ]

  private func student(
    _ kind: HeadKind, _ structure: (projected: Int?, shared: Bool), k: Int, seed: UInt64,
    inUnits: Bool
  ) -> RandomStudent {
    let random = RandomStudent(
      kind, k: k, features: 13, maps: 7, outputs: 5, projected: structure.projected,
      shared: structure.shared, seed: seed)
    let units = SensorUnits(13)
    return inUnits ? random.inUnits(units.scales, centres: units.centres) : random
  }

  @Test(
    "holds in every form, in corners and far outside", arguments: HeadKind.allCases,
    InputFormTests.forms)
  func holds(kind: HeadKind, form: InputForm) throws {
    var random = SeededGenerator(seed: 5)
    for (index, structure) in Self.structures.enumerated() {
      for k in [1, 2, 5] {
        let own = student(
          kind, structure, k: k, seed: UInt64(8 * index + k), inUnits: form.hasScales)
        let bounded = try Bounded(
          own.model, own.inputs, form, calibration: k == 2 ? .percentile(98) : .minMax)
        let sets = [
          own.inputs, bounded.corners(&random, share: 0.999), bounded.corners(&random, share: 1.5),
          bounded.far,
        ]
        for (number, rows) in sets.enumerated() {
          let check = bounded.check(rows)
          #expect(check.violationCount == 0, "\(kind) \(structure) k = \(k), set \(number)")
          #expect(check.largestShares.allSatisfy { $0 <= 1 })
        }
        let check = bounded.check(own.inputs)
        if k != 2 { #expect(check.outsideCount < check.rowCount / 2) }
        let isFinite = bounded.bound.logits.elements.allSatisfy { $0.isFinite }
        #expect(isFinite)
      }
    }
  }

  @Test("is not far from what the worst inputs reach", arguments: InputFormTests.forms)
  func climbs(form: InputForm) throws {
    var random = SeededGenerator(seed: 8)
    for (index, structure) in Self.structures.enumerated() {
      for kind in [HeadKind.folded, .rectified] {
        let own = student(
          kind, structure, k: 1, seed: UInt64(90 + index), inUnits: form.hasScales)
        let bounded = try Bounded(own.model, own.inputs, form)
        let (violations, share) = bounded.climb(&random, stepCount: 400)
        #expect(violations == 0, "\(kind) \(structure)")
        #expect(share > 0.1, "\(kind) \(structure): \(share)")
      }
    }
  }

  @Test(
    "holds for windows with other inputs and features that are left out",
    arguments: InputFormTests.forms)
  func windows(form: InputForm) throws {
    let own = student(.folded, (3, true), k: 3, seed: 4, inUnits: false)
    // The first ten of twenty features are a window; of these six are kept, and seven of the others.
    let kept = [0, 1, 3, 6, 7, 9, 10, 12, 13, 15, 16, 18, 19]
    var generator = SeededGenerator(seed: 9)
    var windows = generator.matrix(own.inputs.rowCount, 20).converted(to: Float.self)
    for row in 0..<windows.rowCount {
      for (input, feature) in kept.enumerated() { windows[row, feature] = own.inputs[row, input] }
      let window = windows[row: row].prefix(10).map { Double($0) }
      let mean = window.reduce(0, +) / 10
      let deviation = (window.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 9).squareRoot()
      for column in 0..<10 { windows[row, column] = Float((window[column] - mean) / deviation) }
    }
    let frontEnd = FrontEnd(standardizedCount: 10)
    #expect(throws: QuantizationError.self) {
      // The sample deviation of ten values is too far from the population's.
      try Bounded(own.model, windows, form, keeping: kept, frontEnd: frontEnd)
    }
    for row in 0..<windows.rowCount {
      for column in 0..<10 { windows[row, column] *= Float(0.99 * (10.0 / 9).squareRoot()) }
    }
    let bounded = try Bounded(own.model, windows, form, keeping: kept, frontEnd: frontEnd)
    #expect(bounded.packed.header.standardizedInputCount == 6)
    let check = bounded.check(windows)
    #expect(check.violationCount == 0 && check.outsideCount < check.rowCount / 4)
    // Half a quantum and what binary32 adds, although the dump has a deviation of its own.
    let limits = bounded.bound.limits
    let largest = Double(bounded.packed.header.largestFeature)
    #expect((limits.windowStep != nil) == form.hasScales)
    let step = limits.windowStep ?? 1 / Double(bounded.packed.header.inputMultiplier)
    #expect(limits.windowError < (largest > 127 ? 40 : 0.7) * step)
    let plain = bounded.packed.inputs(of: windows)
    #expect(bounded.packed.predict(windows, parallelism: .serial).labels.count == plain.rowCount)
  }

  @Test("certifies labels that the integers then give", arguments: InputFormTests.forms)
  func labels(form: InputForm) throws {
    for structure in Self.structures {
      let own = student(.linear, structure, k: 2, seed: 3, inUnits: form.hasScales)
      let bounded = try Bounded(own.model, own.inputs, form)
      let prediction = bounded.packed.predict(own.inputs, parallelism: .allCores)
      let outputs = own.model.predict(own.inputs).outputs
      var certified = 0
      for row in 0..<own.inputs.rowCount {
        let check = bounded.check(own.inputs.gathering(rows: [row]))
        guard check.certifiedCount == 1 else { continue }
        certified += 1
        let values = Array(outputs[row: row])
        #expect(values.indices.allSatisfy { values[$0] <= values[prediction.labels[row]] })
      }
      #expect(certified > own.inputs.rowCount / 4, "\(structure): \(certified)")
    }
  }

  @Test(
    "says nothing of regions that no limited input reaches, whichever number they have",
    arguments: [0, 1, 2])
  func unreachable(far: Int) throws {
    let own = student(.folded, (nil, false), k: 3, seed: 6, inUnits: false)
    var centroids = own.model.partition.centroids
    for column in 0..<13 { centroids[far, column] = column == 4 ? 1e6 : 0 }
    let model = PiecewiseLinearModel(
      partition: Partition(centroids: centroids), maps: own.model.maps, head: .folded)
    var inputs = own.inputs
    inputs[17, 4] = 1e6
    for form in InputFormTests.forms where form.hasScales {
      let bounded = try Bounded(model, inputs, form, calibration: .percentile(99.5))
      let prediction = bounded.packed.predict(inputs, parallelism: .allCores)
      let regions = model.predict(inputs).regions
      #expect(!prediction.regions.contains(far) && regions[17] == far)
      #expect(zip(prediction.regions, regions).count { $0 != $1 } <= 8)
      let check = bounded.check(inputs)
      #expect(check.violationCount == 0 && check.certifiedCount > check.rowCount / 4)
      for region in 0..<3 {
        #expect(bounded.bound.regions[far, region] == 0 && bounded.bound.regions[region, far] == 0)
      }
    }
  }
}
