internal import Clustering
internal import LinearAlgebra
internal import Regression
internal import Rows
internal import Student

extension PiecewiseLinearModel {
  /// The same student seen from other origins: it takes x − `inputs`, and its z is less by
  /// `components`. The offsets of all maps take up the difference, in double precision.
  ///
  /// - Parameters:
  ///   - inputs: n values.
  ///   - components: d values; without a projection z is the input, and they are not used.
  /// - Complexity: O(parameters).
  func recentred(at inputs: [Double], components: [Double] = []) -> PiecewiseLinearModel {
    let seen = projection == nil ? inputs : components
    guard inputs.contains(where: { $0 != 0 }) || seen.contains(where: { $0 != 0 }) else {
      return self
    }
    var first = projection?.recentred(at: inputs)
    if first != nil {
      for (row, origin) in seen.enumerated() { first?.offsets[row] -= origin }
    }
    var centroids = partition.centroids
    for row in 0..<centroids.rowCount {
      for (column, origin) in seen.enumerated() { centroids[row, column] -= origin }
    }
    return PiecewiseLinearModel(
      projection: first, partition: Partition(centroids: centroids),
      sharedMap: sharedMap?.recentred(at: inputs), maps: maps.map { $0.recentred(at: seen) },
      head: head)
  }

  /// Whether any map or the gate sees each input, n values.
  var seesInputs: [Bool] {
    var isSeen = [Bool](repeating: false, count: featureCount)
    func note(_ weights: Matrix<Double>) {
      for row in 0..<weights.rowCount {
        for (column, weight) in weights[row: row].enumerated() where weight != 0 {
          isSeen[column] = true
        }
      }
    }
    for map in [projection, sharedMap].compactMap(\.self) { note(map.weights) }
    guard projection == nil else { return isSeen }
    for map in maps { note(map.weights) }
    let centroids = partition.centroids
    for row in 1..<max(1, centroids.rowCount) {
      for column in isSeen.indices where centroids[row, column] != centroids[0, column] {
        isSeen[column] = true
      }
    }
    return isSeen
  }

  /// How much the results of the maps change with each input: the root of the mean square over the
  /// results and over rows, n values.
  ///
  /// - Parameter regions: of the rows.
  /// - Complexity: O(k · q · d · n).
  func sensitivities(inRegions regions: [Int]) -> [Double] {
    var shares = [Double](repeating: 0, count: regionCount)
    for region in regions { shares[region] += 1 / Double(regions.count) }
    var squares = [Double](repeating: 0, count: featureCount)
    for (map, share) in zip(maps, shares) where share > 0 {
      var slopes = projection.map { map.weights.multiplied(by: $0.weights) } ?? map.weights
      if let sharedMap {
        for index in slopes.elements.indices {
          slopes.elements[index] += sharedMap.weights.elements[index]
        }
      }
      for row in 0..<slopes.rowCount {
        for (column, slope) in slopes[row: row].enumerated() {
          squares[column] += share * slope * slope / Double(slopes.rowCount)
        }
      }
    }
    return squares.map { $0.squareRoot() }
  }
}
