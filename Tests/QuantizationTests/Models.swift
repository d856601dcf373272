import Clustering
import Regression
import Rows
import Student
import TestSupport

/// A student with random parameters and the inputs to try it on.
struct RandomStudent {
  let model: PiecewiseLinearModel
  var inputs: Matrix<Float>

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

extension RandomStudent {
  /// The same maps of inputs in other units: input i is `centres[i]` + `scales[i]` × its former value.
  /// Without a projection, distances and with them regions are those of the new units.
  func inUnits(_ scales: [Double], centres: [Double]) -> RandomStudent {
    let elements = inputs.elements.enumerated().map { index, value in
      let column = index % inputs.columnCount
      return Float(centres[column] + scales[column] * Double(value))
    }
    func map(_ map: AffineMap) -> AffineMap {
      var map = map
      for row in 0..<map.outputCount {
        for column in 0..<map.featureCount {
          map.weights[row, column] /= scales[column]
          map.offsets[row] -= map.weights[row, column] * centres[column]
        }
      }
      return map
    }
    let shared = model.sharedMap.map(map)
    guard let projection = model.projection else {
      var centroids = model.partition.centroids
      for row in 0..<centroids.rowCount {
        for column in 0..<centroids.columnCount {
          centroids[row, column] = centres[column] + scales[column] * centroids[row, column]
        }
      }
      return RandomStudent(
        model: PiecewiseLinearModel(
          partition: Partition(centroids: centroids), sharedMap: shared,
          maps: model.maps.map(map), head: model.head),
        inputs: Matrix(
          rowCount: inputs.rowCount, columnCount: inputs.columnCount, elements: elements))
    }
    return RandomStudent(
      model: PiecewiseLinearModel(
        projection: map(projection), partition: model.partition, sharedMap: shared,
        maps: model.maps, head: model.head),
      inputs: Matrix(
        rowCount: inputs.rowCount, columnCount: inputs.columnCount, elements: elements))
  }

  private init(model: PiecewiseLinearModel, inputs: Matrix<Float>) {
    self.model = model
    self.inputs = inputs
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
