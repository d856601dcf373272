public import Rows

/// The final dense layer of a teacher: logits = activations · weight + bias.
public struct DumpHead: Sendable, Equatable {
  /// p × C.
  public let weight: Matrix<Double>
  /// C elements; zeros when the dump has no bias.
  public let bias: [Double]

  /// A head.
  ///
  /// - Precondition: `bias.count == weight.columnCount`.
  public init(weight: Matrix<Double>, bias: [Double]) {
    precondition(bias.count == weight.columnCount, "one bias for each output")
    self.weight = weight
    self.bias = bias
  }
}

/// The arrays that a teacher network dumped for N inputs, checked.
///
/// Shapes agree, all values are finite, labels are in range, and the head reproduces the logits.
/// The arrays stay in their files until blocks of them are read; only labels, groups and parents
/// take memory for each row.
public struct ActivationDump: Sendable {
  /// N × n.
  public let inputs: NumericArray
  /// N × p, the penultimate activations.
  public let activations: NumericArray?
  /// N × C, C ≥ 2.
  public let logits: DumpLogits?
  /// N classes in 0 ..< C (0 or more when C is unknown), or `noLabel`; at least one row has a class.
  public let labels: [Int32]?
  /// N group numbers (patients, recordings), of any value.
  public let groups: [Int]?
  /// N rows of one or two rows of the training dump.
  public let parents: ParentRows?
  /// The final dense layer, p × C and C.
  public let head: DumpHead?
  /// The teacher's parameters.
  public let teacherParameters: Int?
  /// The teacher's multiply-accumulates for one input.
  public let teacherMultiplyAccumulates: Int?
  /// C names.
  public let classNames: [String]?
  /// n names of the inputs.
  public let featureNames: [String]?
  /// What reading took for granted; empty where the dump leaves no room.
  public let notes: [DumpNote]
  /// The path that was read; `NumericArray.memory` for a dump in memory.
  public let path: String
  /// SHA-256 of the dump's bytes as 64 hexadecimal digits: of the file, or of the sorted names,
  /// sizes and contents of the files in a directory.
  public let digest: String

  /// What `labels` hold in a row whose class is not known.
  public static let noLabel: Int32 = -1

  /// The number of samples, N.
  public var sampleCount: Int { inputs.rowCount }
  /// The number of features of an input, n.
  public var featureCount: Int { inputs.columnCount }
  /// The number of penultimate activations, p; nil without `activations`.
  public var activationCount: Int? { activations?.columnCount }
  /// The number of classes, C ≥ 2, from the logits or the head; nil without both.
  public var outputCount: Int? { logits?.columnCount ?? head?.bias.count }

  /// A dump in memory, checked as one that is read. O(all elements).
  ///
  /// Shapes and ranges are those of the properties of the same names. Logits of one column are
  /// those of two classes. `parallelism` is the number of threads; it changes the time and never the
  /// result.
  ///
  /// - Throws: the errors of `read` about the arrays' shapes and values.
  public init(
    inputs: Matrix<Float>, activations: Matrix<Float>? = nil, logits: Matrix<Float>? = nil,
    labels: [Int]? = nil, groups: [Int]? = nil, parents: [[Int]]? = nil, head: DumpHead? = nil,
    teacherParameters: Int? = nil, teacherMultiplyAccumulates: Int? = nil,
    classNames: [String]? = nil, featureNames: [String]? = nil, parallelism: Parallelism
  ) throws(ActivationFormatsError) {
    func array(_ name: DumpArrayName, _ matrix: Matrix<Float>?) -> NumericArray? {
      matrix.map { NumericArray(name: name.rawValue, matrix: $0) }
    }
    var arrays = DumpArrays(
      file: NumericArray.memory, names: DumpOptions(),
      inputs: NumericArray(name: DumpArrayName.inputs.rawValue, matrix: inputs),
      activations: array(.activations, activations),
      logits: array(.logits, logits).map { DumpLogits($0) },
      groups: groups, head: head, teacherParameters: teacherParameters,
      teacherMultiplyAccumulates: teacherMultiplyAccumulates, classNames: classNames,
      featureNames: featureNames)
    arrays.labels = try labels.map(arrays.labels).flatMap { labels in
      labels.contains { $0 != Self.noLabel } ? labels : nil
    }
    arrays.parents = try parents.map(arrays.parents)
    let everything = arrays.everything
    let digest = try arrays.validate(parallelism: parallelism) {
      () throws(ActivationFormatsError) in try DumpDigest.digest(of: everything)
    }
    self.init(arrays, digest: digest)
  }

  init(_ arrays: DumpArrays, digest: String) {
    inputs = arrays.inputs
    activations = arrays.activations
    logits = arrays.logits
    labels = arrays.labels
    groups = arrays.groups
    parents = arrays.parents
    head = arrays.head
    teacherParameters = arrays.teacherParameters
    teacherMultiplyAccumulates = arrays.teacherMultiplyAccumulates
    classNames = arrays.classNames
    featureNames = arrays.featureNames
    notes = arrays.notes
    path = arrays.file
    self.digest = digest
  }

  /// How the targets of a regression come to one unit, in words and, for `.npz` files, as a command.
  ///
  /// - Parameter others: dumps of the same teacher, which take the means and deviations of this one.
  package func standardization(with others: [ActivationDump]) -> String {
    let dumps = [self] + others
    let outputs = activations?.name ?? DumpArrayName.activations.rawValue
    let advice =
      "One grid serves all targets: subtract its mean from each, and divide it by its "
      + "deviation, in every dump"
    guard dumps.allSatisfy({ FileName($0.path).fileExtension == "npz" }) else {
      return advice + ", and undo that for the outputs."
    }
    return advice + ", and undo that for the outputs. Give the files that this writes: "
      + Conversion.standardization(files: dumps.map(\.path), array: outputs) + " ."
  }

  /// Checks that all parents are rows of a training dump of so many samples.
  ///
  /// - Parameter trainingSampleCount: rows of the training dump.
  /// - Throws: `parentOutOfRange` with the first row that is not.
  /// - Complexity: O(N).
  public func validateParents(trainingSampleCount: Int) throws(ActivationFormatsError) {
    guard let parents else { return }
    for (row, indices) in parents.enumerated() {
      for parent in indices where parent < -1 || Int(parent) >= trainingSampleCount {
        throw .parentOutOfRange(
          file: path, array: DumpArrayName.parents.rawValue, row: row, parent: Int(parent),
          trainingSampleCount: trainingSampleCount)
      }
    }
  }
}
