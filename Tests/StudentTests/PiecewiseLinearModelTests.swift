import Clustering
import Regression
import Rows
import Student
import TestSupport
import Testing

@Suite struct PiecewiseLinearModelTests {
  /// Which of projection and shared map a student has.
  enum Form: CaseIterable {
    case raw, projected, shared, both
  }

  private func model(
    _ form: Form = .raw, seed: UInt64 = 1, head: (AffineMap) -> StudentHead
  ) -> PiecewiseLinearModel {
    var random = SeededGenerator(seed: seed, stream: 41)
    func map(_ outputs: Int, _ features: Int) -> AffineMap {
      AffineMap(
        weights: random.matrix(outputs, features), offsets: random.matrix(1, outputs).elements)
    }
    let isProjected = form == .projected || form == .both
    let width = isProjected ? 3 : 5
    let layer = map(2, 4)
    return PiecewiseLinearModel(
      projection: isProjected ? map(3, 5) : nil,
      partition: Partition(centroids: random.matrix(3, width)),
      sharedMap: form == .shared || form == .both ? map(4, 5) : nil,
      maps: (0..<3).map { _ in map(4, width) }, head: head(layer))
  }

  private func head(_ kind: HeadKind, _ layer: AffineMap) -> StudentHead {
    switch kind {
    case .folded: .folded
    case .linear: .linear(layer)
    case .rectified: .rectified(layer)
    case .absent: .absent
    }
  }

  /// The forward pass of one row, by loops.
  private func forward(_ model: PiecewiseLinearModel, _ row: [Float]) -> (Int, [Double]) {
    func apply(_ map: AffineMap, _ x: [Double]) -> [Double] {
      (0..<map.outputCount).map { output in
        x.indices.reduce(map.offsets[output]) { $0 + map.weights[output, $1] * x[$1] }
      }
    }
    let x = row.map { Double($0) }
    let z = model.projection.map { apply($0, x) } ?? x
    let distances = (0..<model.regionCount).map { cluster in
      z.indices.reduce(0.0) {
        let difference = z[$1] - model.partition.centroids[cluster, $1]
        return $0 + difference * difference
      }
    }
    let region = distances.indices.reduce(0) { distances[$1] < distances[$0] ? $1 : $0 }
    var values = apply(model.maps[region], z)
    if let shared = model.sharedMap {
      values = zip(values, apply(shared, x)).map { $0 + $1 }
    }
    if case .rectified = model.head { values = values.map { max(0, $0) } }
    return (region, model.head.layer.map { apply($0, values) } ?? values)
  }

  @Test(
    "every form and head equals a naive forward pass", arguments: Form.allCases, HeadKind.allCases)
  func forwardPass(form: Form, kind: HeadKind) {
    let model = model(form) { head(kind, $0) }
    #expect(model.head.kind == kind)
    #expect(model.featureCount == 5)
    #expect(model.componentCount == (form == .projected || form == .both ? 3 : 5))
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

  @Test("projecting to the inputs themselves changes nothing", arguments: HeadKind.allCases)
  func identity(kind: HeadKind) {
    let raw = model { head(kind, $0) }
    var identity = Matrix<Double>(rowCount: 5, columnCount: 5)
    for index in 0..<5 { identity[index, index] = 1 }
    let zeros = [Double](repeating: 0, count: 5)
    let projected = PiecewiseLinearModel(
      projection: AffineMap(weights: identity, offsets: zeros), partition: raw.partition,
      maps: raw.maps, head: raw.head)
    var random = SeededGenerator(seed: 4)
    let inputs = random.matrix(1_500, 5).converted(to: Float.self)
    #expect(projected.predict(inputs) == raw.predict(inputs))
    #expect(projected.components(of: inputs) == raw.components(of: inputs))
  }

  @Test("a linear head multiplied into the maps gives the same outputs", arguments: Form.allCases)
  func folding(form: Form) {
    let model = model(form) { .linear($0) }
    let folded = model.foldingHead
    #expect(folded.head == .folded)
    #expect(folded.featureCount == 5)
    var random = SeededGenerator(seed: 5)
    let inputs = random.matrix(300, 5).converted(to: Float.self)
    let (expected, found) = (model.predict(inputs), folded.predict(inputs))
    #expect(found.regions == expected.regions)
    #expect(areClose(found.outputs.elements, expected.outputs.elements, 1e-14))
  }

  @Test("a rectified head is not folded: it would change the outputs", arguments: Form.allCases)
  func rectified(form: Form) {
    let rectified = model(form) { .rectified($0) }
    #expect(rectified.foldingHead == rectified)
    let folded = model(form) { _ in .folded }
    #expect(folded.foldingHead == folded)
  }

  @Test("no rows have no outputs", arguments: Form.allCases)
  func noRows(form: Form) {
    let model = model(form) { .linear($0) }
    let inputs = Matrix<Float>(rowCount: 0, columnCount: 5)
    let prediction = model.predict(inputs)
    #expect(prediction.outputs == Matrix(rowCount: 0, columnCount: 2))
    #expect(prediction.regions == [])
    #expect(model.components(of: inputs).columnCount == model.componentCount)
  }
}
