import Clustering
import Regression
import Rows
import Student
import TestSupport
import Testing

@Suite("Moved outputs")
struct MovedOutputsTests {
  private static func model(_ kind: HeadKind, outputs: Int = 3) -> PiecewiseLinearModel {
    var random = SeededGenerator(seed: 5)
    func map(_ rows: Int, _ columns: Int) -> AffineMap {
      AffineMap(
        weights: random.matrix(rows, columns), offsets: random.matrix(1, rows).elements)
    }
    let layer = map(outputs, 3)
    let head: StudentHead =
      switch kind {
      case .folded: .folded
      case .absent: .absent
      case .linear: .linear(layer)
      case .rectified: .rectified(layer)
      }
    let width = head.layer == nil ? outputs : 3
    return PiecewiseLinearModel(
      projection: map(2, 4), partition: Partition(centroids: Matrix(rows: [[1, 0], [-1, 0]])),
      sharedMap: map(width, 4), maps: [map(width, 2), map(width, 2)], head: head)
  }

  private static let inputs: Matrix<Float> = {
    var random = SeededGenerator(seed: 6)
    return random.matrix(40, 4).converted(to: Float.self)
  }()

  @Test("differ by the offsets and by nothing else", arguments: HeadKind.allCases)
  func outputs(kind: HeadKind) {
    let model = Self.model(kind)
    let offsets = [0, 1.5, -0.25]
    let (plain, moved) = (
      model.predict(Self.inputs), model.moved(by: offsets).predict(Self.inputs)
    )
    #expect(plain.regions == moved.regions)
    for row in 0..<40 {
      for column in 0..<3 {
        let difference = moved.outputs[row, column] - plain.outputs[row, column]
        #expect(abs(difference - offsets[column]) < 1e-12)
      }
    }
    #expect(model.moved(by: [0, 0, 0]) == model)
    #expect(model.moved(by: offsets).parameterShape == model.parameterShape)
  }

  @Test("of two classes move the one output of their difference alike")
  func difference() throws {
    for kind in HeadKind.allCases where kind != .absent {
      let model = Self.model(kind, outputs: 2)
      let moved = try #require(model.moved(by: [0, 0.75]).difference).predict(Self.inputs).outputs
      let other = try #require(model.difference).moved(by: [0, 0.75]).predict(Self.inputs).outputs
      #expect(zip(moved.elements, other.elements).allSatisfy { abs($0 - $1) < 1e-12 })
      let first = try #require(model.difference).moved(by: [0.75, 0]).predict(Self.inputs).outputs
      #expect(zip(first.elements, other.elements).allSatisfy { abs($1 - $0 - 1.5) < 1e-12 })
    }
  }
}

extension PiecewiseLinearModel {
  /// Rows and columns of everything that it stores.
  fileprivate var parameterShape: [[Int]] {
    ([projection, sharedMap, head.layer].compactMap(\.self) + maps)
      .map { [$0.outputCount, $0.featureCount] }
  }
}
