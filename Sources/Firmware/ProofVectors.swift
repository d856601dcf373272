internal import PackedFormat
public import Rows
internal import StudentRuntime

/// Windows, and the student's answers to them on the host: the proof that a device agrees.
public struct ProofVectors: Sendable, Equatable {
  /// N × w, of floats where the student takes them, otherwise of the widest integers.
  public let windows: ProofWindows
  /// Numbers of one window, w.
  public let windowCount: Int
  /// N × C, row after row.
  public let logits: [Int32]
  /// N values: 0 ..< C, or 0 and 1 for a binary student.
  public let labels: [Int]
  /// N values in 0 ..< k.
  public let regions: [Int]
  /// The quantised features of the windows, N × n, row after row, where a program makes nodes; nil for
  /// other students.
  public let features: [Int16]?
  /// Where the windows come from, in words.
  public let source: String
  /// Windows of converter counts with the inputs that they become; nil for a student that takes
  /// none.
  public let counts: QuantizedWindows<Int16>?
  /// The same of int32.
  public let integers: QuantizedWindows<Int32>?
  /// How many windows, from the first, are rows of a dump.
  public let givenCount: Int

  /// The fewest vectors of a folder.
  public static let minimumCount = 32

  /// Runs a student on rows of floats; rows of random numbers are added up to a number.
  ///
  /// - Parameters:
  ///   - bytes: a packed student.
  ///   - inputs: N × w, integers for a student that takes no floats; nil for random windows only. Where
  ///     a program makes nodes they become counts.
  ///   - requested: the fewest vectors, at least `minimumCount`.
  ///   - seed: of the random windows.
  /// - Throws: `FirmwareError.invalidStudent`, `.inputWidth`, `.notANumber` or `.notAnInteger`.
  /// - Complexity: O(N) inferences.
  public init(
    student bytes: [UInt8], inputs: Matrix<Float>? = nil,
    count requested: Int = ProofVectors.minimumCount, seed: UInt64 = 0
  ) throws(FirmwareError) {
    let run = try ProofRun(bytes)
    if let inputs, inputs.columnCount != run.header.windowCount {
      throw .inputWidth(found: inputs.columnCount, expected: run.header.windowCount)
    }
    let facts = FrontEndFacts(run.header, in: bytes)
    let given = try inputs.map { inputs throws(FirmwareError) in
      facts.makesNodes
        ? try ProofWindows.floats(inputs.elements).asCounts(of: bytes)
        : try ProofWindows(inputs, as: facts.proofType)
    }
    try self.init(run, given: given, count: requested, seed: seed)
  }

  /// Runs a student on windows; random ones are added up to a number.
  ///
  /// - Parameters:
  ///   - bytes: a packed student.
  ///   - windows: N × w, of the type of `FrontEndFacts.proofType`.
  ///   - requested: the fewest vectors, at least `minimumCount`.
  ///   - seed: of the random windows.
  /// - Throws: `FirmwareError.invalidStudent`, `.inputWidth` or `.notANumber`.
  /// - Complexity: O(N) inferences.
  public init(
    student bytes: [UInt8], windows: ProofWindows, count requested: Int, seed: UInt64
  ) throws(FirmwareError) {
    let run = try ProofRun(bytes)
    guard windows.count.isMultiple(of: run.header.windowCount) else {
      throw .inputWidth(found: windows.count, expected: run.header.windowCount)
    }
    try self.init(run, given: windows, count: requested, seed: seed)
  }

  private init(
    _ run: ProofRun, given: ProofWindows?, count requested: Int, seed: UInt64
  ) throws(FirmwareError) {
    let scales = WindowScales(run.header, in: run.bytes)
    windowCount = run.header.windowCount
    givenCount = (given?.count ?? 0) / windowCount
    let count = max(givenCount, requested, Self.minimumCount)
    let facts = FrontEndFacts(run.header, in: run.bytes)
    let type = facts.proofType
    precondition(given.map { $0.type == type } ?? true, "proof windows of another type")
    var generator = SeededGenerator(seed: seed)
    var windows = given ?? ProofWindows(of: type)
    while windows.count < count * windowCount {
      windows.appendRandom(scales, countsPerUnit: run.header.countsPerUnit, using: &generator)
    }
    self.windows = windows
    counts =
      run.header.acceptsCounts
      ? QuantizedWindows(scales, using: &generator) { run.inputs(of: .counts($0)) } : nil
    integers =
      run.header.acceptsIntegers
      ? QuantizedWindows(scales, using: &generator) { run.inputs(of: .integers($0)) } : nil
    source =
      ProofOrigin(
        given: givenCount, random: count - givenCount,
        bits: facts.makesNodes ? 0 : run.header.featureBits,
        windows: counts == nil ? 0 : QuantizedWindows<Int16>.count, seed: seed
      ).description
    let answers = try run.answers(to: windows)
    logits = answers.logits
    labels = answers.labels
    regions = answers.regions
    features = facts.makesNodes ? run.inputs(of: windows) : nil
  }
}
