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
    // Those of a head are compared with it.
    if names.outputForm == nil, statistics.isMultilabel, !hasHead {
      throw .multilabel(file: file, array: outputs.name)
    }
    guard let scale = statistics.scale(as: names.outputForm) else {
      guard let form = names.outputForm else {
        throw .ambiguousOutputs(file: file, array: outputs.name, type: "\(outputs.elementType)")
      }
      throw .otherForm(
        file: file, array: outputs.name, form: form, least: statistics.least,
        largest: statistics.largest)
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
