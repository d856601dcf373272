import Clustering
import Regression
import Rows
import Student
import TestSupport
import Testing

@Suite("Rounding a student to single precision")
struct SinglePrecisionTests {
  private static func map(_ rows: Int, _ columns: Int, seed: UInt64) -> AffineMap {
    AffineMap(
      weights: matrix(rows, columns, seed: seed),
      offsets: matrix(1, rows, seed: seed + 1).elements)
  }

  private static func matrix(_ rows: Int, _ columns: Int, seed: UInt64) -> Matrix<Double> {
    var generator = SeededGenerator(seed: seed)
    return generator.matrix(rows, columns)
  }

  private static let model = PiecewiseLinearModel(
    projection: map(3, 7, seed: 1),
    partition: Partition(centroids: matrix(4, 3, seed: 3)),
    sharedMap: map(5, 7, seed: 4), maps: (0..<4).map { map(5, 3, seed: 10 + $0) },
    head: .linear(map(2, 5, seed: 20)))

  @Test("changes every number by half a step of single precision at most, and only once")
  func rounds() {
    let rounded = Self.model.roundedToSingle
    for (map, before) in zip(rounded.maps, Self.model.maps) {
      for (value, exact) in zip(map.weights.elements, before.weights.elements) {
        #expect(value == Double(Float(exact)))
      }
    }
    #expect(rounded != Self.model)
    #expect(rounded.roundedToSingle == rounded)
    #expect(rounded.head.kind == .linear && rounded.projection != nil)
  }

  @Test("takes away what other kernels add up otherwise")
  func absorbs() {
    var other = Self.model.maps
    for index in other.indices {
      for element in other[index].weights.elements.indices {
        other[index].weights.elements[element] *= 1 + 0x1p-48
      }
    }
    let moved = PiecewiseLinearModel(
      projection: Self.model.projection, partition: Self.model.partition,
      sharedMap: Self.model.sharedMap, maps: other, head: Self.model.head)
    #expect(moved != Self.model)
    #expect(moved.roundedToSingle == Self.model.roundedToSingle)
  }
}
