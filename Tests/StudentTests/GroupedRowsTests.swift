import ActivationFormats
import Clustering
import Regression
import Rows
import Student
import TestSupport
import Testing

@Suite struct GroupedRowsTests {
  private let teacher = SyntheticTeacher()
  private let groups = (0..<120).map { 10 * (1 + $0 % 4) }
  /// Row 0 … 59 of the transfer set: pairs within a group, across groups, and without parents.
  private let parents = (0..<60).map { row in
    row % 3 == 0 ? [row, row + 4] : row % 3 == 1 ? [row, row + 1] : [-1, -1]
  }

  /// The set, with other logits in the rows that `isChanged` names.
  private func set(changing isChanged: (_ isTransfer: Bool, _ row: Int) -> Bool = { _, _ in false })
    throws -> TrainingSet
  {
    func changed(_ dump: ActivationDump, _ inputs: Matrix<Float>, isTransfer: Bool) throws
      -> ActivationDump
    {
      var logits = teacher.logits(teacher.activations(inputs)).converted(to: Float.self)
      for row in 0..<logits.rowCount where isChanged(isTransfer, row) {
        for column in 0..<logits.columnCount {
          logits[row, column] = Float(3 * column + row % 5) - logits[row, column]
        }
      }
      return try ActivationDump(
        inputs: inputs, logits: logits, groups: isTransfer ? nil : groups,
        parents: isTransfer ? parents : nil, parallelism: .allCores)
    }
    let first = teacher.inputs(120, seed: 2)
    let second = teacher.inputs(60, seed: 8)
    return try TrainingSet(
      changed(teacher.dump(120), first, isTransfer: false),
      transfer: [changed(teacher.dump(60), second, isTransfer: true)])
  }

  private func fit(
    _ set: TrainingSet, _ structure: StudentStructure, balance: Double = 0,
    leavingOut folds: [[Int]] = [[20]], threads: Int = 2
  ) throws -> GroupedFit {
    let parallelism = Parallelism(threadCount: threads)
    let rows = try FittingRows(
      set, rows: Array(0..<Int32(set.rowCount)), componentCount: 3, parallelism: parallelism)
    let clusters = try KMeans(regionCount: structure.regionCount).fit(
      try rows.points(componentCount: structure.componentCount, parallelism: parallelism),
      parallelism: parallelism)
    return try GroupedRows(rows, leavingOut: folds, balance: balance, parallelism: parallelism)
      .partitioned(structure, into: clusters, nuisances: [0.1], parallelism: parallelism)
  }

  private static let structures: [StudentStructure] = [
    .regional(regionCount: 1), .regional(regionCount: 2),
    .corrected(regionCount: 2, componentCount: 3), .projected(regionCount: 3, componentCount: 3),
  ]

  private func outputs(_ maps: CorrectedMaps, _ set: TrainingSet) throws -> [Double] {
    let inputs: Matrix<Double> = try set.inputs.gathering(rows: Array(0..<120))
    return maps.regionMaps.flatMap { $0.predict(inputs).elements }
  }

  @Test("what a fold leaves out does not touch its maps", arguments: structures)
  func leavingOut(structure: StudentStructure) throws {
    let whole = try set()
    // Group 20 is rows 1, 5, 9 … of the training dump: these, and transfer rows with such a parent.
    let other = try set { isTransfer, row in
      isTransfer ? parents[row].contains { $0 >= 0 && $0 % 4 == 1 } : row % 4 == 1
    }
    for nuisance in [nil, 0.1] {
      let penalties = Penalties(shared: 1e-2, corrections: 1e-2, nuisance: nuisance)
      let maps = try [whole, other].map { set in
        try outputs(try fit(set, structure).maps(penalties, leavingOut: 0), whole)
      }
      #expect(zip(maps[0], maps[1]).allSatisfy { isClose($0, $1, 1e-6) })
      let all = try [whole, other].map { set in
        try outputs(try fit(set, structure).maps(penalties), whole)
      }
      #expect(!zip(all[0], all[1]).allSatisfy { isClose($0, $1, 1e-2) })
    }
  }

  @Test(
    "without groups' maps and weights a fit of all rows is the closed form",
    arguments: structures)
  func closedForm(structure: StudentStructure) throws {
    let set = try set()
    let rows = try FittingRows(
      set, rows: Array(0..<Int32(set.rowCount)), componentCount: 3, parallelism: .serial)
    let expected = try rows.partitioned(
      structure, clustering: KMeans(regionCount: structure.regionCount), parallelism: .serial
    ).maps(Penalties(shared: 1e-2, corrections: 3e-2))
    let maps = try fit(set, structure).maps(Penalties(shared: 1e-2, corrections: 3e-2))
    let pairs = zip(try outputs(maps, set), try outputs(expected, set))
    #expect(pairs.allSatisfy { isClose($0, $1, 1e-7) })
  }

  @Test("maps of groups take in what a group alone differs by")
  func shiftedGroup() throws {
    // One group's logits lie elsewhere: the others' maps follow it less.
    let other = try set { isTransfer, row in !isTransfer && row % 4 == 1 }
    let plain = try set()
    let structure = StudentStructure.corrected(regionCount: 2, componentCount: 3)
    let distances = try [nil, 0.1].map { nuisance in
      let penalties = Penalties(shared: 1e-2, corrections: 1e-2, nuisance: nuisance)
      let maps = try [plain, other].map { try outputs(fit($0, structure).maps(penalties), plain) }
      return zip(maps[0], maps[1]).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
    }
    #expect(distances[1] < 0.7 * distances[0])
  }

  @Test("threads change nothing, not a bit")
  func threads() throws {
    let set = try set()
    let structure = StudentStructure.corrected(regionCount: 2, componentCount: 3)
    let penalties = Penalties(shared: 1e-2, corrections: 1e-2, nuisance: 0.1)
    let maps = try [1, 3].map {
      try fit(set, structure, balance: 0.5, threads: $0).maps(penalties, leavingOut: 0)
    }
    #expect(maps[0] == maps[1])
  }

  @Test("a balance of 1 lets each class weigh alike")
  func balance() throws {
    // Constant inputs but for noise: the maps' mean output is the weighted mean of the logits.
    let set = try set()
    let logits: Matrix<Double> = try #require(set.logits).gathering(rows: Array(0..<120))
    let structure = StudentStructure.regional(regionCount: 1)
    let strong = Penalties(shared: 1e9, corrections: 1e9)
    let means = try [0.0, 1.0].map { balance in
      try fit(set, structure, balance: balance).maps(strong).regionMaps[0].offsets
    }
    let classes = (0..<120).map { row in
      (0..<3).reduce(0) { logits[row, $1] > logits[row, $0] ? $1 : $0 }
    }
    #expect(Set(classes).count == 3)
    #expect(zip(means[0], means[1]).contains { abs($0 - $1) > 1e-3 })
  }
}
