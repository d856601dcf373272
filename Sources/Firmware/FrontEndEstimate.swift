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
        (125, 133.8), (3_758, 14.98), (851, 12.97), (0, 14.75), (445, 8.98), (31, 12),
        (1_047, 13.94), (102, 15.53), (-3_357, 23), (-79, 13), (2_632, 28.42), (760, 25.5),
        (1_493, 12.27),
      ]
    case .portable:
      [
        (20, 91.2), (2_225, 7.99), (670, 7), (25, 10.62), (395, 8.01), (5, 11.02), (860, 10.64),
        (75, 12.01), (-2_948, 18), (785, 7.96), (2_210, 17.66), (652, 15.12), (1_164, 8.16),
      ]
    case .dsp, .mve:
      [
        (20, 91.2), (2_225, 8.99), (695, 8.98), (0, 10.64), (400, 8), (10, 11), (855, 10.66),
        (105, 11.99), (-2_948, 18), (780, 7.96), (2_220, 18.12), (652, 15.12), (1_164, 8.16),
      ]
    }
  }
}
