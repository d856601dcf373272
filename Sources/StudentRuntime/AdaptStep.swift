// Learning on a device: the rule of one label (Docs/Format.md, Learning). No sum and no product leaves an
// int32: that page has the ranges.

/// `value` × 2^−(`less` + 1) to the nearest integer, halves upward; `less` is 0 … 30.
@inline(__always)
private func rounded(_ value: Int32, _ less: Int32) -> Int32 { ((value &>> less) &+ 1) &>> 1 }

/// P f and 1 / s, as integers of 16 bits with shifts.
private struct Gains {
  /// The shift of P f.
  var drop: Int32
  /// Bits of s, without 16.
  var scale: Int32
  /// 2³¹ / s, × 2^scale, never above.
  var reciprocal: Int32
}

extension AdaptState {
  /// Adds what was learnt to the outputs of an answer, into `outputs`.
  ///
  /// - Parameters:
  ///   - z: of the answer, as int8.
  ///   - answer: its outputs.
  /// - Returns: The adapted outputs.
  @inline(never)
  func adapt(_ z: Bytes, _ answer: Words) -> Words {
    let (unit, outputCount, target) = (self[.unit], self.outputCount, outputs)
    var output = 0
    while output < outputCount {
      let sums = multiplyWeights(z, column: output)
      let left = outputCount &- output
      let (from, to) = (answer &+ output, target &+ output)
      to[0] = adapted(from[0], sums.0, unit)
      if left > 1 { to[1] = adapted(from[1], sums.1, unit) }
      if left > 2 { to[2] = adapted(from[2], sums.2, unit) }
      if left > 3 { to[3] = adapted(from[3], sums.3, unit) }
      output = output &+ 4
    }
    return target
  }

  /// An output and what was learnt, in 31 bits.
  @inline(__always)
  private func adapted(_ output: Int32, _ sum: Int32, _ unit: Int32) -> Int32 {
    min(max(output &+ (sum &>> 8) &<< unit, -1 << 30), 1 << 30 - 1)
  }

  /// The features times four columns of W, and a half of 2⁸ each. Columns that are not there have entries of other
  /// columns or of P, which are limited, too.
  @inline(__always)
  private func multiplyWeights(_ z: Bytes, column: Int) -> (Int32, Int32, Int32, Int32) {
    let (outputCount, zCount, constant) = (self.outputCount, featureCount &- 1, self[.constant])
    var (first, second, third, fourth) = (Int32(128), Int32(128), Int32(128), Int32(128))
    var (row, index) = (weights &+ column, 0)
    while index != zCount {
      let feature = z.int8(index)
      first = first &+ row[0] &* feature
      second = second &+ row[1] &* feature
      third = third &+ row[2] &* feature
      fourth = fourth &+ row[3] &* feature
      row = row &+ outputCount
      index = index &+ 1
    }
    return (
      first &+ row[0] &* constant, second &+ row[1] &* constant, third &+ row[2] &* constant,
      fourth &+ row[3] &* constant
    )
  }

  /// Takes one label. P and W move.
  ///
  /// - Parameters:
  ///   - features: of the answer.
  ///   - answer: its outputs; they are the same afterwards.
  ///   - label: 0 ..< C.
  @inline(never)
  func learn(_ features: Bytes, _ answer: Words, label: Int) {
    let adapted = adapt(features, answer)
    self[.updates] = self[.updates] &+ 1
    if lead(answer, label).by <= 0 { self[.wrong] = self[.wrong] &+ 1 }
    let lead = lead(adapted, label)
    if lead.by <= 0 { self[.adaptedWrong] = self[.adaptedWrong] &+ 1 }
    withUnsafeTemporaryAllocation(of: Int32.self, capacity: 33) { sums in
      guard let start = sums.baseAddress else { return }
      move(features, Words(start: start), label, lead.rival, step(lead.by))
    }
  }

  /// How far the output of `label` leads the best other one, which is the lowest among equals.
  private func lead(_ outputs: Words, _ label: Int) -> (by: Int32, rival: Int) {
    let own = outputs[label]
    outputs[label] = .min
    let rival = largest(outputs[0], outputs &+ 1, count: outputCount &- 1).index
    outputs[label] = own
    return (own &- outputs[rival], rival)
  }

