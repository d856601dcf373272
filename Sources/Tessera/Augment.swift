public import ActivationFormats
internal import Disturbances
internal import Evaluation
internal import Files
public import Records
public import Rows
public import Student

/// The inputs of a transfer set, for the teacher to label: the verb `augment`.
public enum TransferInputs {
  /// Makes inputs from those of a training dump, and writes them block by block, with the rows that
  /// each was made from. Both files take their names when both are complete.
  ///
  /// Rows are mixed within a class. The class is the label where the dump has labels, else the
  /// teacher's. Without either, all rows are one class.
  /// - Parameters:
  ///   - augmentation: the methods and their strengths.
  ///   - dump: the training dump.
  ///   - count: the rows that are made, at least 1; nil takes `Augmentation.defaultCount`. A
  ///     smaller count gives the first of the same rows.
  ///   - place: inputs are float32 in the shape of the dump's, parents N × 2 int32, −1 for none.
  ///   - parallelism: how many threads; changes the time and never the result.
  ///   - progress: called with the number of rows that are done.
  /// - Throws: `TesseraError.student` when the augmentation does not suit the dump,
  ///   `.unreadableRows` and `.files`.
  /// - Complexity: O((N + count) · n); memory for some blocks of rows, and 4 to 8 bytes for each
  ///   row of the dump.
  public static func write(
    _ augmentation: Augmentation, of dump: ActivationDump, count: Int? = nil,
    to place: TransferPlace, parallelism: Parallelism,
    progress: ProgressHandler? = nil
  ) throws(TesseraError) -> AugmentationRecord {
    let rows: AugmentedRows
    do {
      rows = try AugmentedRows(
        augmentation, of: dump.inputs, layout: WindowLayout(shape: dump.inputs.shape),
        classes: classes(of: dump, parallelism: parallelism), groups: dump.groups,
        parallelism: parallelism)
    } catch {
      throw TesseraError(error)
    }
    let count = count ?? Augmentation.defaultCount(sampleCount: dump.sampleCount)
    let blocks = RowBlocks(rowCount: count, width: dump.featureCount)
    var tally = AugmentationTally()
    func report(_ done: Int) {
      progress?(ProgressReport("augment", done: done, total: count, unit: .rows))
    }
    report(0)
    let folders = place.folder.map { [$0] } ?? []
    try FilePlace.withFolders(folders, failing: TesseraError.files) { () throws(TesseraError) in
      try AtomicFile.write(
        to: [place.parents, place.inputs], failing: TesseraError.files
      ) { files throws(TesseraError) in
        let shape = [count] + dump.inputs.shape.dropFirst()
        try files[0].append(NPYWriter.header(descriptor: "<i4", shape: [count, 2]).span.bytes)
        try files[1].append(NPYWriter.header(descriptor: "<f4", shape: shape).span.bytes)
        try parallelism.forEachBlock(of: blocks) { range throws(TesseraError) in
          try TransferBlock(range, of: rows)
        } take: { range, block throws(TesseraError) in
          try files[0].append(block.parents.span.bytes)
          try files[1].append(block.inputs.span.bytes)
          for recipe in block.recipes { tally.add(recipe, groups: dump.groups) }
          report(range.upperBound)
        }
      }
    }
    return AugmentationRecord(
      rows, augmentation, of: dump, count: count, methodRows: tally.rows,
      sameGroupRows: dump.groups.map { _ in tally.sameGroupRows }, inputs: place.inputs,
      parents: place.parents)
  }

  /// The class of each row of a dump: its label, or else the teacher's answer; nil without both.
  private static func classes(
    of dump: ActivationDump, parallelism: Parallelism
  ) throws(RowReadError) -> [Int32]? {
    if let labels = dump.labels, !labels.contains(ActivationDump.noLabel) { return labels }
    guard let logits = TeacherLogits(dump) else { return dump.labels }
    var classes: [Int32] = []
    classes.reserveCapacity(dump.sampleCount)
    let blocks = RowBlocks(rowCount: dump.sampleCount, width: logits.columnCount)
    try parallelism.forEachBlock(of: blocks) { range throws(RowReadError) in
      let block = try logits.matrix(of: range, as: Double.self)
      return argmaxPerRow(block.elements, columnCount: block.columnCount).map { Int32($0) }
    } take: { range, answers throws(RowReadError) in
      for (row, answer) in zip(range, answers) {
        let label = dump.labels?[row] ?? answer
        classes.append(label == ActivationDump.noLabel ? answer : label)
      }
    }
    return classes
  }
}

/// Some rows of a transfer set, as the little-endian words of its files.
private struct TransferBlock: Sendable {
  let recipes: [AugmentationRecipe]
  let inputs: [UInt32]
  let parents: [UInt32]

  init(_ range: Range<Int>, of rows: AugmentedRows) throws(TesseraError) {
    let recipes = range.map { rows.recipe($0) }
    self.recipes = recipes
    let made = try rethrowing(rows.rows(recipes), as: TesseraError.unreadableRows)
    inputs = made.elements.map { $0.bitPattern.littleEndian }
    parents = recipes.flatMap { [$0.base, $0.mix?.partner ?? -1] }.map {
      UInt32(truncatingIfNeeded: $0).littleEndian
    }
  }
}

/// The methods applied, and to how many rows.
private struct AugmentationTally {
  var rows: [Augmentation.Method: Int] = [:]
  var sameGroupRows = 0

  mutating func add(_ recipe: AugmentationRecipe, groups: [Int]?) {
    for method in recipe.methods { rows[method, default: 0] += 1 }
    if let groups, let mix = recipe.mix, groups[recipe.base] == groups[mix.partner] {
      sameGroupRows += 1
    }
  }
}
