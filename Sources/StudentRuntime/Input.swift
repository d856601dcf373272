public import PackedFormat

extension OpenStudent {
  /// Quantises float inputs: one binary32 multiplication each, then integers only.
  ///
  /// Infinities saturate. Standardised inputs become counts first, as a converter would
  /// have given them.
  ///
  /// - Parameters:
  ///   - values: n inputs in the units of the training dump.
  ///   - input: At least n elements; the first n are written, with unspecified contents
  ///     after an error.
  /// - Throws: `inputCount` when either count is wrong, `notANumber` for a NaN.
  /// - Complexity: O(n).
  public func quantize(
    _ values: Span<Float>, into input: inout MutableSpan<Int8>
  ) throws(PackedFormatError) {
    guard values.count == header.inputCount, input.count >= values.count else {
      throw .inputCount
    }
    let standardized = header.standardizedCount
    if standardized > 0 {
      let toCounts = header.countsPerUnit * 256
      var sums = WindowSums(of: standardized)
      for index in 0..<standardized { sums.add(try count(values[index] * toCounts)) }
      let window = sums.standardization(gain: header.windowGain)
      for index in 0..<standardized {
        input[index] = window.quantize(try count(values[index] * toCounts))
      }
    }
    let toQuanta = header.inputMultiplier * 65_536
    for index in standardized..<values.count {
      let product = values[index] * toQuanta
      guard let quantum = FixedPoint.rounded(product, bits: 16, largest: 127) else {
        throw .notANumber
      }
      input[index] = Int8(truncatingIfNeeded: quantum)
    }
  }

  /// The count of a standardised input that was scaled to 256 × counts.
  private func count(_ product: Float) throws(PackedFormatError) -> Int32 {
    guard let count = FixedPoint.rounded(product, bits: 8, largest: 32_767) else {
      throw .notANumber
    }
    return count
  }

  /// Quantises int16 converter counts; integers only.
  ///
  /// - Parameters:
  ///   - counts: n counts.
  ///   - input: At least n elements; the first n are written.
  /// - Throws: `inputCount` when either count is wrong, `counts` when the student does not
  ///   accept counts.
  /// - Complexity: O(n).
  public func quantize(
    counts: Span<Int16>, into input: inout MutableSpan<Int8>
  ) throws(PackedFormatError) {
    guard counts.count == header.inputCount, input.count >= counts.count else {
      throw .inputCount
    }
    guard header.acceptsCounts else { throw .counts }
    let standardized = header.standardizedCount
    if standardized > 0 {
      var sums = WindowSums(of: standardized)
      for index in 0..<standardized { sums.add(Int32(counts[index])) }
      let window = sums.standardization(gain: header.windowGain)
      for index in 0..<standardized { input[index] = window.quantize(Int32(counts[index])) }
    }
    for index in standardized..<counts.count {
      let centred = Int32(counts[index]) &- Int32(header.countZero)
      let quantum = requantize(
        centred &* 256, multiplier: header.countMultiplier, shift: header.countShift)
      input[index] = Int8(truncatingIfNeeded: clampToInt8(quantum))
    }
  }
}
