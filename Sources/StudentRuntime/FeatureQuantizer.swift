import PackedFormat
import SignalFrontEnd

/// Quantises the features of a program as they are made, each with its own scale.
struct FeatureQuantizer: FeatureSink {
  private let scales: ScaleTable
  /// The features that are inputs.
  private let kept: FeatureList
  private let input: Quanta
  /// Inputs, n.
  private let count: Int
  /// The input and the feature that come next.
  private var (next, feature) = (0, 0)

  @inline(__always)
  init(_ scales: ScaleTable, _ kept: FeatureList, count: Int, into input: Quanta) {
    self.scales = scales
    self.kept = kept
    self.count = count
    self.input = input
  }

  @inline(never)
  mutating func put(_ value: Int32) {
    if next != count, kept[next] == feature {
      input.store(scales.quantum(of: value, next, largest: input.largest), at: next)
      next = next &+ 1
    }
    feature = feature &+ 1
  }
}
