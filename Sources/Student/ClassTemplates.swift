internal import Regression
internal import Rows

extension PiecewiseLinearModel {
  /// The effect of a unit of each input on each output in one region, less the mean over the
  /// outputs, which changes no label: C rows of n weights.
  ///
  /// That is the map of the region as a function of the inputs, with projection, shared map and a
  /// linear head multiplied in. Row c is the student's template of class c.
  ///
  /// - Parameter region: 0 ..< k.
  /// - Returns: none with a rectified head, where outputs do not depend linearly on inputs.
  /// - Complexity: O(C · n · (d + q)).
  public func templates(ofRegion region: Int) -> [[Double]] {
    let model = foldingHead
    if case .rectified = model.head { return [] }
    let map = model.maps[region]
    let n = featureCount
    var rows = (0..<model.outputCount).map { output in
      var row =
        model.sharedMap.map { Array($0.weights[row: output]) } ?? Array(repeating: 0, count: n)
      let weights = Array(map.weights[row: output])
      guard let projection = model.projection else {
        for feature in 0..<n { row[feature] += weights[feature] }
        return row
      }
      for (component, weight) in weights.enumerated() {
        for (feature, value) in projection.weights[row: component].enumerated() {
          row[feature] += weight * value
        }
      }
      return row
    }
    guard rows.count > 1 else { return rows }
    for feature in 0..<n {
      let mean = rows.reduce(0) { $0 + $1[feature] } / Double(rows.count)
      for output in rows.indices { rows[output][feature] -= mean }
    }
    return rows
  }
}
