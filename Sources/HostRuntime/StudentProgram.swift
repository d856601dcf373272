public import PackedFormat

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

  /// The features of each stage, and of each feature the number of the window that it is.
  ///
  /// - Parameter window: L and the channels.
  /// - Complexity: O(F).
  package func columns(of window: PackedWindow) -> [[Int]] {
    let length = window.samplesPerChannel
    return stages.map { stage in
      guard stage.operation == .samples else { return [] }
      guard stage.channel != ProgramStage.allChannels else { return Array(0..<window.count) }
      let start = Int(stage.channel) * length
      return Array(start..<start + length)
    }
  }
}
