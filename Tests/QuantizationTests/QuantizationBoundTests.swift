import HostRuntime
import PackedFormat
import Quantization
import Regression
import Rows
import Student
import TestSupport
import Testing

/// A packed student with its bound for the calibrated range of its inputs.
private struct Bounded {
  let model: PiecewiseLinearModel
  let inputs: Matrix<Float>
  let packed: PackedStudent
  let bound: QuantizationBound

  init(
    _ random: RandomStudent, calibration: Calibration = .minMax, frontEnd: FrontEnd = FrontEnd()
  ) throws {
    model = random.model
    inputs = random.inputs
    packed = try PackedStudent(
      Quantizer(calibration: calibration, frontEnd: frontEnd)
        .quantize(model, calibratingOn: inputs, parallelism: .allCores).student)
    bound = QuantizationBound(
      packed, model: model, limits: QuantizationBound.Limits(of: inputs, for: packed))
  }

  /// Units of input per quantum.
  var step: Double { 1 / Double(packed.header.inputMultiplier) }

  func check(_ inputs: Matrix<Float>) -> QuantizationCheck {
    bound.check(
      inputs, prediction: packed.predict(inputs, parallelism: .allCores), parallelism: .allCores)
  }

  /// Inputs in a corner of the int8 range, ± all of it: by the signs of weights, and at random.
  func corners(_ random: inout SeededGenerator) -> Matrix<Float> {
    let maps = model.maps + [model.sharedMap, model.projection].compactMap(\.self)
    var rows: [[Float]] = []
    for map in maps where map.featureCount == model.featureCount {
      for row in 0..<map.outputCount {
        let signs = map.weights[row: row].map { Float($0 < 0 ? -127.4 * step : 127.4 * step) }
        rows += [signs, signs.map { -$0 }]
      }
    }
    for _ in 0..<40 {
      rows.append(
        (0..<model.featureCount).map { _ in
          Float((random.uniform() < 0.5 ? -127.4 : 127.4) * step)
        })
    }
    return Matrix(rows: rows)
  }

  /// Inputs between two regions of the float student, to the last bit of a bisection.
  func borders(_ random: inout SeededGenerator) -> Matrix<Float> {
    var rows: [[Float]] = []
    let regions = model.predict(inputs).regions
    for _ in 0..<60 where model.regionCount > 1 {
      let (a, b) = (
        Int(random.next() % UInt64(inputs.rowCount)), Int(random.next() % UInt64(inputs.rowCount))
      )
      guard regions[a] != regions[b] else { continue }
      var (low, high): (Float, Float) = (0, 1)
      func point(_ share: Float) -> [Float] {
        zip(inputs[row: a], inputs[row: b]).map { $0 + share * ($1 - $0) }
      }
      for _ in 0..<20 {
        let middle = (low + high) / 2
        let region = model.predict(Matrix(rows: [point(middle)])).regions[0]
        if region == regions[a] { low = middle } else { high = middle }
      }
      rows += [point(low), point(high)]
    }
    return rows.isEmpty ? inputs : Matrix(rows: rows)
  }
}

extension Bounded {
  /// Goes uphill from an input towards the largest share of the bound, and counts inputs that break
  /// it.
  ///
  /// - Returns: violations on the way, and the largest share of an error in its bound.
  func climb(_ random: inout SeededGenerator, stepCount: Int) -> (violations: Int, share: Double) {
    var row = Array(inputs[row: Int(random.next() % UInt64(inputs.rowCount))])
    var (violations, best) = (0, 0.0)
    for _ in 0..<stepCount {
      var next = row
      for _ in 0...random.next() % 3 {
        let column = Int(random.next() % UInt64(next.count))
        let quanta = Double(Int(random.next() % 255)) - 127
        next[column] = Float(step * (quanta + 0.498 * (random.uniform() < 0.5 ? -1 : 1)))
      }
      let check = check(Matrix(rows: [next]))
      violations += check.violationCount
      let share = check.largestShares.max() ?? 0
      if share > best { (row, best) = (next, share) }
    }
    return (violations, best)
  }
}

@Suite("The bound on int8")
struct QuantizationBoundTests {
  private static let forms: [(projected: Int?, shared: Bool)] = [
    (nil, false), (3, false), (nil, true), (3, true),
  ]

  private func student(
    _ kind: HeadKind, _ form: (projected: Int?, shared: Bool), k: Int, seed: UInt64,
    mean: Double = 0
  ) -> RandomStudent {
    RandomStudent(
      kind, k: k, features: 13, maps: 7, outputs: 5, projected: form.projected,
      shared: form.shared, mean: mean, seed: seed)
  }

