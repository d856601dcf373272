/// How inputs for a transfer set are made from the inputs of a training dump.
///
/// Each new row begins with a row of the dump that is drawn at random. It undergoes a random
/// non-empty subset of `methods`, all subsets alike. The methods follow one another in the order of
/// their cases. The change by a method is drawn for each row, up to the strengths below.
///
/// Mixing extends mixup (Zhang et al. 2018, ICLR) to weights outside 0...1. It keeps to one class,
/// as DeVries and Taylor do in feature space (2017, ICLR workshop). The other methods are usual for
/// electrocardiograms and other waveforms (Um et al. 2017, ICMI).
public struct Augmentation: Sendable, Equatable {
  /// A change of a row.
  public enum Method: String, Sendable, CaseIterable, Codable {
    /// w·a + (1 − w)·b with another row b of a's class, w uniform in `mixWeights`: on the line
    /// through both, between them or beyond.
    case mix
    /// The waveform comes some samples earlier or later; the edge holds its value.
    case shift
    /// The waveform times a factor.
    case scale
    /// A slow sinusoid is added to the waveform.
    case wander
    /// White Gaussian noise is added to the waveform.
    case noise
  }

  /// w of `Method.mix`.
  public static let mixWeights = 0.5...1.5
  /// Periods of the sinusoid of `Method.wander` in a window.
  public static let wanderCycles = 0.1...0.6

  /// The methods that may be applied.
  public var methods: Set<Method>
  /// The first m features of a row are a waveform; the others are only mixed. nil follows the shape
  /// of the inputs: N × n is one waveform of n samples, N × channels × length is as many as
  /// channels.
  public var windowLength: Int?
  /// Whether each window is standardised again after the change; nil finds out whether those of the
  /// dump are.
  public var standardizes: Bool?
  /// The most samples of a shift; nil takes 3 % of a window, at least 1.
  public var shiftLimit: Int?
  /// r, in 0 ..< 1: factors are uniform in 1 − r ... 1 + r.
  public var scaleRange: Double
  /// The largest amplitude of a sinusoid, in deviations of the dump's windows.
  public var wanderRange: Double
  /// The largest deviation of the noise, in deviations of the dump's windows.
  public var noiseRange: Double
  /// In a dump with groups: the share of mixed rows whose parents are taken from one group, where
  /// the class has another row there. The others take any row of the class.
  public var sameGroupShare: Double
  /// Fixes every draw: row i depends on the dump, these parameters and i alone.
  public var seed: UInt64

  /// - Precondition: there is a method, the window has a sample, and the strengths are positive.
  public init(
    methods: Set<Method> = Set(Method.allCases), windowLength: Int? = nil,
    standardizes: Bool? = nil, shiftLimit: Int? = nil, scaleRange: Double = 0.2,
    wanderRange: Double = 0.3, noiseRange: Double = 0.1, sameGroupShare: Double = 0.5,
    seed: UInt64 = 0
  ) {
    precondition(!methods.isEmpty, "augmentation needs a method")
    precondition(windowLength ?? 1 >= 1 && shiftLimit ?? 1 >= 1, "lengths are positive")
    precondition(scaleRange > 0 && scaleRange < 1, "factors stay positive")
    precondition(wanderRange > 0 && noiseRange > 0, "strengths are positive")
    precondition((0...1).contains(sameGroupShare), "a share is in 0...1")
    self.methods = methods
    self.windowLength = windowLength
    self.standardizes = standardizes
    self.shiftLimit = shiftLimit
    self.scaleRange = scaleRange
    self.wanderRange = wanderRange
    self.noiseRange = noiseRange
    self.sameGroupShare = sameGroupShare
    self.seed = seed
  }

  /// The default number of rows for a dump of `sampleCount`: five for each of its rows, at least
  /// 6,000 and at most 24,000. A small dump needs more than its own size to cover the space between
  /// its rows. A large one covers it already, and the teacher has to run over every row.
  public static func defaultCount(sampleCount: Int) -> Int {
    sampleCount >= 4_800 ? 24_000 : max(6_000, 5 * sampleCount)
  }
}
