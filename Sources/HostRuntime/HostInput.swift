internal import PackedFormat

/// How a window of floats becomes the quanta of a student that has neither a standardised window nor
/// a program, in vectors.
struct HostInput: Sendable {
  /// The features of the inputs; empty when all are kept.
  private let kept: [Int]
  /// The centre of each input; empty with one scale for all.
  private let centres: [Float]
  /// 2ᵇ quanta per unit of each input, likewise.
  private let factors: [Float]
  /// 2ᵇ quanta per unit of every input.
  private let factor: Float
  private let isWide: Bool

  init(_ student: QuantizedStudent) {
    isWide = student.header.featureBits == 16
    let fraction = isWide ? WideGrid.unit : NarrowGrid.unit
    kept = student.keptInputs ?? []
    centres = student.scales?.floats?.map(\.centre) ?? []
    factors = student.scales?.floats?.map { $0.multiplier * fraction } ?? []
    factor = student.header.inputMultiplier * fraction
  }

  /// Floats that hold the inputs of a window where some features are left out; 0 elsewhere.
  var gatheredCount: Int { kept.count }

  /// Gathers the features that are kept.
  ///
  /// - Parameters:
  ///   - window: F values.
  ///   - inputs: `gatheredCount` elements, of any contents.
  /// - Returns: Whether no number of the window is NaN, of any feature.
  /// - Complexity: O(F).
  func gather(_ window: Span<Float>, into inputs: inout [Float]) -> Bool {
    for index in window.indices where window[index].isNaN { return false }
    for (index, feature) in kept.enumerated() { inputs[index] = window[feature] }
    return true
  }

  /// Quantises the inputs.
  ///
  /// - Parameters:
  ///   - values: n inputs.
  ///   - quanta: at least n elements; the first n are written.
  /// - Returns: Whether none is NaN.
  /// - Complexity: O(n).
  @inline(__always)
  func quantize(_ values: Span<Float>, into quanta: inout MutableSpan<Int16>) -> Bool {
    switch (factors.isEmpty, isWide) {
    case (true, false):
      HostRuntime.quantize(values, factor: factor, NarrowGrid.self, into: &quanta)
    case (true, true):
      HostRuntime.quantize(values, factor: factor, WideGrid.self, into: &quanta)
    case (false, false):
      HostRuntime.quantize(
        values, centres: centres.span, factors: factors.span, NarrowGrid.self, into: &quanta)
    case (false, true):
      HostRuntime.quantize(
        values, centres: centres.span, factors: factors.span, WideGrid.self, into: &quanta)
    }
  }
}
