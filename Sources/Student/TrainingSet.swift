public import ActivationFormats
internal import Disturbances
public import Regression
public import Rows

/// The rows that a student learns from: a training dump, then the rows of its transfer sets, all
/// still in their files.
public struct TrainingSet: Sendable {
  /// What a student is fitted to: the inputs, N × n, still in their files, on a common scale where
  /// there is a `scaling`; or their coordinates where there is a `span`, N × r.
  public let inputs: StackedRows
  /// The same as they are in the dumps.
  public let storedInputs: StackedRows
  /// How inputs of different units became `inputs`; nil where they are as they are in the dumps.
  public let scaling: ColumnScaling?
  /// The span that the coordinates are of; nil where a student is fitted to the inputs themselves.
  public let span: RowSpan?
  /// The inputs on their scale, which the span is of.
  private let scaledInputs: StackedRows
  /// The targets of the maps, N × q: logits, or activations for a head that follows.
  public let targets: StackedRows
  /// The teacher's logits, N × C; nil when the outputs are activations.
  public let logits: StackedRows?
  /// The head that follows the maps.
  public let head: StudentHead
  /// The rows of the training dump come first.
  public let primaryCount: Int
  /// The rows of the training dump and their changed copies, which come next: a multiple of
  /// `primaryCount`. Transfer rows follow.
  public let ownCount: Int
  /// True classes of the primary rows, `ActivationDump.noLabel` where they are not known.
  public let labels: [Int32]?
  /// Patients or recordings of the primary rows.
  public let groups: [Int]?
  /// For each row that is not primary, the primary rows that it was made from.
  public let parents: ParentRows
  /// The program that made the inputs of windows; nil where they are those of a device.
  public let program: ProgramShape?
  /// The changes of its windows that a student is fitted to withstand; nil for none.
  package let changes: InputChanges?

  /// The row of the training dump that an own row is, or is a copy of. O(1).
  ///
  /// - Parameter row: in 0 ..< `ownCount`.
  public func source(ofRow row: Int) -> Int { row % primaryCount }

  /// The true class of an own row; nil where it is not known. O(1).
  ///
  /// - Parameter row: in 0 ..< `ownCount`.
  public func label(ofRow row: Int) -> Int? {
    guard let label = labels?[source(ofRow: row)], label != ActivationDump.noLabel else {
      return nil
    }
    return Int(label)
  }

  /// The number of all rows, N.
  public var rowCount: Int { inputs.rowCount }
  /// The number of features, n.
  public var featureCount: Int { storedInputs.columnCount }
  /// The numbers of a row that a student is fitted to: n, or r in a span.
  public var coordinateCount: Int { inputs.columnCount }

  /// - Parameters:
  ///   - dump: the training dump.
  ///   - transfer: dumps of the same teacher without need of labels or a head; their parents are
  ///     rows of `dump` (`ActivationDump.validateParents`).
  ///   - program: what made the inputs of windows; nil where nothing did.
  ///   - head: the head of the student; nil takes `folded` where the dumps have logits, or
  ///     activations with a head. It takes `none` where they have only activations.
  /// - Throws: `StudentError` when the dumps lack arrays for the head, or do not match.
  /// - Complexity: O(number of dumps): no row is read.
  public init(
    _ dump: ActivationDump, transfer: [ActivationDump] = [], program: ProgramShape? = nil,
    head: HeadKind? = nil
  ) throws(StudentError) {
    let kind = head ?? (dump.hasLogits ? .folded : .absent)
    self.head = try Self.studentHead(kind, of: dump)
    for other in transfer { try Self.checkMatch(other, dump, head: kind) }
    let dumps = [dump] + transfer
    inputs = StackedRows(dumps.map(\.inputs))
    storedInputs = inputs
    scaledInputs = inputs
    scaling = nil
    span = nil
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
    ownCount = primaryCount
    labels = kind == .absent ? nil : dump.labels
    groups = dump.groups
    parents = ParentRows(stacking: transfer)
    self.program = program
    changes = nil
  }

  /// The same rows with logits as targets. Selection fits them for a linear head, because ridge
  /// regression is linear in its targets.
  public var foldingHead: TrainingSet {
    guard case .linear = head, let logits else { return self }
    return TrainingSet(self, targets: logits, head: .folded)
  }

  /// The same rows with some of their features, for a pruned student. They are in no span.
  ///
  /// - Parameter features: ascending indices in 0 ..< n, at least one.
  public func keeping(features: [Int]) -> TrainingSet {
    precondition(!features.isEmpty, "a student has an input")
    precondition(changes == nil, "changes are of all inputs")
    return TrainingSet(
      self, scaledInputs: StackedRows([ColumnSubset(scaledInputs, columns: features)]),
      storedInputs: StackedRows([ColumnSubset(storedInputs, columns: features)]),
      scaling: scaling?.keeping(features: features))
  }

  /// The same rows with their features on a common scale; nil where one scale suits them. Each feature
  /// of a program has a scale of its own.
  ///
  /// - Throws: `RowReadError` when the inputs can no longer be read.
  /// - Complexity: O(N · n), for at most 16,384 rows.
  public func commonlyScaled() throws(RowReadError) -> TrainingSet? {
    guard scaling == nil,
      let scaling = try ColumnScaling(of: storedInputs, isForced: program != nil)
    else { return nil }
    let scaled = ScaledColumns(
      storedInputs, centres: scaling.centres, factors: scaling.factors)
    return TrainingSet(
      self, scaledInputs: StackedRows([scaled]), storedInputs: storedInputs, scaling: scaling)
  }

