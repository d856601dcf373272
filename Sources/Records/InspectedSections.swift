internal import HostRuntime
internal import PackedFormat
internal import SignalFrontEnd

extension StudentInspection {
  /// What turns a window into features.
  public struct Program: Sendable, Equatable, Codable {
    /// A stage.
    public struct Stage: Sendable, Equatable, Codable {
      /// What it does, such as `samples` or `pool`.
      public var operation: String
      /// The node that it reads.
      public var source: Int
      /// The channel that it reads; nil for all.
      public var channel: Int?
      /// The node that it writes, which may be the one that it reads; nil when it writes none.
      public var target: Int?
      /// Its operands that are used; nil without any.
      public var operands: [Int]?
      /// How many constants it has.
      public var constants: Int
    }

    /// int16 counts per unit of a float, for each channel.
    public var countsPerUnit: [Double]
    /// The stages, in the order in which they run.
    public var stages: [Stage]
    /// The lines of its program file, one for each stage; nil in older records.
    public var lines: [String]?
  }

  /// When an answer is doubtful or an input foreign.
  public struct Limits: Sendable, Equatable, Codable {
    /// The least margin of an answer, in quanta of the outputs; nil without it.
    public var leastMargin: Int?
    /// The largest distance in each region, in quanta²; nil without them.
    public var distances: [Double]?
    /// The largest energy outside the projection, in quanta²; nil without it.
    public var energy: UInt64?
    /// The least root mean square of the quantised inputs, in quanta; nil without it.
    public var leastDeviation: Double?
  }

  /// The constants of learning on a device.
  public struct Adaptation: Sendable, Equatable, Codable {
    /// The constant that is appended to z.
    public var constant: Int
    /// The most updates.
    public var mostUpdates: Int
    /// The prior of P.
    public var prior: Int
    /// The margin below which an example is learnt.
    public var margin: Int
    /// The largest magnitude in P.
    public var covarianceLimit: Int
    /// The largest magnitude in W.
    public var weightLimit: Int
  }

  /// The constants of a search for beats, in samples where nothing else is said.
  public struct Beats: Sendable, Equatable, Codable {
    /// Of the cut before the peak, and from the peak on.
    public var samplesBefore: Int
    /// Of the cut from the peak on.
    public var samplesFrom: Int
    /// After a beat, in which there is no other.
    public var refractory: Int
    /// After a beat, in which a T wave is told from a beat.
    public var tWave: Int
    /// Without a beat, after which the search goes back.
    public var searchBack: Int
    /// Of the box filter.
    public var box: Int
    /// Of the difference's lag.
    public var lag: Int
    /// Of the integration.
    public var integration: Int
    /// Where the threshold lies between noise and signal, in 1/256.
    public var threshold: Int
    /// How fast the level of the signal follows, in 1/256.
    public var signalDecay: Int
    /// How fast the level of the noise follows, in 1/256.
    public var noiseDecay: Int
    /// Whether four features come from the intervals between beats.
    public var hasIntervals: Bool
  }
}

extension StudentInspection.Program {
  /// The program of a student; nil without one.
  init?(_ student: PackedStudent) {
    guard let program = student.layout.program else { return nil }
    let bytes = student.bytes
    countsPerUnit = (0..<program.channelCount).map {
      Double(program.countsPerUnit($0, in: bytes.span.bytes))
    }
    stages = (0..<program.stageCount).map { index in
      let stage = program.stage(index, in: bytes.span.bytes)
      return Stage(
        operation: stage.operation.name ?? "\(stage.operation.rawValue)",
        source: Int(stage.source),
        channel: stage.channel == ProgramStage.allChannels ? nil : Int(stage.channel),
        target: stage.target == 0 ? nil : Int(stage.target), operands: stage.usedOperands,
        constants: Int(stage.constantCount))
    }
    lines = student.program.map { ProgramFile($0).lines }
  }
}

extension ProgramStage {
  /// The operands that its operation uses; nil for none.
  fileprivate var usedOperands: [Int]? {
    let count = operation.operandCount
    return count == 0 ? nil : (0..<count).map { Int(operands[$0]) }
  }
}

extension StudentInspection.Limits {
  /// The limits of a student; nil without any.
  init?(_ student: PackedStudent) {
    guard let limits = student.layout.limits else { return nil }
    let bytes = student.bytes
    let numbers = limits.numbers(in: bytes.span.bytes)
    let unit = Double(UInt64(1) << UInt64(numbers.distanceUnit))
    self.init(
      leastMargin: limits.parts.contains(.margin) ? Int(numbers.leastMargin) : nil,
      distances: limits.parts.contains(.distances)
        ? (0..<limits.regionCount).map {
          Double(limits.distance($0, in: bytes.span.bytes)) * unit
        } : nil,
      energy: limits.parts.contains(.energy) ? numbers.energyLimit : nil,
      leastDeviation: limits.parts.contains(.deviation)
        ? Double(numbers.leastDeviation) / 256 : nil)
  }
}

extension StudentInspection.Adaptation {
  /// The constants of a student; nil without them.
  init?(_ student: PackedStudent) {
    guard let place = student.layout.range(of: .adaptation) else { return nil }
    let constants = AdaptationConstants(
      reading: student.bytes.span.bytes, at: place.lowerBound)
    self.init(
      constant: Int(constants.constant), mostUpdates: Int(constants.mostUpdates),
      prior: Int(constants.prior), margin: Int(constants.margin),
      covarianceLimit: Int(constants.covarianceLimit), weightLimit: Int(constants.weightLimit))
  }
}

extension StudentInspection.Beats {
  /// The constants of a student; nil without them.
  init?(_ student: PackedStudent) {
    guard let place = student.layout.range(of: .beats) else { return nil }
    let beats = BeatConstants(reading: student.bytes.span.bytes, at: place.lowerBound)
    self.init(
      samplesBefore: Int(beats.samplesBefore), samplesFrom: Int(beats.samplesFrom),
      refractory: Int(beats.refractory), tWave: Int(beats.tWave),
      searchBack: Int(beats.searchBack), box: Int(beats.box), lag: Int(beats.lag),
      integration: Int(beats.integration), threshold: Int(beats.threshold),
      signalDecay: Int(beats.signalDecay), noiseDecay: Int(beats.noiseDecay),
      hasIntervals: beats.intervalFeatures != 0)
  }
}
