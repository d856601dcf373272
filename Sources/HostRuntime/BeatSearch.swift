public import SignalFrontEnd

/// The beats of a record of counts, as a device finds and cuts them.
public struct BeatSearch: Sendable {
  /// A beat.
  public struct Beat: Sendable, Equatable {
    /// The sample of its peak.
    public let place: Int
    /// The sample with which its window is complete.
    public let completion: Int
    /// The cut, and behind it the features of its intervals.
    public let window: [Int16]
  }

  /// How beats are searched for.
  public let settings: BeatSettings

  /// A search.
  public init(_ settings: BeatSettings) { self.settings = settings }

  /// Samples from the start of a record in which levels are learnt, and no beat is found.
  public var learningCount: Int { settings.learningCount }

  /// The beats of a record, in their order.
  ///
  /// - Parameter samples: All samples, fewer than 2³¹.
  /// - Complexity: O(samples), and O(window) for each beat.
  public func beats(in samples: [Int16]) -> [Beat] {
    var memory = [Int16](repeating: 0, count: settings.memoryCount)
    return memory.withUnsafeMutableBufferPointer { memory in
      guard let start = memory.baseAddress else { return [] }
      let signal = Signal(start, count: memory.count)
      var state = BeatState(settings, clearing: signal)
      var beats: [Beat] = []
      for (index, sample) in samples.enumerated() {
        guard let beat = state.push(Int32(sample), signal) else { continue }
        let window = memory[beat.window..<beat.window + settings.windowCount]
        beats.append(Beat(place: Int(beat.place), completion: index, window: Array(window)))
      }
      return beats
    }
  }
}
