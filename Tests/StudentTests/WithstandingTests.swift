import ActivationFormats
import Clustering
import Disturbances
import Foundation
import Regression
import Rows
import Student
import TestSupport
import Testing

@Suite("Students that withstand changes") struct WithstandingTests {
  private static let rowCount = 160
  private static let length = 20

  /// Bumps at two places, in windows of 20 samples, and a feature beside them.
  private static func set(standardized: Bool = true) throws -> TrainingSet {
    var random = SeededGenerator(seed: 9)
    var (inputs, logits): ([Float], [Float]) = ([], [])
    for row in 0..<rowCount {
      let place = row % 2 == 0 ? 6.0 : 12.0
      var waveform = Waveform(
        (0..<length).map { exp(-pow(Double($0) - place, 2) / 4) + 0.1 * random.normal() })
      if standardized { waveform.standardize(to: 1) }
      inputs += waveform.samples.map { Float($0) } + [Float(random.normal())]
      logits += row % 2 == 0 ? [2, -1] : [-1, 1.5]
    }
    return try TrainingSet(
      ActivationDump(
        inputs: Matrix(rowCount: rowCount, columnCount: length + 1, elements: inputs),
        logits: Matrix(rowCount: rowCount, columnCount: 2, elements: logits),
        groups: (0..<rowCount).map { $0 / 20 }, parallelism: .allCores))
  }

  private static func withstanding(
    _ changes: Withstanding, standardized: Bool = true
  ) throws -> TrainingSet {
    var changes = changes
    changes.windowLength = length
    return try set(standardized: standardized).withstanding(
      changes, shape: [rowCount, length + 1], parallelism: .allCores)
  }

  private static let structures: [StudentStructure] = [
    .regional(regionCount: 2), .corrected(regionCount: 2, componentCount: 3),
    .projected(regionCount: 2, componentCount: 3),
  ]

