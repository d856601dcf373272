package import PackedFormat
import SignalFrontEnd

/// A program without a student, for a host that trains on its features.
///
/// It makes the integers that the program makes in a student: both run the same stages.
package struct DetachedProgram {
  private let window: PackedWindow
  private let stageCount: Int
  /// Features, F.
  package let featureCount: Int
  /// Bytes of memory that the nodes need, a multiple of 4.
  package let byteCount: Int
  /// What the stages cost on one window, in element steps.
  package let stepCount: Int

  /// A program that is valid for a window.
  ///
  /// - Parameters:
  ///   - stages: The records of all stages, 16 bytes each.
  ///   - constants: Those of all stages, little-endian int16; at least one number, read or not.
  ///   - constantCount: How many of them are constants.
  ///   - window: What the program turns into features.
  /// - Returns: nil where a stage is not valid, or constants are left over.
  /// - Complexity: O(stages + constants).
  package init?(stages: RawSpan, constants: RawSpan, constantCount: Int, of window: PackedWindow) {
    self.window = window
    stageCount = stages.byteCount / ProgramStage.byteCount
    let found = constants.withUnsafeBytes { bytes -> (Int, Int, Int)? in
      guard let start = bytes.baseAddress else { return nil }
      var walk = ProgramWalk(
        ProgramNode(window: window.channelCount, of: window.samplesPerChannel),
        Constants(start, count: constantCount))
      for index in 0..<stages.byteCount / ProgramStage.byteCount {
        let stage = ProgramStage(reading: stages, at: ProgramStage.byteCount * index)
        guard walk.pass(stage) else { return nil }
      }
      guard walk.constantCount == constantCount else { return nil }
      return (walk.featureCount, walk.byteCount, walk.stepCount)
    }
    guard let found, found.0 > 0, stageCount <= SectionFacts.largestStageCount else { return nil }
    (featureCount, byteCount, stepCount) = found
  }

  /// Makes the features of one window.
  ///
  /// - Parameters:
  ///   - counts: `window.count` counts, channel after channel.
  ///   - stages: As they were checked.
  ///   - constants: Likewise.
  ///   - memory: At least `byteCount` bytes and a word; its contents are lost.
  ///   - features: At least F elements; the first F are written.
  /// - Complexity: O(element steps).
  package func makeFeatures(
    counts: Span<Int16>, stages: RawSpan, constants: RawSpan,
    memory: inout MutableSpan<Int32>, into features: inout MutableSpan<Int32>
  ) {
    precondition(
      counts.count == window.count && features.count >= featureCount
        && 4 * memory.count >= byteCount && memory.count > 0
        && stages.byteCount == ProgramStage.byteCount * stageCount, "a program of other sizes")
    memory.withUnsafeMutableBytes { memory in
      features.withUnsafeMutableBufferPointer { features in
        counts.withUnsafeBytes { counts in
          stages.withUnsafeBytes { stages in
            constants.withUnsafeBytes { constants in
              guard let stages = stages.baseAddress, let constants = constants.baseAddress,
                let counts = counts.baseAddress, let features = features.baseAddress,
                let memory = memory.baseAddress
              else { return }
              let code = ProgramCode(
                stages: Bytes(start: stages), stageCount: stageCount,
                constants: Bytes(start: constants), channelCount: window.channelCount,
                length: window.samplesPerChannel)
              var sink = FeatureWriter(next: Words(start: features))
              code.run(on: Bytes(start: counts), memory, into: &sink)
            }
          }
        }
      }
    }
  }

  /// The counts of windows of floats, as a student takes them.
  ///
  /// - Parameters:
  ///   - values: `window.count` numbers, channel after channel.
  ///   - countsPerUnit: One for each channel.
  ///   - counts: As many elements, which are written.
  /// - Returns: Whether no number is NaN.
  package func count(
    _ values: Span<Float>, countsPerUnit: Span<Float>, into counts: inout MutableSpan<Int16>
  ) -> Bool {
    precondition(values.count == window.count && counts.count >= window.count, "another width")
    var index = 0
    for channel in 0..<window.channelCount {
      let toCounts = countsPerUnit[channel] * 256
      for _ in 0..<window.samplesPerChannel {
        guard let count = FixedPoint.sample(values[index] * toCounts) else { return false }
        counts[index] = Int16(truncatingIfNeeded: count)
        index += 1
      }
    }
    return true
  }
}
