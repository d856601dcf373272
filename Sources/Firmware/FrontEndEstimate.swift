/// The expected cost of the program of a student where nothing can be measured: from a window of counts to
/// the quantised input.
///
/// Instructions are a sum over the stages: a call, and element steps. The straight lines are those that
/// `Scripts/stage-costs.sh` measured on 2026-11-30 (C99 runtime, arm-none-eabi-gcc 12.2, -Os, QEMU). What a
/// stage takes beside them was fitted to the students of `Scripts/qemu-signals.sh`. On the Cortex-M0+ and
/// the Cortex-M4 the features of those with a spectrum differ from the estimate by at most 16 %, and the
/// others by at most 5 %.
public struct FrontEndEstimate: Sendable, Equatable {
  /// A stage of a program.
  public struct Stage: Sendable, Equatable {
    /// The number of its operation, 1 … 13.
    public let operation: UInt8
    /// The channels that it runs on.
    public let channelCount: Int
    /// Element steps of all of these channels.
    public let stepCount: Int

    /// A stage of a valid program.
    public init(operation: UInt8, channelCount: Int, stepCount: Int) {
      self.operation = operation
      self.channelCount = channelCount
      self.stepCount = stepCount
    }
  }

  /// Element steps of one window.
  public let steps: Int
  /// Instructions of one window. Not cycles.
  public let instructions: Int

  /// A straight line: instructions of a call, and of an element step.
  private typealias Line = (call: Double, step: Double)

  /// The cost of a program.
  ///
  /// - Parameters:
  ///   - core: where it runs.
  ///   - stages: in any order.
  ///   - inputCount: features that become inputs, n.
  /// - Precondition: every operation is one of the format.
  /// - Complexity: O(stages).
  public init(core: DeviceCore, stages: [Stage], inputCount: Int) {
    let lines = Self.lines(core.kernels)
    let beside = core.kernels == .thumb1 ? 1_000.0 : 520
    steps = stages.reduce(0) { $0 + $1.stepCount }
    let work = stages.reduce(lines[0].step * Double(inputCount)) { sum, stage in
      precondition(stage.operation >= 1 && stage.operation <= lines.count, "no operation")
      let line = lines[Int(stage.operation) - 1]
      // Samples are copied by the quantisation of inputs.
      let own =
        stage.operation == 1
        ? 0 : Double(stage.channelCount) * line.call + Double(stage.stepCount) * line.step
      return sum + beside + own
    }
    instructions = Int(work.rounded())
  }

  /// The lines of the operations, in their order; the step of the first is a feature that becomes an
  /// input.
  private static func lines(_ kernels: DeviceCore.Kernels) -> [Line] {
    switch kernels {
    case .thumb1:
      [
        (62, 124.03), (4_116, 14.95), (758, 12.97), (30, 14.75), (343, 9), (31, 12),
        (1_047, 13.94), (140, 15.52), (-3_404, 23.03), (-500, 14.2), (2_680, 28.39), (791, 25.5),
        (1_493, 12.27),
      ]
    case .portable:
      [
        (20, 83.12), (1_890, 7.98), (615, 6.98), (0, 10.64), (365, 7.99), (30, 11), (885, 10.62),
        (100, 12), (-2_918, 17.98), (385, 9), (2_235, 17.65), (672, 15.12), (1_184, 8.16),
      ]
    case .dsp, .mve:
      [
        (20, 83.12), (1_890, 8.98), (615, 8.98), (25, 10.62), (340, 8), (30, 11), (880, 10.64),
        (100, 12), (-2_958, 18.02), (390, 9), (2_240, 18.12), (649, 15.12), (1_204, 8.16),
      ]
    }
  }
}
