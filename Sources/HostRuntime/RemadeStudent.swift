package import PackedFormat

extension QuantizedStudent {
  /// What a student has beside its maps, and in front of them.
  struct Surroundings {
    /// What a caller hands over.
    var window: PackedWindow
    /// What makes the features; nil without a program.
    var program: StudentProgram?
    /// When an answer is doubtful; nil without limits.
    var limits: StudentLimits?
    /// The constants of learning on a device; nil without them.
    var adaptation: AdaptationConstants?
    /// The constants of a search for beats; nil without them.
    var beats: BeatConstants?
    /// Converter counts of the header; nil for none.
    var counts: CountQuantization?
  }

  /// What this student has.
  var surroundings: Surroundings {
    Surroundings(
      window: header.source, program: program, limits: limits, adaptation: adaptation,
      beats: beats, counts: header.counts)
  }

  /// The same maps with other surroundings.
  ///
  /// - Throws: `PackedFormatError` where the format does not have such a student.
  /// - Complexity: O(parameters).
  func remade(with new: Surroundings) throws(PackedFormatError) -> QuantizedStudent {
    let shape = PackedShape(
      inputCount: header.inputCount, regionCount: header.regionCount,
      outputCount: header.outputCount,
      componentCount: projection == nil ? nil : header.componentCount,
      headInputCount: head == nil ? nil : header.mapCount, hasSharedMap: sharedMap != nil,
      window: new.window, featureBits: header.featureBits, componentBits: header.componentBits,
      isBinary: header.isBinary,
      sections: SectionFacts(
        scales, program: new.program, limits: new.limits, hasAdaptation: new.adaptation != nil,
        hasBeats: new.beats != nil))
    let header = try PackedHeader(
      shape: shape, isRectified: header.flags.contains(.rectified),
      hasLogits: header.flags.contains(.logits), inputMultiplier: header.inputMultiplier,
      outputScale: header.outputScale, window: header.window, counts: new.counts)
    return QuantizedStudent(
      header: header, projection: projection, gate: gate, sharedMap: sharedMap,
      regionMaps: regionMaps, head: head, scales: scales, keptInputs: keptInputs,
      program: new.program, limits: new.limits, adaptation: new.adaptation, beats: new.beats)
  }
}

extension PackedStudent {
  /// This student with limits: the same answers, each with a verdict.
  ///
  /// - Parameter limits: for its counts of components and regions.
  /// - Throws: `PackedFormatError` where the format does not have such a student.
  /// - Complexity: O(parameters).
  package func limited(by limits: StudentLimits) throws(PackedFormatError) -> PackedStudent {
    let student = QuantizedStudent(self)
    var surroundings = student.surroundings
    surroundings.limits = limits
    return try PackedStudent(student.remade(with: surroundings))
  }
}
