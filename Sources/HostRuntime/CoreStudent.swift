package import PackedFormat

extension QuantizedStudent {
  /// What follows the program of a student: the same integers from the features on. Its windows are
  /// features, as whole numbers. A student without a program is its own core.
  ///
  /// - Throws: `PackedFormatError`, which no valid student causes.
  /// - Complexity: O(parameters).
  package func core() throws(PackedFormatError) -> QuantizedStudent {
    try following(nil, window: PackedWindow(samplesPerChannel: header.featureCount))
  }

  /// This student after a program that makes its features.
  ///
  /// - Parameter features: what makes them, as many as the student has.
  /// - Throws: `PackedFormatError` where the format does not have such a student.
  /// - Precondition: it has scales for integers alone.
  /// - Complexity: O(parameters).
  package func following(_ features: ProgramFeatures) throws(PackedFormatError) -> QuantizedStudent
  {
    precondition(features.featureCount == header.featureCount, "a program of other features")
    let window = PackedWindow(
      samplesPerChannel: features.window.samplesPerChannel,
      channelCount: features.window.channelCount, featureCount: features.featureCount)
    return try following(features.program, window: window)
  }

  private func following(
    _ program: StudentProgram?, window: PackedWindow
  ) throws(PackedFormatError) -> QuantizedStudent {
    var surroundings = surroundings
    (surroundings.window, surroundings.program, surroundings.counts) = (window, program, nil)
    return try remade(with: surroundings)
  }
}

extension PackedStudent {
  /// This student after a program that makes its features; see `QuantizedStudent.following`.
  package func following(_ features: ProgramFeatures) throws(PackedFormatError) -> PackedStudent {
    try PackedStudent(QuantizedStudent(self).following(features))
  }

  /// The program with the windows that it takes; nil without one.
  public var programFeatures: ProgramFeatures? {
    guard let program else { return nil }
    return try? ProgramFeatures(program, of: header.source)
  }

  /// What follows the program: the same integers, from features on that are whole numbers.
  ///
  /// - Complexity: O(parameters).
  public var core: PackedStudent {
    guard header.sections.hasProgram else { return self }
    do throws(PackedFormatError) {
      return try PackedStudent(QuantizedStudent(self).core())
    } catch {
      preconditionFailure("a valid student without its program is valid (\(error))")
    }
  }
}
