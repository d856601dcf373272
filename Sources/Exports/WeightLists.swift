internal import Clustering
internal import HostRuntime
internal import PackedFormat
internal import Regression
internal import Rows
internal import SignalFrontEnd
internal import Student

extension StudentWeights.Header {
  init(_ header: PackedHeader) {
    self.init(
      version: header.version, inputCount: header.inputCount,
      standardizedCount: header.standardizedCount, componentCount: header.componentCount,
      regionCount: header.regionCount, mapCount: header.mapCount,
      outputCount: header.outputCount, samplesPerChannel: header.samplesPerChannel,
      channelCount: header.channelCount, featureCount: header.featureCount,
      featureBits: header.featureBits, componentBits: header.componentBits,
      logits: header.flags.contains(.logits), binary: header.isBinary,
      rectified: header.flags.contains(.rectified), inputMultiplier: header.inputMultiplier,
      outputScale: header.outputScale, countsPerUnit: header.countsPerUnit,
      windowGain: header.windowGain, countMultiplier: header.countMultiplier,
      countZero: header.countZero, countShift: header.countShift)
  }
}

extension StudentWeights.Map {
  init(_ map: IntegerMap) {
    self.init(
      weights: map.weights.rows(of: map.columnCount), biases: map.biases,
      multipliers: map.multipliers, shifts: map.shifts)
  }

  init(_ gate: IntegerGate) {
    self.init(
      weights: gate.weights.rows(of: gate.columnCount), biases: gate.biases, multipliers: nil,
      shifts: nil)
  }
}

extension StudentWeights.Scales {
  init(_ scales: InputScales) {
    self.init(
      integerCentres: scales.integers?.map(\.centre),
      integerMultipliers: scales.integers?.map(\.multiplier),
      integerShifts: scales.integers?.map(\.shift), floatCentres: scales.floats?.map(\.centre),
      floatMultipliers: scales.floats?.map(\.multiplier))
  }
}

extension StudentWeights.Program {
  init(_ program: StudentProgram) {
    self.init(
      countsPerUnit: program.countsPerUnit,
      stages: program.stages.map { stage in
        let start = Int(stage.constantStart)
        let count = stage.operation.operandCount
        return Stage(
          operation: stage.operation.name ?? "", source: stage.source, target: stage.target,
          channel: stage.channel == ProgramStage.allChannels ? nil : stage.channel,
          operands: (0..<count).map { stage.operands[$0] },
          constants: Array(program.constants[start..<start + Int(stage.constantCount)]))
      })
  }
}

extension StudentWeights.Limits {
  init(_ limits: StudentLimits) {
    self.init(
      leastMargin: limits.leastMargin, leastDeviation: limits.leastDeviation,
      scoreMultiplier: limits.distances?.scoreMultiplier,
      scoreShift: limits.distances?.scoreShift, distanceUnit: limits.distances?.unit,
      centre: limits.distances?.centre, distances: limits.distances?.limits,
      energyLimit: limits.energy?.limit, energyShift: limits.energy?.shift,
      energyMultipliers: limits.energy?.multipliers)
  }
}

extension StudentWeights.Real {
  init(_ model: PiecewiseLinearModel) {
    self.init(
      projection: model.projection?.rows,
      centroids: model.partition.centroids.elements.rows(of: model.componentCount),
      sharedMap: model.sharedMap?.rows, maps: model.maps.map(\.rows),
      head: model.head.kind.rawValue, headLayer: model.head.layer?.rows)
  }
}

extension AffineMap {
  /// The rows, the offset last in each.
  fileprivate var rows: [[Double]] {
    (0..<outputCount).map { Array(weights[row: $0]) + [offsets[$0]] }
  }
}

extension Array {
  /// The elements in lists of `width`.
  fileprivate func rows(of width: Int) -> [[Element]] {
    stride(from: 0, to: count, by: width).map { Array(self[$0..<$0 + width]) }
  }
}
