import Clustering
import HostRuntime
import Quantization
import Regression
import Rows
import Student
import Testing

/// Students of so few numbers that a scan of their inputs finds the worst ones.
@Suite("The bound on int8, scanned")
struct QuantizationLimitTests {
  private func map(_ rows: [[Double]]) -> AffineMap {
    AffineMap(weights: Matrix(rows: rows), offsets: rows.map { _ in 0 })
  }

  private func student(
    projection: [[Double]]? = nil, shared: [[Double]]? = nil, map rows: [[Double]],
    head: StudentHead = .absent
  ) -> PiecewiseLinearModel {
    PiecewiseLinearModel(
      projection: projection.map(map),
      partition: Partition(
        centroids: Matrix(rowCount: 1, columnCount: projection?.count ?? rows[0].count)),
      sharedMap: shared.map(map), maps: [map(rows)], head: head)
  }

  /// Quantises with one unit of input per quantum where the last feature is up to 127, and compares
  /// all of `rows`.
  private func check(
    _ model: PiecewiseLinearModel, calibratingOn calibration: [[Float]], _ rows: [[Float]]
  ) throws -> QuantizationCheck {
    let inputs = Matrix(rows: calibration)
    let packed = try PackedStudent(
      Quantizer(calibration: .minMax).quantize(model, calibratingOn: inputs, parallelism: .allCores)
        .student)
    let bound = QuantizationBound(
      packed, model: model, limits: QuantizationBound.Limits(of: inputs, for: packed))
    let scanned = Matrix(rows: rows)
    return bound.check(
      scanned, prediction: packed.predict(scanned, parallelism: .allCores), parallelism: .allCores)
  }

  /// −`limit` ... `limit` in steps that meet halves of quanta on both sides.
  private func scan(_ limit: Double) -> [Float] {
    stride(from: -limit, through: limit, by: 0.003_7).map { Float($0) }
  }

  /// Inputs at random in a rectangle.
  private func scatter(_ first: ClosedRange<Double>, _ second: ClosedRange<Double>) -> [[Float]] {
    var random = SeededGenerator(seed: 3)
    func value(_ range: ClosedRange<Double>) -> Float {
      Float(range.lowerBound + random.uniform() * (range.upperBound - range.lowerBound))
    }
    return (0..<60_000).map { _ in [value(first), value(second)] }
  }

  /// All corners of the int8 range, so that results of the inputs take another grid.
  private let corners: [[Float]] = [[127, 127], [-127, -127], [127, -127], [-127, 127]]
  /// Of 127, a whole number of quanta.
  private let part = 64 / 127.0

  @Test("is nearly reached through a projection or a head")
  func chains() throws {
    let models = [
      student(projection: [[1, part]], map: [[1]]),
      student(map: [[1, part]], head: .linear(map([[1]]))),
      student(map: [[1, part]], head: .rectified(map([[1]]))),
    ]
    for (index, model) in models.enumerated() {
      let check = try check(model, calibratingOn: corners, scatter(0...120, -120...120))
      #expect(check.violationCount == 0 && check.outsideCount == 0, "\(index)")
      #expect(check.largestShares[0] > 0.9, "\(index): \(check.largestShares[0])")
    }
  }

  @Test("counts what the rounding of a map of z, or of a head, adds")
  func inner() throws {
    // The second weight lies between two quanta of the first, and counts most at the end of z.
    let weights = [[1, 0.5]]
    let turn = [[1, part], [part, -1]]
    for model in [
      student(projection: turn, map: weights),
      student(map: turn, head: .linear(map(weights))),
    ] {
      let check = try check(model, calibratingOn: corners, scatter(95...120, -127 ... -120))
      #expect(check.violationCount == 0)
      #expect(check.largestShares[0] > 0.8, "\(check.largestShares[0])")
    }
  }

  @Test("allows for limiting where two paths would cancel")
  func limiting() throws {
    let calibration: [[Float]] = [[10, 127], [-10, -127], [10, -127], [-10, 127]]
    // Up to and beyond the end of the first feature, half a quantum off.
    let seconds: [Float] = [0, 127]
    let rows = scan(14).flatMap { first in seconds.map { [first, $0] } }
    // The outputs are 0 and a share of the second feature; z, or the first activation, ends at ±10.
    let share = 12 / 127.0
    let models = [
      student(projection: [[1, 0]], shared: [[-1, 0]], map: [[1]]),
      student(map: [[1, 0], [1, share]], head: .linear(map([[1, -1]]))),
    ]
    for (index, model) in models.enumerated() {
      let check = try check(model, calibratingOn: calibration, rows)
      #expect(check.violationCount == 0, "\(index)")
      #expect(check.outsideCount > rows.count / 8 && check.outsideCount < rows.count / 2)
    }
  }
}
