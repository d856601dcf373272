import Rows

/// The arrays of a dump before they are checked against each other.
struct DumpArrays {
  let file: String
  let names: DumpOptions
  let inputs: NumericArray
  var activations: NumericArray?
  var logits: DumpLogits?
  var labels: [Int32]?
  var groups: [Int]?
  var parents: ParentRows?
  var head: DumpHead?
  /// Whether one output stands for two classes.
  var hasSingleOutput = false
  var teacherParameters: Int?
  var teacherMultiplyAccumulates: Int?
  var classNames: [String]?
  var featureNames: [String]?
  var notes: [DumpNote] = []

  var outputCount: Int? { logits?.columnCount ?? head?.bias.count }

  /// All arrays that are there, as arrays in memory; for the digest of a dump from no file.
  var everything: [NumericArray] {
    let integers: [(DumpArrayName, [Int]?)] = [
      (.labels, labels?.map { Int($0) }), (.groups, groups),
      (.parents, parents?.elements.map { Int($0) }),
      (.teacherParameters, teacherParameters.map { [$0] }),
      (.teacherMultiplyAccumulates, teacherMultiplyAccumulates.map { [$0] }),
      (.classNames, classNames?.flatMap { $0.utf8.map(Int.init) + [0] }),
      (.featureNames, featureNames?.flatMap { $0.utf8.map(Int.init) + [0] }),
    ]
    let weights = head.map {
      [
        NumericArray(name: DumpArrayName.headWeight.rawValue, matrix: $0.weight),
        NumericArray(name: DumpArrayName.headBias.rawValue, matrix: Matrix(rows: [$0.bias])),
      ]
    }
    return [inputs, activations, logits?.stored].compactMap { $0 }
      + integers.compactMap { name, values in
        values.map { NumericArray(name: name.rawValue, integers: $0) }
      } + (weights ?? [])
  }

  /// Checks that the arrays agree with each other. Meanwhile one thread takes the digest, because
  /// that is one long pass.
  ///
  /// Faults of shapes, labels and parents are reported before values are checked. O(all elements).
  func validate(
    parallelism: Parallelism, progress: ProgressHandler? = nil,
    digest: @Sendable () throws(ActivationFormatsError) -> String
  ) throws(ActivationFormatsError) -> String {
    try validateShapes()
    // Of two failures that of the values is thrown.
    let others = Parallelism(threadCount: parallelism.threadCount - 1)
    return try parallelism.map(2) { part throws(ActivationFormatsError) -> String in
      guard part == 0 else { return try digest() }
      try validateValues(parallelism: others, progress: progress)
      return ""
    }.joined()
  }

  /// Checks everything that the arrays promise each other.
  func validate(
    parallelism: Parallelism, progress: ProgressHandler?
  ) throws(ActivationFormatsError) {
    try validateShapes()
    try validateValues(parallelism: parallelism, progress: progress)
  }

  private func validateShapes() throws(ActivationFormatsError) {
    guard activations != nil || logits != nil else {
      throw .neitherActivationsNorLogits(file: file, available: [inputs.name])
    }
    try inputs.validateShape(ranks: 2...32, expected: "N × n, one row for each sample")
    let isTarget = names.task == .regression
    try activations?.validateShape(
      ranks: isTarget ? 1...32 : 2...32, expected: "N × p, one row for each sample")
    try logits?.stored.validateShape(ranks: 1...2, expected: "N × C, one row for each sample")
    try validateRowCounts()
    try validateLabels()
    try validateParents()
    try validateCounts()
  }

  private func validateValues(
    parallelism: Parallelism, progress: ProgressHandler?
  ) throws(ActivationFormatsError) {
    try inputs.validateFinite(parallelism: parallelism, progress: progress)
    try activations?.validateFinite(parallelism: parallelism)
    // Statistics of logarithms have seen that nothing but −∞ is not finite.
    if let logits, logits.form != .logProbabilities {
      try logits.stored.validateFinite(parallelism: parallelism)
    }
    try validateHead(parallelism: parallelism)
  }

  private func validateRowCounts() throws(ActivationFormatsError) {
    let counts: [(DumpArrayName, Int?)] = [
      (.activations, activations?.rowCount), (.logits, logits?.rowCount),
      (.labels, labels?.count), (.groups, groups?.count), (.parents, parents?.count),
    ]
    for (array, count) in counts {
      guard let count, count != inputs.rowCount else { continue }
      throw .rowMismatch(
        file: file, array: names.name(of: array), rows: count, expected: inputs.rowCount,
        reference: inputs.name)
    }
  }

  private func validateLabels() throws(ActivationFormatsError) {
    let limit = outputCount
    if let row = (labels ?? []).firstIndex(where: {
      $0 < ActivationDump.noLabel || Int($0) >= limit ?? .max
    }) {
      throw labelOutOfRange(row, Int(labels?[row] ?? 0))
    }
    if let classNames, let limit, classNames.count != limit {
      throw .classNameCount(
        file: file, array: names.name(of: .classNames), count: classNames.count,
        outputCount: limit)
    }
    if let featureNames, featureNames.count != inputs.columnCount {
      throw .featureNameCount(
        file: file, array: names.name(of: .featureNames), count: featureNames.count,
        featureCount: inputs.columnCount)
    }
  }

  private func validateParents() throws(ActivationFormatsError) {
    guard let parents, let index = parents.elements.firstIndex(where: { $0 < -1 }) else { return }
    throw parentOutOfRange(index / parents.width, Int(parents.elements[index]))
  }

  func labelOutOfRange(_ row: Int, _ label: Int) -> ActivationFormatsError {
    .labelOutOfRange(
      file: file, array: names.name(of: .labels), row: row, label: label, classCount: outputCount)
  }

  func parentOutOfRange(_ row: Int, _ parent: Int) -> ActivationFormatsError {
    .parentOutOfRange(
      file: file, array: names.name(of: .parents), row: row, parent: parent,
      trainingSampleCount: nil)
  }

  private func validateCounts() throws(ActivationFormatsError) {
    for (array, value) in [
      (DumpArrayName.teacherParameters, teacherParameters),
      (.teacherMultiplyAccumulates, teacherMultiplyAccumulates),
    ] {
      guard let value, value < 0 else { continue }
      throw .negativeCount(file: file, array: names.name(of: array), value: value)
    }
  }
}
