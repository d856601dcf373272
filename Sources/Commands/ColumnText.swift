import Tessera

/// A column of the inputs that a few values blow up, in one line.
struct ColumnText {
  private let finding: ColumnFinding
  private let names: FeatureNames?

  /// - Parameter names: of the columns; nil for numbers.
  init(_ finding: ColumnFinding, names: FeatureNames?) {
    (self.finding, self.names) = (finding, names)
  }

  var text: String {
    "inputs, column \(names?.title(finding.column) ?? "\(finding.column)"): \(reason)"
  }

  private var reason: String {
    let spent =
      "\(Format.rounded(finding.ratio)) times "
      + (finding.isConstant
        ? "the usual spread of a column from the value of all others"
        : "the spread of the middle half of the rows from the middle")
      + ": a scale of the whole column is spent on"
    return switch finding.reason {
    case .outlier(let row, let isTransferred, let value):
      "\(isTransferred ? "transfer row" : "row") \(row) holds \(number(value)), \(spent) it"
    case .sentinel(let count, let value):
      "\(Format.integer(count)) rows hold \(number(value)), \(spent) them"
    case .outliers(let count, let value):
      "\(Format.integer(count)) rows lie as far off as \(number(value)), \(spent) them"
    case .coarseFloats(let step, let value):
      "float32 steps by \(number(step)) at \(number(value)): subtract an origin before the teacher "
        + "sees it, or give integers"
    }
  }

  private func number(_ value: Float) -> String { Format.general(Double(value)) }
}