  @Test(
    "holds for every form, near borders, in corners and far outside", arguments: HeadKind.allCases)
  func holds(kind: HeadKind) throws {
    var random = SeededGenerator(seed: 5)
    for (index, form) in Self.forms.enumerated() {
      for k in 1...8 {
        let mean = k == 3 ? 4.0 : 0
        let bounded = try Bounded(
          student(kind, form, k: k, seed: UInt64(8 * index + k), mean: mean),
          calibration: k.isMultiple(of: 2) ? .minMax : .percentile(99))
        let inputs = bounded.inputs
        let wide = Matrix(
          rowCount: inputs.rowCount, columnCount: inputs.columnCount,
          elements: inputs.elements.map { 3 * $0 })
        let sets = [inputs, bounded.corners(&random), bounded.borders(&random), wide]
        for (number, rows) in sets.enumerated() {
          let check = bounded.check(rows)
          #expect(check.rowCount == rows.rowCount)
          #expect(check.violationCount == 0, "\(kind) \(form) k = \(k), set \(number)")
          #expect(check.largestShares.allSatisfy { $0 <= 1 })
        }
      }
    }
  }

  @Test("holds on the way uphill to the worst inputs", arguments: HeadKind.allCases)
  func climbs(kind: HeadKind) throws {
    var random = SeededGenerator(seed: 8)
    for (index, form) in Self.forms.enumerated() {
      for k in [1, 4] {
        let bounded = try Bounded(student(kind, form, k: k, seed: UInt64(90 + index)))
        let (violations, share) = bounded.climb(&random, stepCount: 600)
        #expect(violations == 0, "\(kind) \(form) k = \(k)")
        #expect(share > 0.2, "\(kind) \(form) k = \(k): \(share)")
      }
    }
  }

