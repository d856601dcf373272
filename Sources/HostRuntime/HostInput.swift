internal import PackedFormat

/// How a window of floats becomes the quanta of a student without a program, in vectors.
struct HostInput: Sendable {
  /// The leading features, when they are standardised.
  private let window: HostWindow?
  /// Whether the inputs that are not standardised are all other features.
  private let keepsAll: Bool
  /// The features of the inputs that are not standardised, where some are left out.
  private let kept: [Int]
  /// The centre of each of these inputs; empty with one scale for all.
  private let centres: [Float]
  /// 2ᵇ quanta per unit of each, likewise.
  private let factors: [Float]
  /// 2ᵇ quanta per unit of every one.
  private let factor: Float
  /// The scales of these inputs, where they are for integers alone: then floats are whole numbers.
  private let integers: [IntegerScale]
  private let isWide: Bool

  /// What a thread needs beside the quanta.
  struct Buffer {
    /// m counts.
    fileprivate var counts: [Int16] = []
    /// The features that are kept.
    fileprivate var gathered: [Float] = []
  }

  init(_ student: QuantizedStudent) {
    let header = student.header
    isWide = header.featureBits == 16
    let fraction = isWide ? WideGrid.unit : NarrowGrid.unit
    window = header.window.map {
      HostWindow($0, keeping: student.keptInputs, largest: header.largestFeature)
    }
    keepsAll = student.keptInputs == nil
    kept = student.keptInputs?.filter { $0 >= header.standardizedCount } ?? []
    integers = student.scales.flatMap { $0.floats == nil ? $0.integers : nil } ?? []
    centres = student.scales?.floats?.map(\.centre) ?? []
    factors = student.scales?.floats?.map { $0.multiplier * fraction } ?? []
    factor = header.inputMultiplier * fraction
  }

  /// Whether an input is a feature by itself, so that no buffer is needed.
  var isPlain: Bool { keepsAll && window == nil }

  /// Memory for windows, one after another.
  func buffer() -> Buffer {
    Buffer(
      counts: Array(repeating: 0, count: window?.count ?? 0),
      gathered: Array(repeating: 0, count: kept.count))
  }

  /// Quantises a window.
  ///
  /// - Parameters:
  ///   - values: F features.
  ///   - buffer: of any contents.
  ///   - quanta: at least n elements; the first n are written.
  /// - Returns: Whether no feature is NaN, of those that are left out, too.
  /// - Complexity: O(F).
  func quantize(
    _ values: Span<Float>, with buffer: inout Buffer, into quanta: inout MutableSpan<Int16>
  ) -> Bool {
    var (others, first) = (values, 0)
    if let window {
      let leading = values.extracting(0..<window.count)
      guard window.quantize(leading, counting: &buffer.counts, into: &quanta) else { return false }
      others = values.extracting(window.count..<values.count)
      first = window.inputCount
    }
    if keepsAll { return quantize(others, into: &quanta, from: first) }
    for index in others.indices where others[index].isNaN { return false }
    for (index, feature) in kept.enumerated() { buffer.gathered[index] = values[feature] }
    return quantize(buffer.gathered.span, into: &quanta, from: first)
  }

  /// Quantises inputs that are not standardised.
  ///
  /// - Parameters:
  ///   - values: all of them.
  ///   - quanta: at least as many elements from `start` on; those are written.
  ///   - start: the first that is written.
  /// - Returns: Whether none is NaN.
  /// - Complexity: O(n).
  @inline(__always)
  func quantize(
    _ values: Span<Float>, into quanta: inout MutableSpan<Int16>, from start: Int = 0
  ) -> Bool {
    guard integers.isEmpty else { return quantizeWhole(values, into: &quanta, from: start) }
    return switch (factors.isEmpty, isWide) {
    case (true, false):
      HostRuntime.quantize(values, factor: factor, NarrowGrid.self, into: &quanta, from: start)
    case (true, true):
      HostRuntime.quantize(values, factor: factor, WideGrid.self, into: &quanta, from: start)
    case (false, false):
      HostRuntime.quantize(
        values, centres: centres.span, factors: factors.span, NarrowGrid.self, into: &quanta,
        from: start)
    case (false, true):
      HostRuntime.quantize(
        values, centres: centres.span, factors: factors.span, WideGrid.self, into: &quanta,
        from: start)
    }
  }
  /// Quantises whole numbers by the scales of integers.
  private func quantizeWhole(
    _ values: Span<Float>, into quanta: inout MutableSpan<Int16>, from start: Int
  ) -> Bool {
    let largest: Int64 = isWide ? 32_767 : 127
    for index in values.indices {
      guard let value = Int64(exactly: values[index]) else { return false }
      let scale = integers[index]
      guard scale.multiplier != 0 else {
        quanta[start + index] = 0
        continue
      }
      let limit = Int64(Int32.max)
      let difference = min(max(value &- Int64(scale.centre), -limit), limit)
      let half = Int64(1) << (Int64(scale.shift) - 1)
      let quantum = (difference &* Int64(scale.multiplier) &+ half) >> Int64(scale.shift)
      quanta[start + index] = Int16(truncatingIfNeeded: min(max(quantum, -largest), largest))
    }
    return true
  }
}