  @Test("moments and products of regions give the same maps", arguments: structures)
  func products(structure: StudentStructure) throws {
    let set = try Self.withstanding(Withstanding(shift: 2, stretch: 0.1, noise: 0.2))
    let rows = try FittingRows(
      set, rows: Array(0..<Int32(set.rowCount)), componentCount: 3, parallelism: .serial)
    let clusters = try KMeans(regionCount: 2).fit(
      try rows.points(componentCount: structure.componentCount, parallelism: .serial),
      parallelism: .serial)
    let penalties = Penalties(shared: 1e-2, corrections: 3e-2)
    let expected = try rows.partitioned(structure, into: clusters, parallelism: .serial)
      .maps(penalties)
    let found = try GroupedRows(rows, parallelism: .allCores)
      .partitioned(structure, into: clusters, nuisances: [], parallelism: .allCores)
      .maps(penalties)
    for (one, other) in zip(found.regionMaps, expected.regionMaps) {
      #expect(
        zip(one.weights.elements, other.weights.elements).allSatisfy { isClose($0, $1, 1e-7) })
      #expect(zip(one.offsets, other.offsets).allSatisfy { isClose($0, $1, 1e-7) })
    }
  }

  @Test(
    "one region is fitted to all changes, as it would be to very many copies", arguments: [0, 3])
  func oneRegion(componentCount: Int) throws {
    let structure = StudentStructure.regional(regionCount: 1)
    let penalties = Penalties(shared: 1e-2, corrections: 1e-2)
    let set = try Self.withstanding(
      Withstanding(shift: 2, stretch: 0.1, share: 0.5, copyCount: 64), standardized: false)
    let rows = try FittingRows(
      set, rows: Array(0..<Int32(set.rowCount)), componentCount: componentCount,
      parallelism: .serial)
    let clusters = try KMeans(regionCount: 1).fit(
      try rows.points(componentCount: nil, parallelism: .serial), parallelism: .serial)
    let exact = try rows.partitioned(structure, into: clusters, parallelism: .serial)
      .maps(penalties).regionMaps[0]
    let sampled = try GroupedRows(rows, parallelism: .allCores)
      .partitioned(structure, into: clusters, nuisances: [], parallelism: .allCores)
      .maps(penalties).regionMaps[0]
    let inputs: Matrix<Double> = try set.inputs.matrix(of: 0..<Self.rowCount)
    let (one, other) = (exact.predict(inputs), sampled.predict(inputs))
    #expect(zip(one.elements, other.elements).allSatisfy { abs($0 - $1) < 0.03 })
  }

  @Test("a copy depends on its seed, its number and its row alone")
  func draws() throws {
    let changes = Withstanding(shift: 3, stretch: 0.05, noise: 0.1, seed: 4)
    let set = try Self.withstanding(changes)
    let whole: Matrix<Float> = try set.changedInputs(copy: 1).matrix(of: 0..<Self.rowCount)
    let some = try set.changedInputs(copy: 1).gathering(rows: [3, 70, 159], as: Float.self)
    for (place, row) in [3, 70, 159].enumerated() {
      #expect(some[row: place].elementsEqual(whole[row: row]))
    }
    let other: Matrix<Float> = try set.changedInputs(copy: 0).matrix(of: 0..<Self.rowCount)
    #expect(other != whole)
    for row in 0..<Self.rowCount {
      let window = Waveform(whole[row: row].prefix(Self.length).map { Double($0) })
      #expect(abs(window.mean) < 1e-6 && abs(window.variance - 1) < 1e-5)
      let plain: Matrix<Float> = try set.inputs.matrix(of: row..<row + 1)
      #expect(whole[row, Self.length] == plain[0, Self.length])
    }
    #expect(
      try Self.set().changedInputs(copy: 0).matrix(of: 0..<4) as Matrix<Float>
        == Self.set().inputs.matrix(of: 0..<4))
  }

  @Test("copies follow their rows with targets, labels, groups and folds")
  func followers() throws {
    let plain = try Self.set()
    let set = try Self.withstanding(Withstanding(shift: 2, copyCount: 2))
    #expect(set.primaryCount == Self.rowCount && set.ownCount == 3 * Self.rowCount)
    #expect(set.rowCount == set.ownCount)
    for copy in 0...2 {
      let range = copy * Self.rowCount..<(copy + 1) * Self.rowCount
      let inputs: Matrix<Float> = try set.inputs.matrix(of: range)
      let expected: Matrix<Float> =
        try copy == 0
        ? plain.inputs.matrix(of: 0..<Self.rowCount)
        : set.changedInputs(copy: copy - 1).matrix(of: 0..<Self.rowCount)
      #expect(inputs == expected)
      let targets: Matrix<Float> = try set.targets.matrix(of: range)
      #expect(try targets == plain.targets.matrix(of: 0..<Self.rowCount))
      for row in range {
        let source = set.source(ofRow: row)
        #expect(source == row - range.lowerBound)
        guard copy > 0 else { continue }
        #expect(set.parents[row - Self.rowCount].elementsEqual([Int32(source), -1]))
      }
    }
  }

  @Test("few rows have more copies than many")
  func defaults() {
    #expect(Withstanding(shift: 1).copyCount(ofRows: 9_999) == 4)
    #expect(Withstanding(shift: 1).copyCount(ofRows: 10_000) == 1)
    #expect(Withstanding(shift: 1, copyCount: 2).copyCount(ofRows: 10_000) == 2)
  }

  @Test("judged rows are changed, and others are not")
  func judging() throws {
    var changes = Withstanding(shift: 3)
    let plain = try Self.withstanding(changes)
    changes.isJudged = true
    let judged = try Self.withstanding(changes)
    let rows: Matrix<Float> = try plain.inputs.matrix(of: 0..<40)
    #expect(try plain.judgedInputs.matrix(of: 0..<40) == rows)
    #expect(try judged.judgedInputs.matrix(of: 0..<40) != rows)
  }

  @Test("distillation learns cuts beside the place", arguments: [nil, 0.1])
  func distillation(nuisance: Double?) throws {
    let structure = StudentStructure.regional(regionCount: 1)
    let penalties = Penalties(shared: 1e-3, corrections: 1e-3, nuisance: nuisance)
    func losses(_ set: TrainingSet, on judge: TrainingSet) throws -> [Double] {
      let rows = try FittingRows(
        set, rows: Array(0..<Int32(set.rowCount)), componentCount: 3, parallelism: .serial)
      let fit = try rows.partitioned(
        structure, clustering: KMeans(regionCount: 1), parallelism: .serial)
      let maps = try fit.refinedMaps(along: [penalties], parallelism: .serial)[0].maps
      let inputs: Matrix<Double> = try judge.changedInputs(copy: 9).matrix(of: 0..<Self.rowCount)
      let outputs = maps.regionMaps[0].predict(inputs)
      let wrong = (0..<Self.rowCount).filter { row in
        (outputs[row, 0] > outputs[row, 1]) != (row % 2 == 0)
      }
      return [Double(wrong.count)]
    }
    let changed = try Self.withstanding(Withstanding(shift: 5, share: 1))
    let withstood = try losses(changed, on: changed)[0]
    #expect(try losses(Self.set(), on: changed)[0] > withstood)
  }

  @Test("what does not fit is refused")
  func refusals() throws {
    #expect(throws: StudentError.shiftTooLong(shift: 20, length: 20)) {
      try Self.withstanding(Withstanding(shift: 20))
    }
    #expect(throws: StudentError.windowTooLong(length: 22, featureCount: 21)) {
      try Self.set().withstanding(
        Withstanding(shift: 1, windowLength: 22), shape: [160, 21], parallelism: .serial)
    }
    let wide = try TrainingSet(
      ActivationDump(
        inputs: Matrix(rowCount: 3, columnCount: 5, elements: (0..<15).map { Float($0 * $0) }),
        logits: Matrix(rowCount: 3, columnCount: 2, elements: [1, 0, 0, 1, 1, 0]),
        parallelism: .serial))
    #expect(throws: StudentError.tooWideToWithstand(featureCount: 5, rowCount: 3)) {
      try wide.withstanding(Withstanding(shift: 1), shape: [3, 5], parallelism: .serial)
    }
  }
}
