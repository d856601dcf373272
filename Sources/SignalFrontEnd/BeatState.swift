/// A maximum of the energy; none where the energy is 0.
struct BeatPeak: Equatable {
  var energy: UInt32 = 0
  /// The number of the sample.
  var place: UInt32 = 0
  /// The largest slope of its rise.
  var slope: UInt32 = 0
}

/// The state of a search for beats in a stream of samples.
///
/// It is a value of a fixed size, at the start of memory of the caller. Behind it lie the samples, the
/// slopes of the integration in a ring, and one cut, or two where a beat awaits the next one. Every call
/// is given that memory.
public struct BeatState {
  /// The settings.
  public let settings: BeatSettings
  /// Checksum of the student's file.
  public let owner: UInt32
  /// Where the next sample goes, and where the oldest slope lies.
  var (at, slopeAt): (UInt16, UInt16)
  /// Where the cuts of the held and of the pending beat lie, in samples.
  var (heldCut, pendingCut): (UInt32, UInt32)
  /// The number of the newest sample, modulo 2³².
  var now: UInt32
  /// The number of the sample with which something may happen next.
  var due: UInt32
  /// The sum of the box less that of the box before the lag.
  var difference: Int32 = 0
  var energy: UInt32 = 0
  /// The largest slope since the energy began to rise.
  var steepest: UInt32 = 0
  /// The maximum so far, and one that waits to be judged.
  var (top, waiting) = (BeatPeak(), BeatPeak())
  /// Whether levels are still learnt.
  var isLearning = true
  /// From where on a beat is awaited, and for how many samples.
  var (origin, patience): (UInt32, UInt32)
  /// Levels of the energy: of beats, and of what is none.
  var (signal, noise): (UInt32, UInt32) = (0, 0)
  /// The usual interval between beats; 0 without one.
  var usual: UInt32 = 0
  var intervals = BeatIntervals()
  /// The last beat, and the number of the sample of its peak.
  var (last, lastPlace) = (BeatPeak(), UInt32(0))
  /// The largest maximum since then that may be a beat.
  var (held, heldPlace) = (BeatPeak(), UInt32(0))
  /// Whether the last beat is not answered yet.
  var isPending = false

  /// A state before the first sample.
  ///
  /// - Parameters:
  ///   - settings: How beats are searched for.
  ///   - first: The number of the first sample.
  ///   - owner: Checksum of the student's file.
  ///   - memory: `settings.memoryCount` samples behind the state, which become 0.
  /// - Complexity: O(`memory.count`).
  public init(
    _ settings: BeatSettings, first: UInt32 = 0, owner: UInt32 = 0, clearing memory: Signal
  ) {
    self.settings = settings
    self.owner = owner
    (at, slopeAt) = (settings.kept, 0)
    let cut = UInt32(truncatingIfNeeded: settings.firstCut)
    heldCut = cut
    pendingCut =
      settings.awaitsNext ? cut &+ UInt32(truncatingIfNeeded: settings.cutStride) : cut
    now = first &- 1
    due = now
    origin = first &- 1
    patience = UInt32(truncatingIfNeeded: settings.learningCount)
    var index = 0
    while index != memory.count {
      memory[index] = 0
      index = index &+ 1
    }
    setDue()
  }

  /// The number of the newest sample, modulo 2³².
  public var newest: UInt32 { now }
}

/// A beat whose window is complete.
public struct FoundBeat: Equatable, Sendable {
  /// The number of the sample of its peak, modulo 2³².
  public let place: UInt32
  /// Where the window lies in the memory of the search, in samples. It stays there until the next sample
  /// is taken.
  public let window: Int
}
