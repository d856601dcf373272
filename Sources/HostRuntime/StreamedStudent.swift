public import PackedFormat

/// What a student takes from a stream: windows that slide, or beats.
public struct StudentStream: Sendable, Equatable {
  /// Samples a second of a channel, in mHz; 0 when it is not known.
  public var sampleRate: UInt32
  /// Samples from one window to the next; nil without sliding windows.
  public var hop: Int?
  /// How beats are found and cut; nil without.
  public var beats: BeatConstants?

  /// A stream.
  ///
  /// - Parameters:
  ///   - sampleRate: Samples a second of a channel, in mHz; 0 when it is not known.
  ///   - hop: Samples from one window to the next; nil without sliding windows.
  ///   - beats: How beats are found and cut; nil without.
  public init(sampleRate: UInt32 = 0, hop: Int? = nil, beats: BeatConstants? = nil) {
    (self.sampleRate, self.hop, self.beats) = (sampleRate, hop, beats)
  }
}

extension BeatConstants {
  /// The constants that are proposed for a rate: box and lag of 28 ms, integration of 110 ms, refractory
  /// time of 200 ms, T waves within 360 ms, search back after 1.2 s.
  ///
  /// - Parameters:
  ///   - rate: Samples a second, 36 to 9,000.
  ///   - before: Samples of the cut before the peak; nil for 150 ms.
  ///   - from: Samples of the cut from the peak on, at least 1; nil for 240 ms.
  ///   - hasIntervals: Whether four features come from the intervals between beats.
  public init(rate: Double, before: Int? = nil, from: Int? = nil, hasIntervals: Bool = true) {
    func samples(_ seconds: Double) -> UInt16 { UInt16(max(1, (seconds * rate).rounded())) }
    self.init()
    samplesBefore = before.map(UInt16.init) ?? samples(0.15)
    samplesFrom = from.map(UInt16.init) ?? samples(0.24)
    (refractory, tWave, searchBack) = (samples(0.2), samples(0.36), samples(1.2))
    (box, lag, integration) = (samples(0.028), samples(0.028), samples(0.11))
    (threshold, signalDecay, noiseDecay) = (96, 64, 32)
    intervalFeatures = hasIntervals ? 1 : 0
  }

  /// Samples of a cut, and the features of its intervals.
  public var windowCount: Int {
    Int(samplesBefore) + Int(samplesFrom) + (intervalFeatures == 0 ? 0 : Self.intervalFeatureCount)
  }
}

extension QuantizedStudent {
  /// This student with what it takes from a stream, and nothing else changed.
  ///
  /// - Throws: `PackedFormatError` where the format does not have such a student.
  /// - Complexity: O(parameters).
  package func taking(_ stream: StudentStream) throws(PackedFormatError) -> QuantizedStudent {
    let source = header.source
    var surroundings = surroundings
    surroundings.window = PackedWindow(
      samplesPerChannel: source.samplesPerChannel, channelCount: source.channelCount,
      featureCount: source.featureCount, sampleRate: stream.sampleRate, hop: stream.hop ?? 0)
    surroundings.beats = stream.beats
    let student = try remade(with: surroundings)
    if let beats = stream.beats, !beats.isValid(samplesPerChannel: source.samplesPerChannel) {
      throw .parameter
    }
    return student
  }
}

extension PackedStudent {
  /// This student with what it takes from a stream: the same answers to the same windows.
  ///
  /// - Parameter stream: windows that slide, or beats.
  /// - Throws: `PackedFormatError` where the format does not have such a student: beats of other windows,
  ///   of several channels, or after a program.
  /// - Complexity: O(parameters).
  public func taking(_ stream: StudentStream) throws(PackedFormatError) -> PackedStudent {
    try PackedStudent(QuantizedStudent(self).taking(stream))
  }
}
