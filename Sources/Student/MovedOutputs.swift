internal import Regression

extension PiecewiseLinearModel {
  /// The same student with an offset added to each output. It decides elsewhere, and does as much work.
  ///
  /// The offsets go into biases: those of the head's layer, or of every region's map where no layer
  /// follows.
  ///
  /// - Parameter offsets: C values; 2 for a student of one output that decides between two classes,
  ///   which takes the second less the first.
  /// - Precondition: there is an offset for each output or class.
  /// - Complexity: O(parameters).
  public func moved(by offsets: [Double]) -> PiecewiseLinearModel {
    let own = isBinary && offsets.count == 2 ? [offsets[1] - offsets[0]] : offsets
    precondition(own.count == outputCount, "an offset for each output")
    guard own.contains(where: { $0 != 0 }) else { return self }
    let head: StudentHead =
      switch head {
      case .folded, .absent: head
      case .linear(let layer): .linear(layer.moved(by: own))
      case .rectified(let layer): .rectified(layer.moved(by: own))
      }
    return PiecewiseLinearModel(
      projection: projection, partition: partition, sharedMap: sharedMap,
      maps: head.layer == nil ? maps.map { $0.moved(by: own) } : maps, head: head)
  }
}

extension AffineMap {
  fileprivate func moved(by values: [Double]) -> AffineMap {
    AffineMap(weights: weights, offsets: zip(offsets, values).map { $0 + $1 })
  }
}
