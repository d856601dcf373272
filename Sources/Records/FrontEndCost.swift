public import Firmware
public import HostRuntime
public import PackedFormat

extension FrontEndEstimate {
  /// The cost of a program on windows of one shape.
  ///
  /// - Parameters:
  ///   - core: where it runs.
  ///   - program: valid for the window.
  ///   - window: L and the channels.
  ///   - inputCount: features that become inputs, n.
  /// - Complexity: O(stages + constants).
  public init(core: DeviceCore, program: StudentProgram, window: PackedWindow, inputCount: Int) {
    self.init(
      core: core,
      stages: program.cost(on: window).work.map {
        Stage(operation: $0.operation, channelCount: $0.channelCount, stepCount: $0.stepCount)
      }, inputCount: inputCount)
  }
}

extension ProgramFeatures {
  /// The estimated instructions of a window on a core: the program, and a student of one region.
  ///
  /// - Parameters:
  ///   - core: where both run.
  ///   - outputCount: C.
  /// - Complexity: O(stages + constants).
  public func instructions(on core: DeviceCore, outputCount: Int) -> Int {
    let frontEnd = FrontEndEstimate(
      core: core, program: program, window: window, inputCount: featureCount)
    let student = DeviceEstimate(
      core: core,
      shape: PackedShape(
        inputCount: featureCount, regionCount: 1, outputCount: outputCount == 2 ? 1 : outputCount))
    return frontEnd.instructions + student.instructions
  }
}
