public import ActivationFormats
public import LinearAlgebra
internal import Regression

/// The rows that a student learns from: a training dump, then the rows of its transfer sets.
public struct TrainingSet: Sendable {
  /// All inputs, N × n, still in their files.
  public let inputs: StackedRows
  /// What the maps learn to give, N × q: logits, or activations for a head that follows.
  public let targets: Matrix<Double>
  /// The teacher's logits, N × C; nil when the outputs are activations.
  public let logits: Matrix<Double>?
  /// The head that follows the maps.
  public let head: StudentHead
  /// The rows of the training dump come first; these are not transfer rows.
  public let primaryCount: Int
  /// True classes of the primary rows.
  public let labels: [Int]?
  /// Patients or recordings of the primary rows.
  public let groups: [Int]?
  /// For each transfer row, the primary rows that it was made from.
  public let parents: [[Int]]

  /// The number of all rows, N.
  public var rowCount: Int { inputs.rowCount }
  /// The number of features, n.
  public var featureCount: Int { inputs.columnCount }

  /// - Parameters:
  ///   - dump: the training dump.
  ///   - transfer: dumps of the same teacher without need of labels.
  ///   - head: the head of the student; nil takes `folded` where the dumps have logits, or
  ///     activations with a head, and `none` where they have activations only.
  /// - Throws: `StudentError` when the dumps do not hold what the head needs, or do not match.
  /// - Complexity: O(N · p · C) to apply the teacher's head.
  public init(
    _ dump: ActivationDump, transfer: [ActivationDump] = [], head: HeadKind? = nil
  ) throws(StudentError) {
    let dumps = [dump] + transfer
    for other in transfer { try Self.checkMatch(other, dump) }
    let kind = head ?? (dump.hasLogits ? .folded : .none)
    self.head = try Self.studentHead(kind, of: dump)
    inputs = StackedRows(dumps.map(\.inputs))
    logits = kind == .none ? nil : try Self.stack(dumps) { $0.teacherLogits() }
    switch kind {
    case .folded:
      targets = try Self.stack(dumps) { $0.teacherLogits() }
    case .linear, .rectified, .none:
      targets = try Self.stack(dumps) { $0.activations?.matrix(as: Double.self) }
    }
    primaryCount = dump.sampleCount
    labels = kind == .none ? nil : dump.labels
    groups = dump.groups
    parents = transfer.flatMap { $0.parents ?? Array(repeating: [], count: $0.sampleCount) }
      .map { $0.filter { $0 >= 0 } }
  }

  /// The same rows with logits as targets: what selection fits for a linear head, because ridge
  /// regression is linear in its targets.
  public var foldingHead: TrainingSet {
    guard case .linear = head, let logits else { return self }
    return TrainingSet(self, targets: logits, head: .folded)
  }

  private init(_ other: TrainingSet, targets: Matrix<Double>, head: StudentHead) {
    inputs = other.inputs
    self.targets = targets
    logits = other.logits
    self.head = head
    primaryCount = other.primaryCount
    labels = other.labels
    groups = other.groups
    parents = other.parents
  }

  private static func studentHead(
    _ kind: HeadKind, of dump: ActivationDump
  ) throws(StudentError) -> StudentHead {
    switch kind {
    case .folded:
      guard dump.hasLogits else { throw .noLogits(path: dump.path) }
      return .folded
    case .none:
      guard dump.activations != nil else { throw .noActivations(path: dump.path) }
      return .none
    case .linear, .rectified:
      guard let head = dump.head, dump.activations != nil else {
        throw .noHead(path: dump.path, head: kind)
      }
      let layer = AffineMap(weights: head.weight.transposed, offsets: head.bias)
      return kind == .linear ? .linear(layer) : .rectified(layer)
    }
  }

  private static func checkMatch(
    _ other: ActivationDump, _ dump: ActivationDump
  ) throws(StudentError) {
    let widths = [
      ("features", other.featureCount, dump.featureCount),
      ("activations", other.activationCount ?? -1, dump.activationCount ?? -1),
      ("outputs", other.outputCount ?? -1, dump.outputCount ?? -1),
    ]
    for (what, found, expected) in widths where found != expected {
      throw .mismatchedTransfer(
        path: other.path, what: what, found: max(0, found), expected: max(0, expected))
    }
  }

  private static func stack(
    _ dumps: [ActivationDump], _ array: (ActivationDump) -> Matrix<Double>?
  ) throws(StudentError) -> Matrix<Double> {
    var elements: [Double] = []
    var rowCount = 0
    for dump in dumps {
      guard let matrix = array(dump) else { throw .noLogits(path: dump.path) }
      elements.append(contentsOf: matrix.elements)
      rowCount += matrix.rowCount
    }
    return Matrix(
      rowCount: rowCount, columnCount: rowCount == 0 ? 0 : elements.count / rowCount,
      elements: elements)
  }
}

extension ActivationDump {
  /// Whether the dump tells the teacher's logits, directly or as activations with a head.
  public var hasLogits: Bool { logits != nil || (head != nil && activations != nil) }

  /// The teacher's logits, N × C: activations through the head in double precision where the dump
  /// has both (so that a folded student equals a linear one exactly), otherwise as dumped.
  ///
  /// - Complexity: O(N · p · C).
  public func teacherLogits() -> Matrix<Double>? {
    if let head, let activations {
      return AffineMap(weights: head.weight.transposed, offsets: head.bias)
        .predict(activations.matrix(as: Double.self))
    }
    return logits?.matrix(as: Double.self)
  }
}
