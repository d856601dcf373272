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
    }
  }

  private static func text(_ shape: [Int]) -> String {
    (["N"] + shape.dropFirst().map(String.init)).joined(separator: " x ")
  }
}
