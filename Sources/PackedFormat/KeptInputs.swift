/// Where the list of the features that are inputs lies: n values u16, strictly ascending and below F,
/// then zeros up to a multiple of 4.
public struct KeptInputsLayout: Equatable, Sendable {
  /// Where the section starts, in bytes from the start of the file.
  public let offset: Int
  /// Inputs, n.
  public let count: Int

  /// The layout of a list of `count` values at `offset`.
  @inline(__always)
  public init(offset: Int, count: Int) {
    self.offset = offset
    self.count = count
  }

  /// The first byte after the section.
  @inline(__always) public var end: Int { offset &+ byteCount }
  /// Bytes of the section, a multiple of 4.
  @inline(__always) public var byteCount: Int { (2 &* count).roundedUpToWord }

  /// The feature that an input is.
  ///
  /// - Parameters:
  ///   - index: The input, 0 ..< n.
  ///   - bytes: The whole file.
  /// - Precondition: The section lies in `bytes`.
  @inline(__always)
  public func feature(_ index: Int, in bytes: RawSpan) -> Int {
    Int(bytes.half(at: offset &+ 2 &* index))
  }

  /// Writes which `feature`, 0 ..< F, input `index`, 0 ..< n, is into the whole file.
  ///
  /// - Precondition: The section lies in `bytes`.
  public func write(_ feature: Int, _ index: Int, into bytes: inout MutableRawSpan) {
    bytes.store(UInt16(truncatingIfNeeded: feature), at: offset &+ 2 &* index)
  }

  /// How many of the values are below `limit`: with m, the inputs that are standardised.
  ///
  /// - Precondition: The section lies in `bytes`.
  /// - Complexity: O(n).
  public func count(below limit: Int, in bytes: RawSpan) -> Int {
    var (found, index) = (0, 0)
    while index != count {
      if feature(index, in: bytes) < limit { found = found &+ 1 }
      index = index &+ 1
    }
    return found
  }

  /// Whether the values strictly ascend below `featureCount`, and the padding is zero.
  ///
  /// - Complexity: O(n).
  func isValid(featureCount: Int, in bytes: RawSpan) -> Bool {
    var (least, index) = (0, 0)
    while index != count {
      let value = feature(index, in: bytes)
      guard value >= least, value < featureCount else { return false }
      (least, index) = (value &+ 1, index &+ 1)
    }
    return bytes.isZero(from: offset &+ 2 &* count, to: end)
  }
}
