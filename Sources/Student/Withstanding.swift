/// The random changes of a signal that a student is fitted to withstand.
///
/// A window is cut some samples beside its place, its time is stretched, and noise is added. All
/// whole shifts up to the largest are equally likely, and so are three stretches: none, and the most in
/// both directions.
public struct Withstanding: Sendable, Hashable, Codable {
  /// The most samples of a shift, at least 0.
  public var shift: Int
  /// The most that time is stretched or shrunk, 0 ..< 0.5.
  public var stretch: Double
  /// The deviation of white noise, in deviations of the windows, at least 0.
  public var noise: Double
  /// The share of the weight of each row that its changes have, above 0 and at most 1. The rest stays with
  /// the row as it is.
  public var share: Double
  /// The first m features are a waveform; nil follows the shape of the inputs.
  public var windowLength: Int?
  /// The changed copies of each row that students are fitted to beside it, at least 1; nil for 4 of few
  /// rows and 1 of many. Before a program they become transfer rows.
  public var copyCount: Int?
  /// Whether rows that are held out are changed before they are scored.
  public var isJudged: Bool
  /// Fixes every draw.
  public var seed: UInt64

  /// The defaults withstand nothing.
  ///
  /// - Precondition: all are in their ranges.
  public init(
    shift: Int = 0, stretch: Double = 0, noise: Double = 0, share: Double = 0.5,
    windowLength: Int? = nil, copyCount: Int? = nil, isJudged: Bool = false, seed: UInt64 = 0
  ) {
    precondition(shift >= 0 && noise >= 0 && noise.isFinite, "strengths are not negative")
    precondition((0..<0.5).contains(stretch), "a stretch is below a half")
    precondition(share > 0 && share <= 1, "a share is above 0 and at most 1")
    precondition(copyCount ?? 1 >= 1 && windowLength ?? 1 >= 1, "positive counts")
    self.shift = shift
    self.stretch = stretch
    self.noise = noise
    self.share = share
    self.windowLength = windowLength
    self.copyCount = copyCount
    self.isJudged = isJudged
    self.seed = seed
  }

  /// The changed copies of each of so many rows. Few rows need more draws than many.
  package func copyCount(ofRows count: Int) -> Int {
    copyCount ?? (count < Self.manyRows ? 4 : 1)
  }

  private static var manyRows: Int { 10_000 }

  /// The shifts, ascending.
  var shifts: [Int] { Array(-shift...shift) }
  /// The stretches, ascending.
  var stretches: [Double] { stretch > 0 ? [-stretch, 0, stretch] : [0] }
}
