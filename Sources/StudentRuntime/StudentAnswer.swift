/// The answer of a student to one input; the outputs themselves stay in the scratch memory.
public struct StudentAnswer: Equatable, Sendable {
  /// The index of the largest output, the lowest among equals; 0 ..< C.
  public let label: Int
  /// The region of the input, 0 ..< k.
  public let region: Int
  /// The largest output minus the largest of the others, at least 0; 0 when C = 1.
  public let margin: Int32

  /// An answer.
  public init(label: Int, region: Int, margin: Int32) {
    self.label = label
    self.region = region
    self.margin = margin
  }
}
