import Rows

extension DumpArrays {
  /// The logits of a classifier, from outputs in the form that is stated or recognised.
  ///
  /// - Parameter hasHead: whether activations and a head give them, too.
  /// - Throws: `multilabel`, `ambiguousOutputs` and `notProbabilities`, and faults of the shape.
  mutating func logits(
    of outputs: NumericArray, hasHead: Bool
  ) throws(ActivationFormatsError) -> DumpLogits {
    try outputs.validateShape(ranks: 1...2, expected: "N × C, one row for each sample")
    let statistics = try rethrowing(
      OutputStatistics(outputs), as: ActivationFormatsError.unreadableRows)
    let expected = names.outputForm == nil ? statistics.scale(expecting: names.expectedForm) : nil
    if expected == .logits, statistics.rowCount >= 100, statistics.isSingleProbability {
      throw .doubtfulForm(file: file, array: outputs.name, rows: statistics.rowCount)
    }
    if names.outputForm == nil, expected == nil {
      try refuseDoubt(statistics, of: outputs, hasHead: hasHead)
    }
    guard let scale = expected ?? statistics.scale(as: names.outputForm) else {
      guard let form = names.outputForm else {
        throw .ambiguousOutputs(
          file: file, array: outputs.name, type: "\(outputs.elementType)",
          count: statistics.columnCount)
      }
      throw .otherForm(
        file: file, array: outputs.name, form: form, least: statistics.least,
        largest: statistics.largest)
    }
    if let form = names.expectedForm, names.outputForm == nil, form != scale.form {
      notes.append(.otherForm(array: outputs.name, form: scale.form, expected: form))
    }
    let logits = DumpLogits(outputs, scale: scale)
    hasSingleOutput = logits.isSingle
    if scale != .logits { notes.append(.converted(array: outputs.name, form: scale.form)) }
    if logits.isSingle, !statistics.hasFaults {
      if scale == .logits { notes.append(.singleOutput(array: outputs.name)) }
      let (least, largest) = (scale.logit(statistics.least), scale.logit(statistics.largest))
      if least > 0 || largest <= 0 {
        notes.append(.oneAnswer(array: outputs.name, label: least > 0 ? 1 : 0))
      }
    }
    return logits
  }

  /// Refuses outputs that fit several meanings.
  private func refuseDoubt(
    _ statistics: OutputStatistics, of outputs: NumericArray, hasHead: Bool
  ) throws(ActivationFormatsError) {
    // Those of a head are compared with it.
    guard !hasHead else { return }
    if statistics.isMultilabel { throw .multilabel(file: file, array: outputs.name) }
    if statistics.areClassNumbers {
      throw .classNumbers(
        file: file, array: outputs.name, count: Int(statistics.largest) + 1)
    }
    if statistics.isPercentage {
      throw .percentages(
        file: file, array: outputs.name, least: statistics.least, largest: statistics.largest)
    }
  }

  /// Takes outputs as the targets of a regression. They stand above activations, which are inside
  /// the network.
  mutating func takeTargets(_ outputs: NumericArray) {
    activations = outputs
    notes.append(.targets(array: outputs.name))
  }

  /// Notes the arrays that are there and serve a classification alone.
  mutating func noteUnused(_ arrays: [DumpArrayName], available: [String]) {
    for name in arrays.map({ names.name(of: $0) }) where available.contains(name) {
      notes.append(.unused(array: name))
    }
  }
}
