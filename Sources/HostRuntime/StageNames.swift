public import SignalFrontEnd

extension StageOperation {
  /// The names of the operations, by their numbers from 1 on.
  private static let names = [
    "samples", "standardize", "moments", "pool", "centre", "difference", "events", "crossings",
    "ranks", "autocorrelation", "bands", "spectrum", "positives",
  ]

  /// The name in pages and files; nil for an operation that is not defined.
  public var name: String? {
    let index = Int(rawValue) - 1
    return Self.names.indices.contains(index) ? Self.names[index] : nil
  }

  /// The operation of a name; nil for a name of none.
  public init?(named name: String) {
    guard let index = Self.names.firstIndex(of: name) else { return nil }
    self.init(rawValue: UInt8(index + 1))
  }
}
