import Clustering
import LinearAlgebra
import Regression
import Student
import TestSupport

/// A student with random parameters and the inputs to try it on.
struct RandomStudent {
  let model: PiecewiseLinearModel
  let inputs: Matrix<Float>

  /// - Parameters:
  ///   - features: n.
  ///   - maps: q, which is C without a head.
  ///   - mean: how far from zero the inputs lie.
  init(
    _ kind: HeadKind, k: Int, features: Int = 12, maps: Int = 5, outputs: Int = 3,
    mean: Double = 0, seed: UInt64 = 1
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
    model = PiecewiseLinearModel(
      partition: Partition(centroids: centroids),
      maps: (0..<k).map { _ in
        AffineMap(weights: random.matrix(maps, features), offsets: random.matrix(1, maps).elements)
      }, head: head)
    inputs = random.blobs(400 / k, around: centroids, deviation: 0.7)
  }
}

/// An input in int8 quanta, by Docs/Format.md.
func quantum(_ input: Float, _ multiplier: Float) -> Int {
  let t = input * (multiplier * 65_536)
  if t >= 8_323_072 { return 127 }
  if t <= -8_323_072 { return -127 }
  return (Int(t) + 32_768) >> 16
}
