import ActivationFormats
import Clustering
import Regression
import Rows
import Student
import TestSupport
import Testing

@Suite("Fewer rows than inputs")
struct InputSpanTests {
  private let penalties = Penalties(shared: 1e-2, corrections: 3e-2)

  private func set(rows: Int = 30, features: Int = 70) throws -> TrainingSet {
    try TrainingSet(SyntheticTeacher(features: features).dump(rows))
  }

  private func fit(
    _ structure: StudentStructure, to set: TrainingSet
  ) throws -> (fit: RegionalFit, maps: CorrectedMaps) {
    let rows = try FittingRows(
      set, rows: Array(0..<Int32(set.rowCount)), componentCount: 2, parallelism: .allCores)
    let fit = try rows.partitioned(
      structure, clustering: KMeans(regionCount: structure.regionCount), parallelism: .allCores)
    return (fit, try fit.maps(penalties))
  }

  @Test("are seen in their span, and as many rows as inputs are not")
  func seen() throws {
    let spanned = try #require(try set().spanned(parallelism: .allCores))
    #expect(spanned.featureCount == 70 && spanned.coordinateCount == 29)
    #expect(try set(rows: 70).spanned(parallelism: .allCores) == nil)
    #expect(try spanned.spanned(parallelism: .allCores) == nil)
    #expect(spanned.keeping(features: [1, 4]).coordinateCount == 2)
  }

  @Test(
    "give the student that they give without the span",
    arguments: [
      StudentStructure.regional(regionCount: 1), .regional(regionCount: 2),
      .corrected(regionCount: 3, componentCount: 2), .projected(regionCount: 3, componentCount: 2),
    ])
  func same(structure: StudentStructure) throws {
    let set = try set()
    let spanned = try #require(try set.spanned(parallelism: .allCores))
    let (direct, maps) = try fit(structure, to: set)
    let (seen, spannedMaps) = try fit(structure, to: spanned)
    let expected = direct.model(maps)
    let found = spanned.ofStoredInputs(seen.model(spannedMaps))
    #expect(found.featureCount == 70)
    // Other rows than those of the fit, which have parts outside of their span.
    let others = SyntheticTeacher(features: 70).inputs(40, seed: 9)
    let (a, b) = (expected.predict(others), found.predict(others))
    #expect(a.regions == b.regions)
    #expect(areClose(a.outputs.elements, b.outputs.elements, 1e-4))
  }

  @Test("lose their inputs in the order in which they do without the span")
  func order() throws {
    let set = try set(rows: 12, features: 20)
    let spanned = try #require(try set.spanned(parallelism: .allCores))
    let structure = StudentStructure.corrected(regionCount: 2, componentCount: 2)
    let (direct, maps) = try fit(structure, to: set)
    let (seen, spannedMaps) = try fit(structure, to: spanned)
    #expect(
      try seen.eliminationOrder(of: spannedMaps, penalties: penalties)
        == direct.eliminationOrder(of: maps, penalties: penalties))
  }

  @Test("that are all the same are an error, as they are without the span")
  func constant() throws {
    let dump = try ActivationDump(
      inputs: Matrix(rowCount: 4, columnCount: 9, repeating: Float(1)),
      logits: Matrix(rowCount: 4, columnCount: 2, repeating: Float(1)), parallelism: .serial)
    let spanned = try #require(try TrainingSet(dump).spanned(parallelism: .serial))
    #expect(throws: StudentError.regression(.constantFeatures)) {
      try fit(.projected(regionCount: 1, componentCount: 1), to: spanned)
    }
  }
}
