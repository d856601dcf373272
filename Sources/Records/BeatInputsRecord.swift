package import Evaluation
internal import HostRuntime
package import PackedFormat

/// The result of `beats`: printed, and exported as JSON.
public struct BeatInputsRecord: Sendable, Equatable, Codable {
  /// A record of counts.
  public struct Record: Sendable, Equatable, Codable {
    /// Its file.
    public var path: String
    /// Its samples.
    public var samples: Int
    /// Beats that were found in it.
    public var beats: Int
    /// How they match the annotations; nil without.
    public var matching: Matching?

    /// A record of these numbers.
    package init(path: String, samples: Int, beats: Int, matching: Matching?) {
      (self.path, self.samples, self.beats, self.matching) = (path, samples, beats, matching)
    }
  }

  /// Found beats beside annotated ones.
  public struct Matching: Sendable, Equatable, Codable {
    /// Annotations behind the time to learn levels.
    public var annotations: Int
    /// Of these, those that were found.
    public var found: Int
    /// Beats behind that time without an annotation.
    public var extra: Int
    /// found / annotations; nil without annotations.
    public var sensitivity: Double?
    /// found / (found + extra); nil without beats.
    public var predictiveValue: Double?
    /// The root of the mean square of the distances, in ms; nil where none was found.
    public var jitter: Double?
    /// The share of distances of at most 2 samples.
    public var within2Samples: Double?

    /// The figures of matched beats.
    ///
    /// - Parameter rate: samples a second.
    package init(_ matching: BeatMatching, rate: Double) {
      annotations = matching.matches.count
      found = matching.offsets.count
      extra = matching.foundCount - found
      sensitivity = matching.sensitivity
      predictiveValue = matching.predictiveValue
      jitter = matching.jitter.map { 1_000 * $0 / rate }
      within2Samples = matching.share(within: 2)
    }
  }

  /// Samples a second.
  public var rate: Double
  /// Samples before the peak, and from it on.
  public var before: Int
  /// Samples from the peak on.
  public var from: Int
  /// Whether four features of the intervals follow the samples.
  public var hasIntervals: Bool
  /// Numbers of a window.
  public var features: Int
  /// Windows that were written.
  public var rows: Int
  /// Bytes of the state of the search on a device.
  public var stateBytes: Int
  /// Samples from the start of a record in which levels are learnt.
  public var learningSamples: Int
  /// The records, in their order.
  public var records: [Record]
  /// The folder of the windows.
  public var output: String

  /// A result.
  ///
  /// - Parameters:
  ///   - rate: samples a second.
  ///   - constants: how beats were found and cut.
  ///   - stateBytes: of the state of the search on a device.
  ///   - learningSamples: from the start of a record.
  ///   - records: in their order.
  ///   - output: the folder of the windows.
  package init(
    rate: Double, _ constants: BeatConstants, stateBytes: Int, learningSamples: Int,
    records: [Record], output: String
  ) {
    self.rate = rate
    before = Int(constants.samplesBefore)
    from = Int(constants.samplesFrom)
    hasIntervals = constants.intervalFeatures != 0
    features = constants.windowCount
    rows = records.reduce(0) { $0 + $1.beats }
    self.stateBytes = stateBytes
    self.learningSamples = learningSamples
    self.records = records
    self.output = output
  }
}
