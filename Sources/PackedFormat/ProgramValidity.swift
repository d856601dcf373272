internal import SignalFrontEnd

extension ProgramLayout {
  /// Whether the scales of the channels, every stage, and the constants are valid, and whether the
  /// stages make F features.
  ///
  /// - Parameters:
  ///   - window: What the program turns into features.
  ///   - constants: The section of constants; one of no words without it.
  ///   - bytes: The whole file, in which both sections lie.
  /// - Complexity: O(channels + stages + constants).
  @inline(never)
  func isValid(for window: PackedWindow, _ constants: ConstantsLayout, in bytes: RawSpan) -> Bool {
    var channel = 0
    while channel != channelCount {
      guard ParameterRange.isNormal(countsPerUnit(channel, in: bytes).bitPattern) else {
        return false
      }
      channel = channel &+ 1
    }
    return bytes.withUnsafeBytes { memory in
      guard let start = memory.baseAddress else { return false }
      var walk = ProgramWalk(
        ProgramNode(window: window.channelCount, of: window.samplesPerChannel),
        Constants(start + constants.offset, count: 2 &* constants.wordCount))
      var index = 0
      while index != stageCount {
        guard walk.pass(stage(index, in: bytes)) else { return false }
        index = index &+ 1
      }
      let end = 2 &* walk.constantCount
      return walk.featureCount == window.featureCount
        && end.roundedUpToWord == constants.byteCount
        && bytes.isZero(from: constants.offset &+ end, to: constants.end)
    }
  }
}