  @Test("holds for windows that the device standardises")
  func windows() throws {
    let random = student(.folded, (3, true), k: 3, seed: 4)
    var inputs = random.inputs
    for row in 0..<inputs.rowCount {
      let window = inputs[row: row].prefix(10).map { Double($0) }
      let mean = window.reduce(0, +) / 10
      let deviation = (window.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 10).squareRoot()
      for column in 0..<10 { inputs[row, column] = Float((window[column] - mean) / deviation) }
    }
    let packed = try PackedStudent(
      Quantizer(calibration: .minMax, frontEnd: FrontEnd(standardizedCount: 10))
        .quantize(random.model, calibratingOn: inputs, parallelism: .allCores).student)
    let limits = QuantizationBound.Limits(of: inputs, for: packed)
    #expect(
      limits.windowError > 0 && limits.windowError < 0.6 / Double(packed.header.inputMultiplier))
    let bound = QuantizationBound(packed, model: random.model, limits: limits)
    let check = bound.check(
      inputs, prediction: packed.predict(inputs, parallelism: .allCores), parallelism: .allCores)
    #expect(check.violationCount == 0 && check.outsideCount < check.rowCount / 4)
    // Windows that are not standardised lie outside, and the bound allows for them.
    let other = bound.check(
      random.inputs, prediction: packed.predict(random.inputs, parallelism: .allCores),
      parallelism: .allCores)
    #expect(other.violationCount == 0 && other.outsideCount > other.rowCount / 2)
  }

  @Test("is nearly reached by the worst inputs of one map", arguments: [6, 40, 300])
  func tight(features: Int) throws {
    let random = RandomStudent(.folded, k: 1, features: features, maps: 3, seed: UInt64(features))
    let packed = try PackedStudent(
      Quantizer(calibration: .minMax).quantize(
        random.model, calibratingOn: random.inputs, parallelism: .allCores
      ).student)
    let integers = QuantizedStudent(packed).regionMaps[0]
    let map = random.model.maps[0]
    let step = 1 / Double(packed.header.inputMultiplier)
    for output in 0..<3 {
      let unit =
        packed.outputScale * Double(integers.multipliers[output])
        * Double(sign: .plus, exponent: -Int(integers.shifts[output]), significand: 1)
      let weights = Array(map.weights[row: output])
      let left = weights.enumerated().map { column, weight in
        weight * step - unit * Double(integers.weights[output * features + column])
      }
      let offset = map.offsets[output] - unit * Double(integers.biases[output])
      let norm = left.reduce(0) { $0 + $1 * $1 }.squareRoot()
      // Quanta along the residual of the weights, and inputs nearly half a quantum off.
      let length = 60 * Double(features).squareRoot() * (offset < 0 ? -1 : 1)
      let x = zip(left, weights).map { left, weight in
        let quanta = min(max((length * left / norm).rounded(), -126), 126)
        return Float(step * (quanta + (weight * length < 0 ? -0.499 : 0.499)))
      }
      let inputs = Matrix(rows: [x])
      let bound = QuantizationBound(
        packed, model: random.model, limits: QuantizationBound.Limits(of: inputs, for: packed))
      // The law, for one map.
      let scale = (0.5 + 0x1p-16 + 0x1p-17) * step
      let largest = (bound.limits.norm + scale * Double(features).squareRoot()) / step
      let rounding = scale * weights.reduce(0) { $0 + abs($1) }
      let rest = min(127 * left.reduce(0) { $0 + abs($1) }, largest * norm)
      let expected = rounding + rest + abs(offset) + packed.outputScale / 2
      #expect(isClose(bound.logits[0, output] / expected, 1, 0x1p-15))
      let check = bound.check(
        inputs, prediction: packed.predict(inputs, parallelism: .allCores), parallelism: .allCores)
      #expect(check.violationCount == 0 && check.outsideCount == 0)
      #expect(check.largestShares[output] > 0.75)
    }
  }

  @Test(
    "certifies labels that the integers then give",
    arguments: [HeadKind.folded, .linear, .rectified])
  func labels(kind: HeadKind) throws {
    for form in Self.forms {
      let bounded = try Bounded(student(kind, form, k: 4, seed: 3))
      let prediction = bounded.packed.predict(bounded.inputs, parallelism: .allCores)
      let outputs = bounded.model.predict(bounded.inputs).outputs
      var certified = 0
      for row in 0..<bounded.inputs.rowCount {
        let check = bounded.check(bounded.inputs.gathering(rows: [row]))
        guard check.certifiedCount == 1 else { continue }
        certified += 1
        let values = Array(outputs[row: row])
        #expect(values.indices.allSatisfy { values[$0] <= values[prediction.labels[row]] })
      }
      #expect(certified > bounded.inputs.rowCount / 3, "\(kind) \(form): \(certified)")
      #expect(bounded.check(bounded.inputs).certifiedCount == certified)
    }
  }

  @Test("is broken by a student with a weight moved", arguments: HeadKind.allCases)
  func moved(kind: HeadKind) throws {
    let bounded = try Bounded(student(kind, (nil, false), k: 1, seed: 2))
    var bytes = bounded.packed.bytes
    let place = bounded.packed.layout.regionMap(0).weights
    bytes[place] = bytes[place] &+ 128
    let end = bounded.packed.layout.checksumOffset
    let checksum = CRC32.checksum(of: bytes.span.bytes.extracting(0..<end))
    for byte in 0..<4 { bytes[end + byte] = UInt8(truncatingIfNeeded: checksum >> (8 * byte)) }
    let other = try PackedStudent(bytes: bytes)
    let check = bounded.bound.check(
      bounded.inputs, prediction: other.predict(bounded.inputs, parallelism: .allCores),
      parallelism: .allCores)
    #expect(check.violationCount > bounded.inputs.rowCount / 4)
  }

  @Test("depends on the students and the limits alone, and grows with the norm")
  func function() throws {
    let bounded = try Bounded(student(.folded, (3, true), k: 3, seed: 6))
    let (limits, model) = (bounded.bound.limits, bounded.model)
    #expect(QuantizationBound(bounded.packed, model: model, limits: limits) == bounded.bound)
    let wider = QuantizationBound(
      bounded.packed, model: model, limits: .init(norm: 2 * limits.norm))
    #expect(zip(wider.logits.elements, bounded.bound.logits.elements).allSatisfy { $0 >= $1 })
    #expect(wider.regions.elements.allSatisfy { $0 >= 0 })
    #expect(bounded.bound.logits.rowCount == 3 && bounded.bound.logits.columnCount == 7)
  }

  @Test("counts blocks of rows as it counts them together")
  func blocks() throws {
    let bounded = try Bounded(student(.linear, (nil, false), k: 4, seed: 7))
    let count = bounded.inputs.rowCount
    let many = bounded.inputs.gathering(rows: (0..<3_000).map { $0 % count })
    let whole = bounded.bound.check(
      many, prediction: bounded.packed.predict(many, parallelism: .allCores),
      parallelism: Parallelism(threadCount: 2))
    var sum = QuantizationCheck(outputCount: 5)
    for start in stride(from: 0, to: 3_000, by: 500) {
      sum.add(bounded.check(many.gathering(rows: Array(start..<start + 500))))
    }
    #expect(sum.certifiedCount == whole.certifiedCount && sum.rowCount == 3_000)
    #expect(sum.outsideCount == whole.outsideCount)
  }
}
