import Clustering
import LinearAlgebra
import Regression
import Student
import TestSupport
import Testing

@Suite struct PiecewiseLinearModelTests {
  private func model(_ head: (AffineMap) -> StudentHead, seed: UInt64 = 1) -> PiecewiseLinearModel {
    var random = SeededGenerator(seed: seed, stream: 41)
    let layer = AffineMap(weights: random.matrix(2, 4), offsets: random.matrix(1, 2).elements)
    return PiecewiseLinearModel(
      partition: Partition(centroids: random.matrix(3, 5)),
      maps: (0..<3).map { _ in
        AffineMap(weights: random.matrix(4, 5), offsets: random.matrix(1, 4).elements)
      }, head: head(layer))
  }

  /// The forward pass of one row, by loops.
  private func forward(_ model: PiecewiseLinearModel, _ row: [Float]) -> (Int, [Double]) {
    func apply(_ map: AffineMap, _ x: [Double]) -> [Double] {
      (0..<map.outputCount).map { output in
        x.indices.reduce(map.offsets[output]) { $0 + map.weights[output, $1] * x[$1] }
      }
    }
    let x = row.map { Double($0) }
    let distances = (0..<model.clusterCount).map { cluster in
      x.indices.reduce(0.0) {
        let difference = x[$1] - model.partition.centroids[cluster, $1]
        return $0 + difference * difference
      }
    }
    let region = distances.indices.reduce(0) { distances[$1] < distances[$0] ? $1 : $0 }
    var values = apply(model.maps[region], x)
    if case .rectified = model.head { values = values.map { max(0, $0) } }
    return (region, model.head.layer.map { apply($0, values) } ?? values)
  }

  @Test("every head equals a naive forward pass", arguments: HeadKind.allCases)
  func forwardPass(kind: HeadKind) {
    let model = model { layer in
      switch kind {
      case .folded: .folded
      case .linear: .linear(layer)
      case .rectified: .rectified(layer)
      case .absent: .absent
      }
    }
    #expect(model.head.kind == kind)
    #expect(model.outputCount == (model.head.layer == nil ? 4 : 2))
    var random = SeededGenerator(seed: 2)
    // More rows than two blocks.
    let inputs = random.matrix(2_500, 5).converted(to: Float.self)
    let prediction = model.predict(inputs)
    for row in 0..<inputs.rowCount {
      let (region, outputs) = forward(model, Array(inputs[row: row]))
      #expect(prediction.regions[row] == region)
      #expect(areClose(Array(prediction.outputs[row: row]), outputs, 1e-12))
    }
  }

  @Test("a rectified head is not folded: it would change the outputs")
  func rectified() {
    let rectified = model { .rectified($0) }
    #expect(rectified.foldingHead == rectified)
    let folded = model { _ in .folded }
    #expect(folded.foldingHead == folded)
  }

  @Test("no rows have no outputs")
  func noRows() {
    let prediction = model { .linear($0) }.predict(Matrix(rowCount: 0, columnCount: 5))
    #expect(prediction.outputs == Matrix(rowCount: 0, columnCount: 2))
    #expect(prediction.regions == [])
  }
}
