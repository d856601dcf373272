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
  ///   - transfer: dumps of the same teacher without need of labels or a head; their parents are
  ///     rows of `dump` (`ActivationDump.validateParents`).
  ///   - head: the head of the student; nil takes `folded` where the dumps have logits, or
  ///     activations with a head, and `none` where they have activations only.
  /// - Throws: `StudentError` when the dumps do not hold what the head needs, or do not match.
  /// - Complexity: O(N · p · C) to apply the teacher's head.
  public init(
    _ dump: ActivationDump, transfer: [ActivationDump] = [], head: HeadKind? = nil
  ) throws(StudentError) {
    let kind = head ?? (dump.hasLogits ? .folded : .absent)
    self.head = try Self.studentHead(kind, of: dump)
    for other in transfer { try Self.checkMatch(other, dump, head: kind) }
    let dumps = [dump] + transfer
    inputs = StackedRows(dumps.map(\.inputs))
    switch kind {
    case .folded:
      targets = try Self.logits(of: dumps)
      logits = targets
    case .linear, .rectified:
      targets = try Self.activations(of: dumps)
      logits = try Self.logits(of: dumps)
    case .absent:
      targets = try Self.activations(of: dumps)
      logits = nil
    }
    primaryCount = dump.sampleCount
    labels = kind == .absent ? nil : dump.labels?.map { Int($0) }
    groups = dump.groups
    parents = transfer.flatMap { dump in
      dump.parents?.map { $0.filter { $0 >= 0 }.map { Int($0) } }
        ?? Array(repeating: [], count: dump.sampleCount)
    }
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
    case .absent:
      guard dump.activations != nil else { throw .noActivations(path: dump.path) }
      return .absent
    case .linear, .rectified:
      guard let head = dump.head, dump.activations != nil else {
        throw .noHead(path: dump.path, head: kind)
      }
      let layer = AffineMap(weights: head.weight.transposed, offsets: head.bias)
      return kind == .linear ? .linear(layer) : .rectified(layer)
    }
  }

  private static func checkMatch(
    _ other: ActivationDump, _ dump: ActivationDump, head: HeadKind
  ) throws(StudentError) {
    var widths = [("features", other.featureCount, dump.featureCount)]
    if head != .folded {
      widths.append(("activations", other.activationCount ?? 0, dump.activationCount ?? 0))
    }
    if head != .absent, let found = other.outputCount, let expected = dump.outputCount {
      widths.append(("outputs", found, expected))
    }
    for (what, found, expected) in widths where found != expected {
      throw .mismatchedTransfer(path: other.path, what: what, found: found, expected: expected)
    }
  }

  private static func activations(
    of dumps: [ActivationDump]
  ) throws(StudentError) -> Matrix<Double> {
    try stack(dumps) { dump throws(StudentError) in
      guard let activations = dump.activations else { throw .noActivations(path: dump.path) }
      do throws(RowReadError) {
        return try activations.matrix(as: Double.self)
      } catch {
        throw .unreadableRows(error)
      }
    }
  }

  /// A transfer dump without a head has the training dump's: both come from one teacher.
  private static func logits(of dumps: [ActivationDump]) throws(StudentError) -> Matrix<Double> {
    try stack(dumps) { dump throws(StudentError) in
      let logits: Matrix<Double>?
      do throws(RowReadError) {
        logits = try dump.teacherLogits(head: dump.head ?? dumps[0].head)
      } catch {
        throw .unreadableRows(error)
      }
      guard let logits else { throw .noLogits(path: dump.path) }
      return logits
    }
  }

  private static func stack(
    _ dumps: [ActivationDump], _ array: (ActivationDump) throws(StudentError) -> Matrix<Double>
  ) throws(StudentError) -> Matrix<Double> {
    var stacked = try array(dumps[0])
    var rowCount = stacked.rowCount
    for dump in dumps.dropFirst() {
      let matrix = try array(dump)
      stacked.elements.append(contentsOf: matrix.elements)
      rowCount += matrix.rowCount
    }
    return Matrix(
      rowCount: rowCount, columnCount: stacked.columnCount, elements: stacked.elements)
  }
}

extension ActivationDump {
  /// Whether the dump tells the teacher's logits, directly or as activations with a head.
  public var hasLogits: Bool { logits != nil || (head != nil && activations != nil) }

  /// The teacher's logits, N × C: activations through the head in double precision where the dump
  /// has both (so that a folded student equals a linear one exactly), otherwise as dumped.
  ///
  /// - Throws: `RowReadError` when a file can no longer be read.
  /// - Complexity: O(N · p · C).
  public func teacherLogits() throws(RowReadError) -> Matrix<Double>? {
    try teacherLogits(head: head)
  }

  fileprivate func teacherLogits(head: DumpHead?) throws(RowReadError) -> Matrix<Double>? {
    if let head, let activations, activations.columnCount == head.weight.rowCount {
      return AffineMap(weights: head.weight.transposed, offsets: head.bias)
        .predict(try activations.matrix(as: Double.self))
    }
    return try logits?.matrix(as: Double.self)
  }
}
