public import PackedFormat
import SignalFrontEnd

extension OpenStudent {
  /// Quantises a window of floats: one binary32 multiplication each, and with scales a subtraction
  /// before it, then integers only.
  ///
  /// Infinities saturate. Standardised features, and those that a program makes, become counts
  /// first, as a converter would have given them.
  ///
  /// - Parameters:
  ///   - values: `header.windowCount` numbers in the units of the training dump, channel after
  ///     channel.
  ///   - bytes: The bytes from which the student was opened.
  ///   - input: At least n elements of the student's bits; the first n are written, with
  ///     unspecified contents after an error.
  /// - Throws: `inputCount` when a count or the bits are wrong, `counts` when the scales are for
  ///   integers only, `notANumber` for a NaN anywhere in the window, `scratch` for a program that
  ///   needs memory.
  /// - Precondition: `bytes` has the length of the file.
  /// - Complexity: O(w).
  public func quantize<Element: QuantizedElement>(
    _ values: Span<Float>, bytes: RawSpan, into input: inout MutableSpan<Element>
  ) throws(PackedFormatError) {
    try check(values.count, input, bytes)
    try withMemory(bytes, values, &input) { file, values, input in
      quantize(floats: values, file, into: input)
    }
  }

  /// Quantises a window of int16 converter counts; integers only.
  ///
  /// - Parameters:
  ///   - counts: `header.windowCount` counts, channel after channel.
  ///   - bytes: The bytes from which the student was opened.
  ///   - input: At least n elements of the student's bits; the first n are written.
  /// - Throws: `inputCount` when a count or the bits are wrong, `counts` when the student does not
  ///   accept counts, `scratch` when its program needs memory.
  /// - Precondition: `bytes` has the length of the file.
  /// - Complexity: O(w).
  public func quantize<Element: QuantizedElement>(
    counts: Span<Int16>, bytes: RawSpan, into input: inout MutableSpan<Element>
  ) throws(PackedFormatError) {
    try check(counts.count, input, bytes)
    try withMemory(bytes, counts, &input) { file, counts, input in
      quantize(integers: IntegerWindow(start: counts, isInt32: false), file, into: input)
    }
  }

  /// Quantises a window of int32 by the scales of a student; integers only.
  ///
  /// - Parameters:
  ///   - integers: `header.windowCount` integers, channel after channel.
  ///   - bytes: The bytes from which the student was opened.
  ///   - input: At least n elements of the student's bits; the first n are written.
  /// - Throws: `inputCount` when a count or the bits are wrong, `counts` when the student does not
  ///   accept int32.
  /// - Precondition: `bytes` has the length of the file.
  /// - Complexity: O(w).
  public func quantize<Element: QuantizedElement>(
    integers: Span<Int32>, bytes: RawSpan, into input: inout MutableSpan<Element>
  ) throws(PackedFormatError) {
    try check(integers.count, input, bytes)
    try withMemory(bytes, integers, &input) { file, integers, input in
      quantize(integers: IntegerWindow(start: integers, isInt32: true), file, into: input)
    }
  }

  /// Checks the sizes of a quantisation.
  func check<Element: QuantizedElement>(
    _ count: Int, _ input: borrowing MutableSpan<Element>, _ bytes: RawSpan
  ) throws(PackedFormatError) {
    guard count == header.windowCount, input.count >= header.inputCount,
      Element.bitWidth == header.featureBits
    else { throw .inputCount }
    precondition(bytes.byteCount == Int(header.length), "these are not the student's bytes")
  }
}

// MARK: - On memory of the right sizes

extension OpenStudent {
  /// The scales of the inputs that are not standardised, of which `leading` are before them.
  @inline(__always)
  func scales(after leading: Int, in file: Bytes) -> ScaleTable {
    ScaleTable(
      ScalesLayout(
        offset: starts[.scales], count: header.inputCount &- leading,
        parts: header.sections.scales), in: file)
  }

  /// The features that a program of samples makes, in ascending order.
  @inline(__always)
  private func samples(in file: Bytes) -> FeatureWalk {
    FeatureWalk(program, length: header.samplesPerChannel, in: file)
  }

