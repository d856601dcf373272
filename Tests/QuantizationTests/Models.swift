import Clustering
import Regression
import Rows
import Student
import TestSupport

/// A student with random parameters and the inputs to try it on.
struct RandomStudent {
  let model: PiecewiseLinearModel
  let inputs: Matrix<Float>

  /// - Parameters:
  ///   - features: n.
  ///   - maps: q, which is C without a head.
  ///   - projected: d; nil without a projection.
  ///   - shared: whether a map of x is added to that of the region.
  ///   - mean: how far from zero the inputs lie.
  init(
    _ kind: HeadKind, k: Int, features: Int = 12, maps: Int = 5, outputs: Int = 3,
    projected: Int? = nil, shared: Bool = false, mean: Double = 0, seed: UInt64 = 1
  ) {
    var random = SeededGenerator(seed: seed, stream: 51)
    let layer = AffineMap(
      weights: random.matrix(outputs, maps), offsets: random.matrix(1, outputs).elements)
    let head: StudentHead =
      switch kind {
      case .folded: .folded
      case .linear: .linear(layer)
      case .rectified: .rectified(layer)
      case .absent: .absent
      }
    let centroids = random.matrix(k, features, mean: mean)
    func map(_ outputs: Int, _ features: Int) -> AffineMap {
      AffineMap(
        weights: random.matrix(outputs, features), offsets: random.matrix(1, outputs).elements)
    }
    let regional = (0..<k).map { _ in map(maps, projected ?? features) }
    inputs = random.blobs(400 / k, around: centroids, deviation: 0.7)
    let projection = projected.map { map($0, features) }
    model = PiecewiseLinearModel(
      projection: projection,
      partition: Partition(centroids: projection?.predict(centroids) ?? centroids),
      sharedMap: shared ? map(maps, features) : nil, maps: regional, head: head)
  }
}

/// An input in int8 quanta, by Docs/Format.md.
func quantum(_ input: Float, _ multiplier: Float) -> Int {
  let t = input * (multiplier * 65_536)
  if t >= 8_323_072 { return 127 }
  if t <= -8_323_072 { return -127 }
  return (Int(t) + 32_768) >> 16
}

/// The forms of student beyond the published one.
enum ProjectedForm: CaseIterable {
  case projected, shared, both

  /// A random student of this form.
  func student(_ kind: HeadKind, k: Int, mean: Double = 0) -> RandomStudent {
    RandomStudent(
      kind, k: k, features: 13, maps: 7, outputs: 5, projected: self == .shared ? nil : 3,
      shared: self != .projected, mean: mean, seed: UInt64(k) + 20)
  }
}
