internal import HostRuntime
internal import PackedFormat
internal import SignalFrontEnd

/// A node of a program: one array N × length for each channel.
struct ProgramNodeValues {
  var channels: [GraphValue]
  let length: Int
}

extension GraphBuilder {
  /// The counts of a window of floats, as a program takes them.
  ///
  /// - Parameters:
  ///   - window: N × w, float32.
  ///   - scales: counts per unit, of each channel.
  ///   - length: samples of a channel.
  mutating func programCounts(
    _ window: GraphValue, _ scales: [Float], length: Int
  ) -> GraphValue {
    let factors = scales.flatMap { Array(repeating: $0 * 256, count: length) }
    let scaled = multiply(window, constant(OnnxTensor.Content(factors, shape: [factors.count])))
    let limited = limit(scaled, from: -8_388_608, to: 8_388_352)
    return shiftDown(add(cast(limited, to: .int64), scalar(128)), by: 8)
  }

  /// The features that a program makes of counts.
  ///
  /// - Parameters:
  ///   - counts: N × w.
  ///   - program: the stages.
  ///   - header: L and the channels of the window.
  /// - Returns: N × F.
  /// - Throws: `ExportsError.stage` for a stage that there are no operators for.
  mutating func features(
    _ counts: GraphValue, _ program: StudentProgram, _ header: PackedHeader
  ) throws(ExportsError) -> GraphValue {
    let length = header.samplesPerChannel
    let window = (0..<header.channelCount).map { channel in
      columns(
        counts, Array(channel * length..<(channel + 1) * length), of: header.windowCount)
    }
    var nodes = [ProgramNodeValues(channels: window, length: length)]
    var features: [GraphValue] = []
    for (index, stage) in program.stages.enumerated() {
      let source = nodes[Int(stage.source)]
      let all = stage.channel == ProgramStage.allChannels
      let channels = all ? Array(source.channels.indices) : [Int(stage.channel)]
      let start = Int(stage.constantStart)
      let constants = program.constants[start..<start + Int(stage.constantCount)].map(Int.init)
      var made: [GraphValue] = []
      for channel in channels {
        guard
          let effect = run(
            stage, constants, on: source.channels[channel], length: source.length)
        else { throw .stage(name: stage.operation.name ?? "?", index: index) }
        features += effect.features
        made += effect.samples.map { [$0] } ?? []
        if let samples = effect.samples, stage.target == stage.source {
          nodes[Int(stage.source)].channels[channel] = samples
        }
      }
      if stage.target > stage.source {
        let target = Int(stage.target)
        let length = stage.lengthMade(of: source.length)
        nodes = nodes.prefix(target) + [ProgramNodeValues(channels: made, length: length)]
      }
    }
    return concatenate(features)
  }
}

extension ProgramStage {
  /// Samples of a channel of the node that the stage makes.
  ///
  /// - Parameter length: of the node that it reads.
  fileprivate func lengthMade(of length: Int) -> Int {
    switch operation {
    case .pool: length / Int(operands.x)
    case .difference: length - 1
    default: length
    }
  }
}