  /// How much the label's output is to gain, and its rival to lose, in units.
  @inline(__always)
  private func step(_ lead: Int32) -> Int32 {
    guard lead < self[.margin] else { return 0 }
    let lack = UInt32(bitPattern: self[.margin]) &- UInt32(bitPattern: lead)
    let step = lack &>> UInt32(bitPattern: self[.unit] &+ 1)
    return Int32(bitPattern: step < Self.largestStep ? step : Self.largestStep)
  }

  /// Moves P, and W by the step.
  @inline(__always)
  private func move(
    _ features: Bytes, _ sums: Words, _ label: Int, _ rival: Int, _ step: Int32
  ) {
    multiply(features, into: sums)
    let gains = gains(features, sums)
    let (featureCount, weightLimit) = (self.featureCount, self[.weightLimit])
    var (row, entry, weights) = (0, covariance, self.weights)
    while row != featureCount {
      sums[row] = sums[row] &>> gains.drop
      let gain = rounded(sums[row] &* gains.reciprocal, 15)
      let change = rounded(gain &* step, 6 &+ gains.scale &- gains.drop)
      add(change, to: weights &+ label, limit: weightLimit)
      add(0 &- change, to: weights &+ rival, limit: weightLimit)
      weights = weights &+ outputCount
      var column = 0
      while column <= row {
        let change = rounded(gain &* sums[column], 14 &+ gains.scale &- 2 &* gains.drop)
        add(0 &- change, to: entry, limit: self[.covarianceLimit])
        entry = entry &+ 1
        column = column &+ 1
      }
      row = row &+ 1
    }
  }

  /// P f, from the lower triangle.
  @inline(never)
  private func multiply(_ features: Bytes, into sums: Words) {
    let featureCount = featureCount
    var (row, entry) = (0, covariance)
    while row != featureCount {
      let feature = features.int8(row)
      var (sum, column) = (Int32(0), 0)
      while column != row {
        sum = sum &+ entry[0] &* features.int8(column)
        sums[column] = sums[column] &+ entry[0] &* feature
        entry = entry &+ 1
        column = column &+ 1
      }
      sums[row] = sum &+ entry[0] &* feature
      entry = entry &+ 1
      row = row &+ 1
    }
  }

  /// s = c² + fᵀ P f, at least c², as high × 2¹⁶ + low. In units of P, 4 c² is the high part of c².
  @inline(never)
  private func gains(_ features: Bytes, _ sums: Words) -> Gains {
    var (high, low, most, row) = (Int32(0), Int32(0), UInt32(1) << 14, 0)
    while row != featureCount {
      let (sum, feature) = (sums[row], features.int8(row))
      high = high &+ (sum &>> 16) &* feature
      low = low &+ (sum & 0xFFFF) &* feature
      most |= UInt32(bitPattern: sum < 0 ? 0 &- sum : sum)
      row = row &+ 1
    }
    high = high &+ (low &>> 16)
    high = (high < 0 ? 0 : high) &+ 4 &* self[.constant] &* self[.constant]
    let drop = bitCount(most) &- 15
    // The least is its square, up to 2²⁶.
    let root = ((1 as Int32) &<< drop) &>> 3
    let least = root &* root
    high = high < least ? least : high
    let scale = bitCount(UInt32(bitPattern: high))
    // Bits 16 and above of (high × 2¹⁶ + low) × 2^(16 − scale).
    let top = (UInt32(bitPattern: high) &<< UInt32(bitPattern: 32 &- scale)) &>> 16
    let rest = UInt32(bitPattern: low & 0xFFFF) &>> UInt32(bitPattern: scale)
    return Gains(drop: drop, scale: scale, reciprocal: reciprocal(of: (top | rest) &+ 1))
  }
}

/// 2³¹ / `divisor` without its fraction, for 2¹⁵ < `divisor` ≤ 2¹⁶.
@inline(never)
private func reciprocal(of divisor: UInt32) -> Int32 {
  var (rest, quotient) = (UInt32(1) << 15, UInt32(1))
  repeat {
    rest = rest &<< 1
    quotient = quotient &<< 1
    if rest >= divisor {
      rest = rest &- divisor
      quotient = quotient &+ 1
    }
  } while quotient < 1 << 16
  return Int32(bitPattern: quotient &- 1 << 16)
}

/// Adds `value` to a word, within ±`limit`.
@inline(never)
private func add(_ value: Int32, to word: Words, limit: Int32) {
  word[0] = clamp(word[0] &+ value, from: 0 &- limit, to: limit)
}
