internal import PackedFormat
internal import SignalFrontEnd

/// What a stage makes of one channel.
struct StageResult {
  /// Features, N × some each, in their order.
  var features: [GraphValue] = []
  /// The samples of the node that it makes; nil for none.
  var samples: GraphValue?
}

// Each stage is the one of Docs/Format.md. A channel is N × m, and magnitudes are those of int16.
extension GraphBuilder {
  /// A stage on one channel; nil for one that there are no operators for.
  ///
  /// - Parameters:
  ///   - stage: the stage.
  ///   - constants: its own.
  ///   - channel: N × m.
  ///   - length: m.
  mutating func run(
    _ stage: ProgramStage, _ constants: [Int], on channel: GraphValue, length: Int
  ) -> StageResult? {
    let operands = [stage.operands.x, stage.operands.y, stage.operands.z].map { Int($0) }
    switch stage.operation {
    case .samples: return StageResult(features: [channel])
    case .standardize:
      return standardScores(channel, length, putsMoments: operands[0] == 1)
    case .moments:
      return StageResult(features: moments(windowSums(channel, count: length)))
    case .pool:
      return StageResult(
        samples: pool(
          channel, length, width: operands[0], shift: operands[1], isRectified: operands[2] == 1))
    case .centre:
      return StageResult(
        samples: subtract(channel, floorQuotient(sum(channel), by: length)))
    case .difference:
      let later = slice(channel, from: 1, to: length)
      return StageResult(samples: subtract(later, slice(channel, from: 0, to: length - 1)))
    case .events:
      let events = EventGraph(threshold: operands[0], refractory: operands[1])
      return StageResult(features: events.features(of: channel, length, in: &self))
    case .crossings: return StageResult(features: [crossings(channel, length, constants)])
    case .ranks:
      return StageResult(
        features: [ranks(channel, length, constants, isRectified: operands[0] == 1)])
    case .autocorrelation:
      return StageResult(features: autocorrelation(channel, length, lags: constants))
    case .bands: return bands(channel, length, levelCount: operands[0])
    case .spectrum:
      let spectrum = SpectrumGraph(length: operands[0], hop: operands[1], edges: constants)
      return StageResult(features: spectrum.features(of: channel, length, in: &self))
    case .positives:
      return StageResult(
        features: [positives(channel, length, dilation: operands[0], constants)])
    default: return nil
    }
  }

  /// ⌊S / m⌋ and the logarithm of D.
  private mutating func moments(_ window: StandardizedWindow) -> [GraphValue] {
    [floorQuotient(window.sum, by: window.count), logarithm(window.variance)]
  }

  private mutating func standardScores(
    _ channel: GraphValue, _ length: Int, putsMoments: Bool
  ) -> StageResult {
    let window = windowSums(channel, count: length)
    let gain = gain(window, 1 << 24)
    let (zero, count) = (scalar(0), scalar(Int64(length)))
    let doubled = add(multiply(window.sum, scalar(2)), count)
    let mean = floorQuotient(doubled, by: 2 * length)
    let product = multiply(gain.factor, count)
    let down = larger(subtract(bitCount(product), scalar(14)), zero)
    let factor = divide(product, powerOfTwo(down))
    let rest = subtract(subtract(scalar(47), gain.doublings), down)
    let shift = larger(rest, zero)
    let power = powerOfTwo(shift)
    let half = divide(power, scalar(2))
    let scaled = add(multiply(subtract(channel, mean), factor), half)
    // 2⁵⁰ is a multiple of each power: s is at most 47.
    let scores = limit(floorQuotient(scaled, byPower: power), -2_047...2_047)
    let isUsable = isAbove(scalar(31), shift)
    return StageResult(
      features: putsMoments ? moments(window) : [], samples: multiply(scores, isUsable))
  }

  private mutating func pool(
    _ channel: GraphValue, _ length: Int, width: Int, shift: Int, isRectified: Bool
  ) -> GraphValue {
    let count = length / width
    let used = slice(channel, from: 0, to: count * width)
    let samples = isRectified ? node("Abs", [used]) : used
    let sums = sum(reshape(samples, [0, count, width]), axis: 2, keeps: false)
    return shiftDown(sums, by: shift)
  }

  /// For each level, how often samples go above it or below.
  private mutating func crossings(
    _ channel: GraphValue, _ length: Int, _ levels: [Int]
  ) -> GraphValue {
    let limits = constant(levels.map(Int64.init), shape: [levels.count, 1])
    let above = isAbove(reshape(channel, [0, 1, length]), limits)
    let (later, sooner) = (places(above, 1..<length), places(above, 0..<length - 1))
    return sum(node("Abs", [subtract(later, sooner)]), axis: 2, keeps: false)
  }

  /// Some places of the last of three dimensions.
  private mutating func places(_ value: GraphValue, _ range: Range<Int>) -> GraphValue {
    let starts = constant([Int64(range.lowerBound)])
    let ends = constant([Int64(range.upperBound)])
    let axes = constant([2])
    return node("Slice", [value, starts, ends, axes])
  }

  private mutating func ranks(
    _ channel: GraphValue, _ length: Int, _ ranks: [Int], isRectified: Bool
  ) -> GraphValue {
    let binned =
      isRectified
      ? shiftDown(node("Abs", [channel]), by: 3) : add(shiftDown(channel, by: 4), scalar(128))
    let sorted = extremes(limit(binned, 0...255), count: length, isLargest: false)
    return columns(sorted, ranks.map { ($0 * length) >> 8 }, of: length)
  }

  private mutating func autocorrelation(
    _ channel: GraphValue, _ length: Int, lags: [Int]
  ) -> [GraphValue] {
    let energy = sum(multiply(channel, channel))
    let down = larger(subtract(bitCount(energy), scalar(16)), scalar(0))
    let power = powerOfTwo(down)
    let unit = larger(divide(energy, power), scalar(1))
    let shares = lags.map { lag in
      let later = slice(channel, from: lag, to: length)
      let products = multiply(later, slice(channel, from: 0, to: length - lag))
      let part = floorQuotient(sum(products), byPower: power)
      return divide(multiply(part, scalar(256)), unit)
    }
    return [logarithm(energy)] + shares
  }

  private mutating func positives(
    _ channel: GraphValue, _ length: Int, dilation: Int, _ constants: [Int]
  ) -> GraphValue {
    let count = length - 8 * dilation
    let samples = cast(channel, to: .int32)
    let taps = (0...8).map { tap in
      reshape(slice(samples, from: tap * dilation, to: tap * dilation + count), [0, 1, count])
    }
    let kernels = stride(from: 0, to: constants.count, by: 2).map { constants[$0] }
    let weights = kernels.flatMap { kernel in
      (0...8).map { tap -> Int32 in
        [kernel & 15, kernel >> 4 & 15, kernel >> 8].contains(tap) ? 2 : -1
      }
    }
    let limits = stride(from: 1, to: constants.count, by: 2).map { Int32(constants[$0]) }
    let matrix = constant(OnnxTensor.Content(weights, shape: [kernels.count, 9]))
    let values = node("MatMul", [matrix, concatenate(taps)])
    let above = isAbove(
      values, constant(OnnxTensor.Content(limits, shape: [kernels.count, 1])))
    return sum(above, axis: 2, keeps: false)
  }
}
