/// The size of a program that made the inputs of a training set of windows.
public struct ProgramShape: Sendable, Equatable {
  /// Samples of a channel of a window.
  public let samplesPerChannel: Int
  /// Channels of a window.
  public let channelCount: Int
  /// Stages of the program.
  public let stageCount: Int
  /// Constants of all stages.
  public let constantCount: Int

  /// The size of a program.
  public init(samplesPerChannel: Int, channelCount: Int, stageCount: Int, constantCount: Int) {
    self.samplesPerChannel = samplesPerChannel
    self.channelCount = channelCount
    self.stageCount = stageCount
    self.constantCount = constantCount
  }
}
