/// The logarithm of the energy E = Σ v² of a channel, and its autocorrelation at some lags.
///
/// With t = max(bits of E − 16, 0), a lag gives (Σ v[i] v[i + lag] >> t) × 256 / max(E >> t, 1),
/// truncated: 256 for a channel that is the same after the lag.
public struct Autocorrelation {
  /// The lags in samples, strictly ascending, at least 1 and below the length.
  public let lags: Constants

  /// The stage.
  ///
  /// - Parameter lags: At least one, in samples, strictly ascending from 1.
  public init(lags: Constants) { self.lags = lags }

  /// The shortest channel: one product at the longest lag.
  public var leastLength: Int {
    lags.count == 0 ? 1 : Int(truncatingIfNeeded: lags[lags.count &- 1]) &+ 1
  }

  /// What the stage makes of a channel of `node`; nil where it is too short, or where the lags are
  /// not valid.
  public func effect(on node: NodeFacts) -> StageEffect? {
    guard lags.count >= 1, lags.ascend(from: 1, to: 16_383), node.length >= leastLength else {
      return nil
    }
    return StageEffect(
      features: lags.count &+ 1, steps: (lags.count &+ 1) &* node.length)
  }

  /// The largest magnitude of a feature: of a correlation, at most 256 by Cauchy and Schwarz, or of
  /// the logarithm.
  ///
  /// - Parameter node: What is known of the channel that is read.
  public func featureBound(on node: NodeFacts) -> Int32 {
    let square = UInt32(bitPattern: node.magnitude &* node.magnitude)
    let energy = square.multipliedFullWidth(by: UInt32(truncatingIfNeeded: node.length))
    return max(256, logarithm(UInt64(high: energy.high, low: energy.low)))
  }

  /// Puts the features of `source`.
  ///
  /// - Parameters:
  ///   - source: The channel that is read.
  ///   - sink: Takes the features.
  /// - Complexity: O(lags × samples).
  public func run(_ source: Signal, into sink: inout some FeatureSink) {
    let energy = UInt64(bitPattern: Self.products(of: source, at: 0))
    sink.put(logarithm(energy))
    let length = 64 &- UInt32(truncatingIfNeeded: energy.leadingZeroBitCount)
    let down = UInt64(word: length > 16 ? length &- 16 : 0)
    let unit = max(UInt32(truncatingIfNeeded: energy &>> down), 1)
    // No partial sum of products is above the energy, so that 32 bits hold them where they hold it.
    let isNarrow = energy < 1 &<< 31
    var index = 0
    while index != lags.count {
      let lag = Int(truncatingIfNeeded: lags[index])
      let sum =
        isNarrow
        ? Int64(word: Self.narrowProducts(of: source, at: lag)) : Self.products(of: source, at: lag)
      sink.put(Self.share(Int32(truncatingIfNeeded: sum &>> Int64(bitPattern: down)), of: unit))
      index = index &+ 1
    }
  }

  /// Σ v[i] v[i + lag].
  private static func products(of source: Signal, at lag: Int) -> Int64 {
    var (sum, index) = (Int64(word: 0), lag)
    while index != source.count {
      sum = sum &+ Int64(word: source[index] &* source[index &- lag])
      index = index &+ 1
    }
    return sum
  }

  /// The same in 32 bits.
  private static func narrowProducts(of source: Signal, at lag: Int) -> Int32 {
    var (sum, index) = (Int32(0), lag)
    while index != source.count {
      sum = sum &+ source[index] &* source[index &- lag]
      index = index &+ 1
    }
    return sum
  }

  /// `part` × 256 / `whole`, truncated, bit by bit.
  ///
  /// - Parameters:
  ///   - part: Of magnitude `whole` + 1 at most, and not above `whole` where that is below 2¹⁵.
  ///   - whole: 1 … 65,535.
  private static func share(_ part: Int32, of whole: UInt32) -> Int32 {
    var rest = UInt32(bitPattern: part < 0 ? 0 &- part : part) &<< 8
    var (quotient, bit) = (UInt32(0), UInt32(1) &<< 8)
    while bit != 0 {
      let product = whole &* bit
      if rest >= product {
        rest = rest &- product
        quotient |= bit
      }
      bit = bit &>> 1
    }
    let magnitude = Int32(bitPattern: quotient)
    return part < 0 ? 0 &- magnitude : magnitude
  }
}
