public import PackedFormat
internal import SignalFrontEnd

/// The stages that turn a window of int16 counts into features (Docs/Format.md, Program).
public struct StudentProgram: Sendable, Equatable {
  /// int16 counts per unit of a float, for each channel; normal range.
  public let countsPerUnit: [Float]
  /// The stages, 1 ... 64, in the order in which they run.
  public let stages: [ProgramStage]
  /// The constants of all stages, in order of use, at most 4,096.
  public let constants: [Int16]

  /// A program. What the format does not allow is refused when the student is packed.
  package init(countsPerUnit: [Float], stages: [ProgramStage], constants: [Int16] = []) {
    self.countsPerUnit = countsPerUnit
    self.stages = stages
    self.constants = constants
  }

  /// Whether every stage reads samples of the window: then each feature is a number of it.
  public var isPlain: Bool {
    stages.allSatisfy { $0.operation == .samples && $0.source == 0 }
  }

  /// How many features each stage makes.
  ///
  /// - Parameter window: L and the channels.
  /// - Complexity: O(stages + constants).
  package func featureCounts(of window: PackedWindow) -> [Int] {
    // Empty memory may have no address.
    (constants.map(\.littleEndian) + [0]).withUnsafeBytes { bytes in
      guard let start = bytes.baseAddress else { return [] }
      var walk = ProgramWalk(
        ProgramNode(window: window.channelCount, of: window.samplesPerChannel),
        Constants(start, count: constants.count))
      return stages.map { walk.pass($0) ? walk.madeFeatureCount : 0 }
    }
  }

  /// What a stage does to a window: the channels that it runs on, and the element steps of all of them.
  package struct Work: Equatable {
    package let operation: UInt8
    package let channelCount: Int
    package let stepCount: Int
  }

  /// The work of each stage of a valid program, and bytes of memory for its nodes.
  ///
  /// - Parameter window: L and the channels.
  /// - Complexity: O(stages + constants).
  package func cost(on window: PackedWindow) -> (work: [Work], byteCount: Int) {
    (constants.map(\.littleEndian) + [0]).withUnsafeBytes { bytes in
      guard let start = bytes.baseAddress else { return ([], 0) }
      var walk = ProgramWalk(
        ProgramNode(window: window.channelCount, of: window.samplesPerChannel),
        Constants(start, count: constants.count))
      let work = stages.compactMap { stage -> Work? in
        guard walk.pass(stage),
          let effect = Stage(
            stage.operation, operands: stage.operands, constants: walk.stageConstants
          ).effect(on: NodeFacts(length: walk.source.length, magnitude: walk.source.magnitude))
        else { return nil }
        let channels = walk.endChannel - walk.firstChannel
        return Work(
          operation: stage.operation.rawValue, channelCount: channels,
          stepCount: channels * effect.stepCount)
      }
      return (work, walk.byteCount)
    }
  }

  /// The number of the window that each feature is, F values.
  ///
  /// - Parameter window: L and the channels.
  /// - Precondition: The program is plain.
  /// - Complexity: O(F).
  package func columns(of window: PackedWindow) -> [Int] {
    precondition(isPlain, "features that are no numbers of the window")
    let length = window.samplesPerChannel
    return stages.flatMap { stage in
      guard stage.channel != ProgramStage.allChannels else { return Array(0..<window.count) }
      let start = Int(stage.channel) * length
      return Array(start..<start + length)
    }
  }
}
