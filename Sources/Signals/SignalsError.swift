/// Why no features can be made of the windows of a dump.
public enum SignalsError: Error, Equatable, Sendable, CustomStringConvertible {
  /// Inputs that are neither N × length nor N × channels × length.
  case notWindows(path: String, shape: [Int])
  /// Windows that are longer than the format allows, or have more channels.
  case windowTooLarge(path: String, channels: Int, length: Int)
  /// Floats, whose counts per unit are not stated.
  case unitsMissing(path: String, largest: Double)
  /// Another number of counts per unit than of channels.
  case wrongUnitCount(found: Int, channels: Int)
  /// A number that becomes no int16 count.
  case countOutOfRange(path: String, row: Int, count: Double)
  /// Windows of another shape than those of the training dump.
  case otherShape(path: String, shape: [Int], expected: [Int])
  /// A name that the library lacks for these windows.
  case unknownProgram(name: String, known: [String])
  /// No program takes so few instructions.
  case tooManyInstructions(least: Int, limit: Int, core: String)
  /// A program that is not valid for the windows.
  case programRefused(name: String, channels: Int, length: Int)
  /// A record of several channels, or of none.
  case notOneChannel(path: String, shape: [Int])
  /// A number of a record that is no int16 count.
  case notACount(path: String, sample: Int, value: Double)
  /// Annotations that are neither samples nor samples with labels.
  case notAnnotations(path: String, shape: [Int])
  /// An annotation that is no sample of the record, does not ascend, or has no label of a class.
  case wrongAnnotation(path: String, row: Int, value: Double)
  /// Windows that are no cuts of these samples, with or without features of intervals.
  case notBeatWindows(count: Int, before: Int, from: Int)
  /// Records without a beat.
  case noBeats(path: String)

  public var description: String {
    switch self {
    case .notWindows(let path, let shape):
      """
      \(path): a front-end takes inputs of N × length or N × channels × length, and these are \
      \(Self.text(shape)). Reshape them.
      """
    case .windowTooLarge(let path, let channels, let length):
      """
      \(path): a window has 1 to 16 channels of 1 to 16,384 samples, and together up to 16,384. These \
      have \(channels) channels of \(length). Cut the windows, or take every second sample.
      """
    case .unitsMissing(let path, let largest):
      """
      \(path): the inputs are floats up to \(largest) in magnitude, and a front-end takes counts of a \
      converter. Add --counts-per-unit with the counts of 1: 1 where the floats are counts.
      """
    case .wrongUnitCount(let found, let channels):
      """
      --counts-per-unit has \(found) numbers, and the windows have \(channels) channels. Give one for \
      all, or one for each.
      """
    case .countOutOfRange(let path, let row, let count):
      """
      \(path): a number of row \(row) is \(count) counts, and a converter has -32,768 to 32,767. \
      Lower --counts-per-unit, or check the dump.
      """
    case .otherShape(let path, let shape, let expected):
      """
      \(path): the inputs are \(Self.text(shape)), and those of the training dump are \
      \(Self.text(expected)). Dump the same windows.
      """
    case .unknownProgram(let name, let known):
      """
      There is no front-end '\(name)' for these windows, and no file of that name. There are none, \
      auto, \(known.joined(separator: ", ")).
      """
    case .tooManyInstructions(let least, let limit, let core):
      """
      The cheapest front-end takes about \(least) instructions a window on a \(core), and \(limit) \
      are allowed. Raise --instructions, or take shorter windows.
      """
    case .programRefused(let name, let channels, let length):
      """
      The front-end '\(name)' does not suit windows of \(channels) channels of \(length) samples: a \
      stage needs more samples than its node has, or a sample could leave int16.
      """
    case .notOneChannel(let path, let shape):
      """
      \(path): beats are found in one channel, and this array is \(Self.text(shape)). Save the channel \
      with the clearest beats, as N counts.
      """
    case .notACount(let path, let sample, let value):
      """
      \(path): sample \(sample) is \(value), and a converter has whole counts of -32,768 to 32,767. Save \
      the counts that the device will see.
      """
    case .notAnnotations(let path, let shape):
      """
      \(path): annotations are N samples, or N x 2 of sample and label, and these are \
      \(Self.text(shape)). Save one or two columns.
      """
    case .wrongAnnotation(let path, let row, let value):
      """
      \(path): row \(row) has \(value). Samples ascend within the record, and labels are whole numbers \
      from 0 on, or -1 for none.
      """
    case .notBeatWindows(let count, let before, let from):
      """
      The inputs have \(count) features, and a cut of \(before) and \(from) samples has \(before + from), \
      or \(before + from + 4) with its intervals. Give --beats the cut of the dump.
      """
    case .noBeats(let path):
      """
      \(path): no beat was found. Check --rate, and give more than a few seconds: the first \
      ones serve to learn levels.
      """
    }
  }

  private static func text(_ shape: [Int]) -> String {
    (["N"] + shape.dropFirst().map(String.init)).joined(separator: " x ")
  }
}
