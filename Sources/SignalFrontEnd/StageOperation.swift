/// What a stage does, by its number in a packed student.
public struct StageOperation: RawRepresentable, Equatable, Sendable {
  /// The number in the file.
  public let rawValue: UInt8

  /// The operation of a number, defined or not.
  @inline(__always)
  public init(rawValue: UInt8) { self.rawValue = rawValue }

  /// The samples of a channel become features.
  @inline(__always) public static var samples: StageOperation { StageOperation(rawValue: 1) }
  /// A channel is standardised; its mean and amplitude may become features.
  @inline(__always) public static var standardize: StageOperation { StageOperation(rawValue: 2) }
  /// Mean and amplitude become features.
  @inline(__always) public static var moments: StageOperation { StageOperation(rawValue: 3) }
  /// Sums of samples, or of their magnitudes.
  @inline(__always) public static var pool: StageOperation { StageOperation(rawValue: 4) }
  /// The mean is taken off.
  @inline(__always) public static var centre: StageOperation { StageOperation(rawValue: 5) }
  /// Differences of neighbours.
  @inline(__always) public static var difference: StageOperation { StageOperation(rawValue: 6) }
  /// Events and their intervals become features.
  @inline(__always) public static var events: StageOperation { StageOperation(rawValue: 7) }
  /// Changes at levels become features.
  @inline(__always) public static var crossings: StageOperation { StageOperation(rawValue: 8) }
  /// Values at ranks become features.
  @inline(__always) public static var ranks: StageOperation { StageOperation(rawValue: 9) }
  /// Energy and autocorrelation become features.
  @inline(__always) public static var autocorrelation: StageOperation {
    StageOperation(rawValue: 10)
  }
  /// A channel is lifted into octaves, whose energies become features.
  @inline(__always) public static var bands: StageOperation { StageOperation(rawValue: 11) }
  /// Bands of a power spectrum become features.
  @inline(__always) public static var spectrum: StageOperation { StageOperation(rawValue: 12) }
  /// Counts of kernels above a threshold become features.
  @inline(__always) public static var positives: StageOperation { StageOperation(rawValue: 13) }
}

extension StageOperation {
  /// How many operands the operation uses, of four; the others are 0. 0 for one that is not defined.
  public var operandCount: Int {
    switch self {
    case .pool: 3
    case .events, .spectrum: 2
    case .standardize, .ranks, .bands, .positives: 1
    default: 0
    }
  }

  /// Whether the operation has constants.
  public var hasConstants: Bool {
    switch self {
    case .crossings, .ranks, .autocorrelation, .spectrum, .positives: true
    default: false
    }
  }
}