  /// Quantises a window of floats (Docs/Format.md, Quantising an input, Scales and Program).
  ///
  /// - Returns: Why it is refused; nil when all inputs are written.
  @inline(__always)
  func quantize(
    floats values: Bytes, _ file: Bytes, into input: Quanta
  ) -> PackedFormatError? {
    let parts = header.sections.scales
    let hasProgram = header.sections.hasProgram
    guard header.acceptsFloats else { return .counts }
    if header.version != 1, FixedPoint.hasNaN(values, count: header.windowCount) {
      return .notANumber
    }
    let features = FeatureList(of: self, in: file)
    let leading = features.count(below: header.standardizedCount)
    if hasProgram {
      // These functions have none.
      guard !needsMemory(file) else { return .scratch }
      makeFeatures(floats: values, features, file, into: input)
      return nil
    }
    guard
      header.standardizedCount == 0 || standardize(floats: values, features, leading, into: input)
    else { return .notANumber }
    guard parts == .none else {
      let scales = scales(after: leading, in: file)
      for index in leading..<header.inputCount {
        let value = values.float(4 &* features[index])
        input.store(
          scales.quantum(of: value, index &- leading, isWide: input.isWide), at: index)
      }
      return nil
    }
    let toQuanta = FixedPoint.quanta(per: header.inputMultiplier, isWide: input.isWide)
    for index in leading..<header.inputCount {
      let product = values.float(4 &* features[index]) * toQuanta
      guard let quantum = FixedPoint.quantum(product, isWide: input.isWide) else {
        return .notANumber
      }
      input.store(quantum, at: index)
    }
    return nil
  }

  /// Standardises a window of floats, and writes the `leading` inputs that it has.
  ///
  /// - Returns: Whether none is a NaN.
  @inline(__always)
  private func standardize(
    floats values: Bytes, _ features: FeatureList, _ leading: Int, into input: Quanta
  ) -> Bool {
    let count = header.standardizedCount
    let toCounts = header.countsPerUnit * 256
    var sums = WindowSums(of: count)
    for index in 0..<count {
      guard let value = FixedPoint.count(values.float(4 &* index) * toCounts) else { return false }
      sums.add(value)
    }
    let window = sums.standardization(gain: header.windowGain)
    for index in 0..<leading {
      let value = FixedPoint.count(values.float(4 &* features[index]) * toCounts) ?? 0
      input.store(window.quantize(value, largest: input.largest), at: index)
    }
    return true
  }

  /// Makes the features of a program of samples from a window of floats that are no NaN.
  @inline(__always)
  private func makeFeatures(
    floats values: Bytes, _ features: FeatureList, _ file: Bytes, into input: Quanta
  ) {
    let scales = scales(after: 0, in: file)
    var walk = samples(in: file)
    for index in 0..<header.inputCount {
      let value = values.float(4 &* walk.place(of: features[index]))
      let toCounts = file.float(starts[.program] &+ 4 &* walk.channel) * 256
      let count = FixedPoint.sample(value * toCounts) ?? 0
      input.store(scales.quantum(of: count, index, largest: input.largest), at: index)
    }
  }

  /// Quantises a window of int16 or int32.
  ///
  /// - Returns: Why it is refused; nil when all inputs are written.
  @inline(__always)
  func quantize(
    integers values: IntegerWindow, _ file: Bytes, into input: Quanta
  ) -> PackedFormatError? {
    let features = FeatureList(of: self, in: file)
    let leading = features.count(below: header.standardizedCount)
    guard accepts(values, leading: leading) else { return .counts }
    guard !needsMemory(file) else { return .scratch }
    if header.standardizedCount != 0 {
      var sums = WindowSums(of: header.standardizedCount)
      for index in 0..<header.standardizedCount { sums.add(values[index]) }
      let window = sums.standardization(gain: header.windowGain)
      for index in 0..<leading {
        input.store(
          window.quantize(values[features[index]], largest: input.largest), at: index)
      }
    }
    guard header.sections.scales == .none else {
      let scales = scales(after: leading, in: file)
      var walk = samples(in: file)
      for index in leading..<header.inputCount {
        let feature = features[index]
        let place = header.sections.hasProgram ? walk.place(of: feature) : feature
        input.store(
          scales.quantum(of: values[place], index &- leading, largest: input.largest), at: index)
      }
      return nil
    }
    for index in leading..<header.inputCount {
      let centred = values[features[index]] &- Int32(header.countZero)
      let quantum = requantize(
        centred &* 256, multiplier: header.countMultiplier, shift: header.countShift)
      input.store(clamp(quantum, from: 0 &- input.largest, to: input.largest), at: index)
    }
    return nil
  }

  /// Whether the student takes a window of these integers: its first inputs are standardised.
  @inline(__always)
  private func accepts(_ values: IntegerWindow, leading: Int) -> Bool {
    let scales = header.sections.scales
    if values.isInt32 {
      return scales.contains(.integers) && header.standardizedCount == 0
        && !header.sections.hasProgram
    }
    guard scales == .none else { return scales.contains(.integers) }
    return header.countMultiplier != 0 || leading == header.inputCount
  }
}

/// A window of integers.
struct IntegerWindow {
  /// The first of them.
  let start: Bytes
  /// Whether they are int32; otherwise int16.
  let isInt32: Bool

  /// The integer at `index`.
  @inline(__always)
  subscript(_ index: Int) -> Int32 {
    isInt32 ? start.int32(4 &* index) : start.int16(2 &* index)
  }
}
