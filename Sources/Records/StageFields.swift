internal import PackedFormat
internal import SignalFrontEnd

/// A field of a stage in a program file.
enum StageField: Equatable {
  /// An operand: a number.
  case number(String)
  /// An operand: true or false.
  case choice(String)
  /// The constants: a list of numbers.
  case constants(String)
  /// The constants: a list of kernels, each three taps and a threshold.
  case kernels(String)

  /// The key.
  var name: String {
    switch self {
    case .number(let name), .choice(let name), .constants(let name), .kernels(let name): name
    }
  }
}

extension StageOperation {
  /// The fields of a stage beside its nodes and its channel: operands in their order, then constants.
  var fields: [StageField] {
    switch self {
    case .standardize: [.choice("moments")]
    case .pool: [.number("width"), .number("shift"), .choice("rectified")]
    case .events: [.number("threshold"), .number("refractory")]
    case .crossings: [.constants("levels")]
    case .ranks: [.choice("rectified"), .constants("ranks")]
    case .autocorrelation: [.constants("lags")]
    case .bands: [.number("octaves")]
    case .spectrum: [.number("length"), .number("hop"), .constants("edges")]
    case .positives: [.number("dilation"), .kernels("kernels")]
    default: []
    }
  }

  /// Whether the operation writes a node.
  var makesNode: Bool {
    switch self {
    case .standardize, .pool, .centre, .difference, .bands: true
    default: false
    }
  }
}
