/// A stage of a program: an operation with its numbers.
public struct Stage {
  /// What it does.
  public let operation: StageOperation
  /// Four numbers, of which the first ones are used; the others are 0.
  public let operands: SIMD4<UInt16>
  /// Its constants; none for most operations.
  public let constants: Constants

  /// A stage. What no operation allows has no effect.
  ///
  /// - Parameters:
  ///   - operation: What it does.
  ///   - operands: Four numbers.
  ///   - constants: Its constants.
  @inline(__always)
  public init(
    _ operation: StageOperation, operands: SIMD4<UInt16>, constants: Constants
  ) {
    self.operation = operation
    self.operands = operands
    self.constants = constants
  }

  /// What the stage does to a channel of `node`; nil where it is not valid, or the channel too short.
  ///
  /// - Complexity: O(constants).
  public func effect(on node: NodeFacts) -> StageEffect? {
    guard areUnusedNumbersZero else { return nil }
    switch operation {
    case .samples: return Samples().effect(on: node)
    case .standardize: return standardScores.effect(on: node)
    case .moments: return Moments().effect(on: node)
    case .pool: return pool.effect(on: node)
    case .centre: return Centre().effect(on: node)
    case .difference: return Difference().effect(on: node)
    case .events: return events.effect(on: node)
    case .crossings: return Crossings(levels: constants).effect(on: node)
    case .ranks: return ranks.effect(on: node)
    case .autocorrelation: return Autocorrelation(lags: constants).effect(on: node)
    case .bands: return Bands(levelCount: number(operands.x)).effect(on: node)
    case .spectrum: return spectrum.effect(on: node)
    case .positives: return positives.effect(on: node)
    default: return nil
    }
  }

  /// The largest magnitude of a feature of a channel of `node`; 0 without features.
  ///
  /// - Precondition: The stage has an effect on `node`.
  public func featureBound(on node: NodeFacts) -> Int32 {
    switch operation {
    case .samples: Samples().featureBound(on: node)
    case .standardize: standardScores.featureBound(on: node)
    case .moments: Moments().featureBound(on: node)
    case .events: events.featureBound(on: node)
    case .crossings: Crossings(levels: constants).featureBound(on: node)
    case .ranks: ranks.featureBound(on: node)
    case .autocorrelation: Autocorrelation(lags: constants).featureBound(on: node)
    case .bands: Bands(levelCount: number(operands.x)).featureBound(on: node)
    case .spectrum: spectrum.featureBound(on: node)
    case .positives: positives.featureBound(on: node)
    default: 0
    }
  }

  /// Runs the stage on one channel.
  ///
  /// - Parameters:
  ///   - source: The channel.
  ///   - target: The channel that it makes, of the length of its effect; unused where that is 0. It
  ///     may be the source where the lengths are equal.
  ///   - scratch: As many bytes as its effect says.
  ///   - sink: Takes the features.
  /// - Precondition: The stage has an effect on the node of `source`.
  public func run(
    _ source: Signal, into target: Signal, _ scratch: Scratch, _ sink: inout some FeatureSink
  ) {
    switch operation {
    case .samples: Samples().run(source, into: &sink)
    case .standardize: standardScores.run(source, into: target, &sink)
    case .moments: Moments().run(source, into: &sink)
    case .pool: pool.run(source, into: target)
    case .centre: Centre().run(source, into: target)
    case .difference: Difference().run(source, into: target)
    case .events: events.run(source, scratch, into: &sink)
    case .crossings: Crossings(levels: constants).run(source, into: &sink)
    case .ranks: ranks.run(source, scratch, into: &sink)
    case .autocorrelation: Autocorrelation(lags: constants).run(source, into: &sink)
    case .bands: Bands(levelCount: number(operands.x)).run(source, into: target, &sink)
    case .spectrum: spectrum.run(source, scratch, into: &sink)
    case .positives: positives.run(source, scratch, into: &sink)
    default: break
    }
  }
}

// MARK: - The numbers of an operation

extension Stage {
  @inline(__always)
  private func number(_ operand: UInt16) -> Int { Int(truncatingIfNeeded: operand) }

  @inline(__always)
  private var standardScores: StandardScores { StandardScores(putsMoments: operands.x == 1) }

  @inline(__always)
  private var pool: Pool {
    Pool(
      width: number(operands.x), shift: number(operands.y), isRectified: operands.z == 1)
  }

  @inline(__always)
  private var events: Events {
    Events(threshold: Int32(truncatingIfNeeded: operands.x), refractory: number(operands.y))
  }

  @inline(__always)
  private var ranks: Ranks { Ranks(ranks: constants, isRectified: operands.x == 1) }

  @inline(__always)
  private var spectrum: Spectrum {
    Spectrum(segmentLength: number(operands.x), hop: number(operands.y), edges: constants)
  }

  @inline(__always)
  private var positives: Positives {
    Positives(dilation: number(operands.x), kernels: constants)
  }

  /// Whether operands and constants that the operation does not use are 0 or absent, and choices
  /// are 0 or 1.
  private var areUnusedNumbersZero: Bool {
    guard constants.count == 0 || operation.hasConstants else { return false }
    var index = operation.operandCount
    while index != 4 {
      guard operands[index] == 0 else { return false }
      index = index &+ 1
    }
    switch operation {
    case .pool: return operands.z <= 1
    case .standardize, .ranks: return operands.x <= 1
    default: return true
    }
  }
}
