internal import PackedFormat
internal import Regression
internal import Student

extension StudentStructure {
  /// The bytes of a packed student of this structure, and the multiply-accumulates of an inference.
  ///
  /// It has int8 inputs of one scale, or of a scale for each where the set has a common one. The
  /// program that made the inputs is part of it.
  ///
  /// - Parameter featureCount: the inputs that it reads; nil for all of the set. The list of fewer is
  ///   part of the bytes.
  /// - Returns: of the smaller form, where two classes may have one output.
  /// - Throws: `ModelSelectionError.notPackable` beyond the limits of the format.
  func packedSize(
    for set: TrainingSet, featureCount: Int? = nil
  ) throws(ModelSelectionError) -> (bytes: Int, macs: Int) {
    let inputCount = featureCount ?? set.featureCount
    var shape = PackedShape(
      inputCount: inputCount, regionCount: regionCount,
      outputCount: set.head.layer?.outputCount ?? set.targets.columnCount,
      componentCount: componentCount, headInputCount: set.head.layer?.featureCount,
      hasSharedMap: form == .corrected,
      window: set.window, sections: set.sections(inputCount: inputCount))
    if set.logits != nil, let difference = shape.difference, difference.isNoLarger(than: shape) {
      shape = difference
    }
    guard let bytes = try? PackedLayout.byteCount(of: shape) else {
      throw .notPackable(regionCount: regionCount)
    }
    return (bytes, shape.multiplyAccumulates)
  }

  /// The same of a student on the inputs that it needs most.
  ///
  /// - Parameter share: of the inputs; nil for all.
  func packedSize(
    for set: TrainingSet, keeping share: Double?
  ) throws(ModelSelectionError) -> (bytes: Int, macs: Int) {
    let pruning = FeaturePruning(shares: share.map { $0 < 1 ? [$0] : [] } ?? [])
    let count = pruning.featureCounts(of: self, in: set).last ?? set.featureCount
    return try packedSize(for: set, featureCount: count)
  }
}

extension TrainingSet {
  /// What a device is handed over.
  fileprivate var window: PackedWindow {
    guard let program else { return PackedWindow(samplesPerChannel: featureCount) }
    return PackedWindow(
      samplesPerChannel: program.samplesPerChannel, channelCount: program.channelCount,
      featureCount: featureCount)
  }

  /// The sections beside the maps.
  fileprivate func sections(inputCount: Int) -> SectionFacts {
    guard let program else {
      return scaling == nil ? .none : SectionFacts(scales: .floats, scaleCount: inputCount)
    }
    return SectionFacts(
      scales: .integers, scaleCount: inputCount, stageCount: program.stageCount,
      constantCount: program.constantCount)
  }
}
