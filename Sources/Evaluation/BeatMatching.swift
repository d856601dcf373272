/// Beats that were found, matched with annotated ones.
public struct BeatMatching: Equatable, Sendable {
  /// For each annotation the index of the beat that was found for it; nil for none.
  public let matches: [Int?]
  /// Samples from each annotation that was found to the beat, in the order of annotations.
  public let offsets: [Int]
  /// Beats that were found.
  public let foundCount: Int

  /// Matches each annotation, in turn, with the nearest beat that no annotation before it has, the
  /// earlier one among equals.
  ///
  /// - Parameters:
  ///   - found: Samples of the beats that were found, in ascending order.
  ///   - annotations: Samples of the annotated beats, in ascending order.
  ///   - tolerance: The most samples between both.
  /// - Complexity: O(beats + annotations) where few are near to one another.
  public init(found: [Int], annotations: [Int], tolerance: Int) {
    var (first, matches, offsets) = (0, [Int?](), [Int]())
    for annotation in annotations {
      while first < found.count, found[first] < annotation - tolerance { first += 1 }
      var index = first
      var best: Int?
      while index < found.count, found[index] <= annotation + tolerance {
        let distance = abs(found[index] - annotation)
        if best.map({ distance < abs(found[$0] - annotation) }) ?? true { best = index }
        index += 1
      }
      if let best {
        offsets.append(found[best] - annotation)
        first = best + 1
      }
      matches.append(best)
    }
    (self.matches, self.offsets, foundCount) = (matches, offsets, found.count)
  }

  /// The share of annotations that were found; nil without annotations.
  public var sensitivity: Double? {
    matches.isEmpty ? nil : Double(offsets.count) / Double(matches.count)
  }

  /// The share of found beats that are annotated; nil without beats.
  public var predictiveValue: Double? {
    foundCount == 0 ? nil : Double(offsets.count) / Double(foundCount)
  }

  /// The root of the mean square of the offsets, in samples; nil without one.
  public var jitter: Double? {
    guard !offsets.isEmpty else { return nil }
    let squares = offsets.reduce(0.0) { $0 + Double($1 * $1) }
    return (squares / Double(offsets.count)).squareRoot()
  }

  /// The share of offsets of at most `samples`; nil without one.
  public func share(within samples: Int) -> Double? {
    guard !offsets.isEmpty else { return nil }
    return Double(offsets.count { abs($0) <= samples }) / Double(offsets.count)
  }
}
