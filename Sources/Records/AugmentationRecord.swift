package import ActivationFormats
internal import Disturbances
internal import Rows
public import Student

/// The result of `augment`: printed, and exported as JSON.
public struct AugmentationRecord: Sendable, Equatable, Codable {
  /// A method with the rows that it was applied to.
  public struct Method: Sendable, Equatable, Codable {
    /// The method.
    public var name: Augmentation.Method
    /// Rows that it was applied to, alone or among others.
    public var rows: Int
  }

  /// A requested method that would have changed nothing.
  public struct Omission: Sendable, Equatable, Codable {
    /// The method.
    public var name: Augmentation.Method
    /// Why it would have changed nothing, as a clause.
    public var reason: String
  }

  /// The waveforms in a row.
  public struct Windows: Sendable, Equatable, Codable {
    /// Waveforms in a row.
    public var count: Int
    /// Samples of each.
    public var length: Int
    /// Whether they were standardised after the change.
    public var standardized: Bool
    /// For each, the deviation that strengths refer to.
    public var deviations: [Double]
  }

  /// The most that a method does.
  public struct Strengths: Sendable, Equatable, Codable {
    /// Samples.
    public var shift: Int
    /// The distance of a factor from 1.
    public var scale: Double
    /// An amplitude in deviations.
    public var wander: Double
    /// A deviation in deviations.
    public var noise: Double
  }

  /// The rows that were made.
  public var rows: Int
  /// n.
  public var features: Int
  /// The seed of every draw.
  public var seed: UInt64
  /// The dump that they come from.
  public var source: RunRecord.Dump
  /// The methods that were applied, in their order.
  public var methods: [Method]
  /// The requested methods that were left out.
  public var omissions: [Omission]
  /// The waveforms in a row.
  public var windows: Windows
  /// The most that each method did.
  public var strengths: Strengths
  /// The share of mixed rows that were to have both parents of one group.
  public var sameGroupShare: Double
  /// Mixed rows whose parents are of one group; nil without groups.
  public var sameGroupRows: Int?
  /// The file of the rows.
  public var inputs: String
  /// The file of the rows that each was made from.
  public var parents: String

  /// The record of an augmentation.
  ///
  /// - Parameters:
  ///   - made: the rows that were made.
  ///   - augmentation: the requested methods and strengths.
  ///   - dump: where they come from.
  ///   - count: how many were made.
  ///   - methodRows: the rows that each method was applied to.
  ///   - sameGroupRows: see the property.
  ///   - inputs: the file of the rows.
  ///   - parents: the file of the rows that each was made from.
  package init(
    _ made: AugmentedRows, _ augmentation: Augmentation, of dump: ActivationDump, count: Int,
    methodRows: [Augmentation.Method: Int], sameGroupRows: Int?, inputs: String, parents: String
  ) {
    rows = count
    features = dump.featureCount
    seed = augmentation.seed
    source = RunRecord.Dump(role: "train", dump)
    methods = made.methods.map { Method(name: $0, rows: methodRows[$0, default: 0]) }
    omissions = made.omissions.map { Omission(name: $0.method, reason: $0.reason) }
    windows = Windows(
      count: made.layout.channelCount, length: made.layout.length,
      standardized: made.standardizes, deviations: made.deviations)
    strengths = Strengths(
      shift: made.shiftLimit, scale: augmentation.scaleRange, wander: augmentation.wanderRange,
      noise: augmentation.noiseRange)
    sameGroupShare = augmentation.sameGroupShare
    self.sameGroupRows = sameGroupRows
    self.inputs = inputs
    self.parents = parents
  }
}
