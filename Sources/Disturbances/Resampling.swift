extension Waveform {
  /// Stretches time around the middle of the window, by linear interpolation: a clock that is off, or a
  /// heart that beats at another rate. The ends hold their values.
  ///
  /// - Parameter share: by how much, above -1; 0.05 makes a wave 5 % longer.
  package mutating func stretch(by share: Double) {
    let last = samples.count - 1
    samples = samples.indices.map { index in
      let (left, part) = Self.source(of: index, stretch: share, last: last)
      let right = min(left + 1, last)
      return samples[left] * (1 - part) + samples[right] * part
    }
  }

  /// Where a sample of a stretched window comes from.
  ///
  /// - Parameters:
  ///   - index: in 0 ... `last`.
  ///   - share: by how much time is stretched, above -1.
  ///   - last: the index of the last sample.
  /// - Returns: The sample before that place, and how far it is from there to the next, 0 ..< 1.
  package static func source(
    of index: Int, stretch share: Double, last: Int
  ) -> (left: Int, part: Double) {
    let last = Double(last)
    let place = min(max(last / 2 + (Double(index) - last / 2) / (1 + share), 0), last)
    let left = Int(place)
    return (left, place - Double(left))
  }
}
