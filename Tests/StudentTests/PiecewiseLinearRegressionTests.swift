import ActivationFormats
import Clustering
import Regression
import Rows
import Student
import TestSupport
import Testing

@Suite struct PiecewiseLinearRegressionTests {
  let teacher = SyntheticTeacher()

  private func fit(
    _ dump: ActivationDump, head: HeadKind, k: Int, lambda: Double = 0.1,
    shrinkage: Shrinkage = .global
  ) throws -> PiecewiseLinearModel {
    try PiecewiseLinearRegression(
      clustering: KMeans(regionCount: k, seed: 4), lambda: lambda, shrinkage: shrinkage
    ).fit(TrainingSet(dump, head: head), parallelism: .allCores)
  }

  @Test(
    "a folded student and a linear one say the same", arguments: [1, 3, 5], Shrinkage.allCases)
  func foldingIsExact(k: Int, shrinkage: Shrinkage) throws {
    let dump = try teacher.dump(300)
    let unseen = teacher.inputs(200, seed: 99)
    for lambda in [0.01, 1, 1_000] {
      let folded = try fit(dump, head: .folded, k: k, lambda: lambda, shrinkage: shrinkage)
      let linear = try fit(dump, head: .linear, k: k, lambda: lambda, shrinkage: shrinkage)
      #expect(folded.partition == linear.partition)
      #expect(folded.mapOutputCount == 3)
      #expect(linear.mapOutputCount == 8)
      let expected = linear.predict(unseen)
      #expect(folded.predict(unseen).regions == expected.regions)
      #expect(relativeDifference(folded.predict(unseen).outputs, expected.outputs) < 1e-9)
      let refolded = linear.foldingHead
      #expect(refolded.head == .folded)
      #expect(relativeDifference(refolded.predict(unseen).outputs, expected.outputs) < 1e-9)
      #expect(relativeDifference(refolded.maps[0].weights, folded.maps[0].weights) < 1e-9)
    }
  }

  @Test("without a head the student gives activations")
  func none() throws {
    let dump = try teacher.dump(300)
    let model = try fit(dump, head: .absent, k: 2)
    let linear = try fit(dump, head: .linear, k: 2)
    #expect(model.outputCount == 8)
    #expect(model.maps == linear.maps)
  }

  @Test("maps are the ridge maps of the rows of their regions")
  func oracle() throws {
    let dump = try teacher.dump(250)
    let inputs = try dump.inputs.matrix(as: Float.self)
    let model = try fit(dump, head: .folded, k: 3, lambda: 2, shrinkage: .zero)
    let logits: Matrix<Double> = try #require(TeacherLogits(dump)).matrix()
    let regions = model.partition.regions(of: inputs)
    for region in 0..<3 {
      let rows = regions.indices.filter { regions[$0] == region }
      let moments = Moments(
        inputs: inputs.gathering(rows: rows).converted(to: Double.self),
        targets: logits.gathering(rows: rows))
      let expected = try RidgeSolver(moments).fit(lambda: 2)
      #expect(relativeDifference(model.maps[region].weights, expected.weights) < 1e-10)
      #expect(areClose(model.maps[region].offsets, expected.offsets, 1e-10))
    }
  }

  @Test("more regions fit the training rows better")
  func improvement() throws {
    let dump = try teacher.dump(600)
    let inputs = try dump.inputs.matrix(as: Float.self)
    let logits: Matrix<Double> = try #require(TeacherLogits(dump)).matrix()
    let errors = try [1, 3].map { k in
      let outputs = try fit(dump, head: .folded, k: k, lambda: 0.01).predict(inputs).outputs
      return zip(outputs.elements, logits.elements).reduce(0) {
        $0 + ($1.0 - $1.1) * ($1.0 - $1.1)
      }
    }
    #expect(errors[1] < 0.8 * errors[0])
  }

  @Test("threads change nothing, not a bit")
  func threads() throws {
    let set = try TrainingSet(teacher.dump(3_000))
    let regression = PiecewiseLinearRegression(
      clustering: KMeans(regionCount: 4, restartCount: 2), lambda: 1)
    let serial = try regression.fit(set, parallelism: .serial)
    #expect(try regression.fit(set, parallelism: Parallelism(threadCount: 2)) == serial)
    #expect(try regression.fit(set, parallelism: Parallelism(threadCount: 3)) == serial)
  }

  @Test("transfer rows are learnt from as training rows are")
  func transfer() throws {
    let whole = try teacher.dump(200)
    let inputs = try whole.inputs.matrix(as: Float.self)
    let activations = try #require(whole.activations).matrix(as: Float.self)
    func part(_ rows: Range<Int>) throws -> ActivationDump {
      try ActivationDump(
        inputs: inputs.gathering(rows: Array(rows)),
        activations: activations.gathering(rows: Array(rows)), head: teacher.head,
        parallelism: .allCores)
    }
    let regression = PiecewiseLinearRegression(
      clustering: KMeans(regionCount: 2), lambda: 1)
    let joined = try regression.fit(
      TrainingSet(part(0..<120), transfer: [part(120..<150), part(150..<200)]),
      parallelism: .allCores)
    #expect(try joined == regression.fit(TrainingSet(whole), parallelism: .allCores))
  }

  @Test("what cannot be fitted is a typed error")
  func errors() throws {
    let dump = try teacher.dump(5)
    #expect(
      throws: StudentError.clustering(.tooFewDistinctRows(found: 5, regionCount: 6))
    ) {
      _ = try fit(dump, head: .folded, k: 6)
    }
    #expect(
      throws: StudentError.regression(.singular(rank: 4, featureCount: 6, sampleCount: 5))
    ) {
      _ = try fit(dump, head: .folded, k: 1, lambda: 0)
    }
  }
}
