import ActivationFormats
import Clustering
import Regression
import Rows
import Student
import TestSupport
import Testing

@Suite("A common scale for inputs of different units")
struct ColumnScalingTests {
  private func set(_ units: [Double], centres: [Double] = [0, 0, 0]) throws -> TrainingSet {
    let teacher = SyntheticTeacher(features: 3)
    var inputs = teacher.inputs(90, seed: 5)
    let activations = teacher.activations(inputs)
    for row in 0..<inputs.rowCount {
      for column in 0..<3 {
        inputs[row, column] = Float(Double(inputs[row, column]) * units[column] + centres[column])
      }
    }
    return try TrainingSet(
      ActivationDump(
        inputs: inputs, activations: activations, head: teacher.head, parallelism: .allCores))
  }

  @Test("is left out where the deviations differ by little, wherever the features lie")
  func alike() throws {
    #expect(try set([1, 4, 0.25]).commonlyScaled() == nil)
    #expect(try set([1, 1, 1], centres: [1e5, 0, -3]).commonlyScaled() == nil)
    #expect(try set([1, 1, 0], centres: [0, 0, 7]).commonlyScaled() == nil)
  }

  @Test("brings every deviation to 1 ... 2 and every mean near 0, by powers of two")
  func scaled() throws {
    let set = try set([300, 0.002, 1], centres: [101_325, 0.01, 0])
    let scaled = try #require(try set.commonlyScaled())
    let scaling = try #require(scaled.scaling)
    let rows = try scaled.inputs.matrix(as: Double.self)
    for column in 0..<3 {
      let values = (0..<rows.rowCount).map { rows[$0, column] }
      let mean = values.reduce(0, +) / Double(values.count)
      let variance = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(values.count)
      #expect(abs(mean) < 1e-2)
      #expect((1 - 1e-9..<4).contains(variance))
      #expect(scaling.factors[column].significand == 1)
    }
    let stored = try scaled.storedInputs.matrix(as: Float.self)
    #expect(try stored == set.inputs.matrix(as: Float.self))
  }

  @Test("leaves a constant feature at 0")
  func constant() throws {
    let scaled = try #require(try set([1e4, 1, 0], centres: [0, 0, 7]).commonlyScaled())
    let rows = try scaled.inputs.matrix(as: Double.self)
    #expect((0..<rows.rowCount).allSatisfy { rows[$0, 2] == 0 })
  }

  @Test(
    "is undone in a student: inputs in their units get the same answers", arguments: [true, false])
  func undone(isProjected: Bool) throws {
    let scaled = try #require(
      try set([300, 0.002, 1], centres: [101_325, 0.01, 0]).commonlyScaled())
    var random = SeededGenerator(seed: 8)
    func map(_ outputs: Int, _ features: Int) -> AffineMap {
      AffineMap(
        weights: random.matrix(outputs, features), offsets: random.matrix(1, outputs).elements)
    }
    let width = isProjected ? 2 : 3
    let regions = isProjected ? 3 : 1
    let model = PiecewiseLinearModel(
      projection: isProjected ? map(2, 3) : nil,
      partition: Partition(centroids: random.matrix(regions, width)), sharedMap: map(2, 3),
      maps: (0..<regions).map { _ in map(2, width) }, head: .folded)
    let expected = model.predict(try scaled.inputs.matrix(as: Float.self))
    let found = model.inUnits(of: scaled.scaling)
      .predict(try scaled.storedInputs.matrix(as: Float.self))
    #expect(found.regions == expected.regions)
    #expect(areClose(found.outputs.elements, expected.outputs.elements, 1e-5))
    #expect(model.inUnits(of: nil) == model)
  }

  @Test("is kept for the features of a pruned student")
  func pruned() throws {
    let scaled = try #require(try set([300, 0.002, 1]).commonlyScaled())
    let part = scaled.keeping(features: [0, 2])
    #expect(part.scaling?.factors == [0, 2].map { scaled.scaling?.factors[$0] })
    let rows = try part.inputs.matrix(as: Double.self)
    let all = try scaled.inputs.matrix(as: Double.self)
    #expect((0..<rows.rowCount).allSatisfy { rows[$0, 1] == all[$0, 2] })
  }
}
