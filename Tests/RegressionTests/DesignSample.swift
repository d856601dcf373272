import LinearAlgebra
import Regression
import TestSupport

/// Rows in regions with weights, their design, and the design's columns written out row by row.
struct DesignSample {
  let inputs: Matrix<Double>
  let targets: Matrix<Double>
  let regions: [Int32]
  /// 0 for the first half of the rows and 1 for the second: they weigh differently.
  let halves = [0.7, 0.3]
  let regionCount: Int
  let projection: AffineMap?
  let hasSharedMap: Bool

  init(
    rows: Int = 90, features: Int = 5, outputs: Int = 3, regionCount: Int = 3,
    componentCount: Int? = 2, hasSharedMap: Bool = true, seed: UInt64 = 1
  ) {
    var random = SeededGenerator(seed: seed, stream: 95)
    inputs = random.matrix(rows, features, mean: 1, deviation: 1.5)
      .converted(to: Float.self).converted(to: Double.self)
    let truth = random.matrix(outputs, features)
    var targets = inputs.multiplied(byTransposeOf: truth)
    for index in targets.elements.indices { targets.elements[index] += random.normal() }
    self.targets = targets
    regions = (0..<rows).map { Int32(($0 * $0 + $0 / 7) % regionCount) }
    self.regionCount = regionCount
    projection = componentCount.map { count in
      AffineMap(
        weights: random.matrix(count, features), offsets: random.matrix(1, count).elements)
    }
    self.hasSharedMap = hasSharedMap
  }

  /// The weight of each row; they add up to 1.
  var weights: [Double] {
    let half = inputs.rowCount / 2
    return (0..<inputs.rowCount).map {
      $0 < half ? halves[0] / Double(half) : halves[1] / Double(inputs.rowCount - half)
    }
  }

  var design: RegionalDesign {
    let n = inputs.columnCount
    let origin = [Double](repeating: 0.5, count: n + targets.columnCount)
    var parts = (0..<2 * regionCount).map { _ in
      Moments(featureCount: n, targetCount: targets.columnCount, origin: origin)
    }
    let half = inputs.rowCount / 2
    for row in 0..<inputs.rowCount {
      var rows = JoinedRows(origin: origin)
      rows.append(inputs.elements, targets.elements, row: row, featureCount: n)
      parts[Int(regions[row]) + (row < half ? 0 : regionCount)].add(&rows)
    }
    let moments = (0..<regionCount).map { region in
      var sum = WeightedMoments(parts[region], weight: halves[0] / Double(half))
      sum += WeightedMoments(
        parts[regionCount + region], weight: halves[1] / Double(inputs.rowCount - half))
      return sum
    }
    return RegionalDesign(moments, projection: projection, hasSharedMap: hasSharedMap)
  }

  /// The weighted mean of some values.
  func mean(_ values: [Double]) -> Double {
    zip(weights, values).reduce(0) { $0 + $1.0 * $1.1 }
  }

  /// The outputs of maps for each row, N × C.
  func outputs(_ maps: CorrectedMaps) -> Matrix<Double> {
    let z = maps.projection.predict(inputs)
    let shared = maps.shared.predict(inputs)
    let corrections = maps.corrections.map { $0.predict(z) }
    var result = shared
    for row in 0..<inputs.rowCount {
      for column in 0..<result.columnCount {
        result[row, column] += corrections[Int(regions[row])][row, column]
      }
    }
    return result
  }

  /// The mean variance of a feature.
  var featureScale: Double {
    let columns = inputs.transposed
    let variances = (0..<inputs.columnCount).map { column in
      let values = Array(columns[row: column])
      let middle = mean(values)
      return mean(values.map { ($0 - middle) * ($0 - middle) })
    }
    return variances.reduce(0, +) / Double(variances.count)
  }
}
