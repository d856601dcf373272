import Clustering
import Regression
import Rows
import Student
import TestSupport
import Testing

@Suite("Students of two classes")
struct TwoClassesTests {
  private static let inputs: Matrix<Float> = {
    var random = SeededGenerator(seed: 5, stream: 42)
    return random.matrix(300, 4).converted(to: Float.self)
  }()

  private func model(_ kind: HeadKind, isShared: Bool = true) -> PiecewiseLinearModel {
    var random = SeededGenerator(seed: 6, stream: 42)
    func map(_ outputs: Int, _ features: Int) -> AffineMap {
      AffineMap(
        weights: random.matrix(outputs, features), offsets: random.matrix(1, outputs).elements)
    }
    let layer = map(2, 3)
    let width = kind == .folded || kind == .absent ? 2 : 3
    let head: StudentHead =
      switch kind {
      case .folded: .folded
      case .linear: .linear(layer)
      case .rectified: .rectified(layer)
      case .absent: .absent
      }
    return PiecewiseLinearModel(
      projection: map(3, 4), partition: Partition(centroids: random.matrix(3, 3)),
      sharedMap: isShared ? map(width, 4) : nil, maps: (0..<3).map { _ in map(width, 3) },
      head: head)
  }

  @Test(
    "give the same labels and regions with the difference alone",
    arguments: [HeadKind.folded, .linear, .rectified], [true, false])
  func labels(kind: HeadKind, isShared: Bool) throws {
    let model = model(kind, isShared: isShared)
    let difference = try #require(model.difference)
    #expect(difference.isBinary && difference.labelCount == 2 && difference.outputCount == 1)
    let (two, one) = (model.predict(Self.inputs), difference.predict(Self.inputs))
    #expect(model.labels(of: two.outputs) == difference.labels(of: one.outputs))
    #expect(Set(model.labels(of: two.outputs)) == [0, 1] && two.regions == one.regions)
    for row in 0..<300 {
      let expected = two.outputs[row, 1] - two.outputs[row, 0]
      #expect(abs(one.outputs[row, 0] - expected) < 1e-12)
    }
  }

  @Test("have no difference without logits")
  func activations() {
    #expect(model(.absent).difference == nil && !model(.absent).isBinary)
    #expect(model(.absent).labelCount == 2)
  }

  @Test("have the lower class where both outputs are equal")
  func ties() throws {
    let flat = PiecewiseLinearModel(
      partition: Partition(centroids: Matrix(rows: [[0, 0, 0, 0]])),
      maps: [AffineMap(weights: Matrix(rows: [[1, 0, 0, 0], [1, 0, 0, 0]]), offsets: [2, 2])],
      head: .folded)
    let difference = try #require(flat.difference)
    #expect(flat.labels(of: flat.predict(Self.inputs).outputs).allSatisfy { $0 == 0 })
    #expect(difference.labels(of: difference.predict(Self.inputs).outputs).allSatisfy { $0 == 0 })
  }

  @Test("learn from the difference of two logits, by blocks and by rows")
  func logits() throws {
    let logits = Matrix<Double>(rows: [[1, 3], [2, -1], [0, 0]])
    let difference = LogitDifference(logits)
    #expect(try difference.matrix(as: Double.self).elements == [2, -3, 0])
    #expect(try difference.gathering(rows: [0, 2], as: Float.self).elements == [2, 0])
  }
}