  /// The same rows with other inputs, in no span.
  private init(
    _ other: TrainingSet, scaledInputs: StackedRows, storedInputs: StackedRows,
    scaling: ColumnScaling?
  ) {
    self.init(
      other, inputs: scaledInputs, scaledInputs: scaledInputs, storedInputs: storedInputs,
      scaling: scaling, span: nil, targets: other.targets, head: other.head)
  }

  /// The same rows in the coordinates of a span.
  ///
  /// - Parameter coordinates: of the inputs on their scale, N × r.
  init(_ other: TrainingSet, span: RowSpan, coordinates: any RowSource) {
    self.init(
      other, inputs: StackedRows([coordinates]), scaledInputs: other.scaledInputs,
      storedInputs: other.storedInputs, scaling: other.scaling, span: span,
      targets: other.targets, head: other.head)
  }

  /// The same rows with other targets.
  private init(_ other: TrainingSet, targets: StackedRows, head: StudentHead) {
    self.init(
      other, inputs: other.inputs, scaledInputs: other.scaledInputs,
      storedInputs: other.storedInputs, scaling: other.scaling, span: other.span,
      targets: targets, head: head)
  }

  private init(
    _ other: TrainingSet, inputs: StackedRows, scaledInputs: StackedRows,
    storedInputs: StackedRows, scaling: ColumnScaling?, span: RowSpan?, targets: StackedRows,
    head: StudentHead
  ) {
    self.inputs = inputs
    self.scaledInputs = scaledInputs
    self.storedInputs = storedInputs
    self.scaling = scaling
    self.span = span
    self.targets = targets
    logits = other.logits
    self.head = head
    primaryCount = other.primaryCount
    ownCount = other.ownCount
    labels = other.labels
    groups = other.groups
    parents = other.parents
    program = other.program
    changes = other.changes
  }

  /// The same rows, with changed copies of those of the training dump behind these.
  ///
  /// - Parameters:
  ///   - changes: what copies are drawn from.
  ///   - copyCount: of each row.
  /// - Precondition: the set has no copies, and is in no span.
  init(_ other: TrainingSet, copies copyCount: Int, by changes: InputChanges) {
    precondition(other.changes == nil && other.span == nil, "rows as they are")
    let original = other.storedInputs.leading
    let stored = other.storedInputs.inserting(
      (0..<copyCount).map { changes.rows(of: original, copy: $0) })
    func repeated(_ rows: StackedRows) -> StackedRows {
      rows.inserting(Array(repeating: rows.leading, count: copyCount))
    }
    storedInputs = stored
    scaling = other.scaling
    inputs =
      other.scaling.map {
        StackedRows([ScaledColumns(stored, centres: $0.centres, factors: $0.factors)])
      } ?? stored
    scaledInputs = inputs
    span = nil
    targets = repeated(other.targets)
    logits = other.logits.map(repeated)
    head = other.head
    primaryCount = other.primaryCount
    ownCount = other.primaryCount * (1 + copyCount)
    labels = other.labels
    groups = other.groups
    parents = other.parents.following(copies: copyCount, of: other.primaryCount)
    program = other.program
    self.changes = changes
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

  private static func activations(of dumps: [ActivationDump]) throws(StudentError) -> StackedRows {
    StackedRows(
      try dumps.map { dump throws(StudentError) in
        guard let activations = dump.activations else { throw .noActivations(path: dump.path) }
        return activations
      })
  }

  /// A transfer dump without a head has the training dump's: both come from one teacher.
  private static func logits(of dumps: [ActivationDump]) throws(StudentError) -> StackedRows {
    StackedRows(
      try dumps.map { dump throws(StudentError) in
        guard let logits = TeacherLogits(dump, head: dump.head ?? dumps[0].head) else {
          throw .noLogits(path: dump.path)
        }
        return logits
      })
  }
}

extension ParentRows {
  /// The parents of the rows of several dumps, two for each row, −1 for none.
  fileprivate init(stacking dumps: [ActivationDump]) {
    var elements: [Int32] = []
    elements.reserveCapacity(2 * dumps.reduce(0) { $0 + $1.sampleCount })
    for dump in dumps {
      for row in 0..<dump.sampleCount {
        let parents = dump.parents?[row]
        elements.append(parents?.first ?? -1)
        elements.append(parents?.dropFirst().first ?? -1)
      }
    }
    self.init(width: 2, elements: elements)
  }

  /// The same, behind those of so many copies of each of `rowCount` rows.
  fileprivate func following(copies count: Int, of rowCount: Int) -> ParentRows {
    var all: [Int32] = []
    all.reserveCapacity(2 * count * rowCount + elements.count)
    for _ in 0..<count {
      for row in 0..<Int32(rowCount) { all += [row, -1] }
    }
    return ParentRows(width: 2, elements: all + elements)
  }
}

extension ActivationDump {
  /// Whether the dump has the teacher's logits, directly or as activations with a head.
  public var hasLogits: Bool { logits != nil || (head != nil && activations != nil) }

  /// Whether there are logits of two classes or more, which can be distilled.
  public var hasClasses: Bool { hasLogits && outputCount ?? 0 >= 2 }
}
