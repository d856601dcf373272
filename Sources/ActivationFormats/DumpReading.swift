import LinearAlgebra

extension ActivationDump {
  /// Reads and checks the dump at `path`: a `.npz`, `.safetensors` or `.csv` file or a directory
  /// of `.npy` or `.csv` files.
  ///
  /// O(bytes): every array that counts is looked through once; `.npy` and `.safetensors` stay
  /// memory-mapped.
  /// - Throws: what is wrong, with the file, the array and the remedy.
  public static func read(
    _ path: String, options: DumpOptions = DumpOptions()
  ) throws(ActivationFormatsError) -> ActivationDump {
    let container = try openContainer(path, options: options)
    let options = options.resolved(for: container.arrayNames)
    try requireNamedArrays(of: container, options: options)
    let arrays = try DumpArrays(container, options: options)
    try arrays.validate()
    return ActivationDump(arrays, digest: try container.digest())
  }

  private static func requireNamedArrays(
    of container: any ArrayContainer, options: DumpOptions
  ) throws(ActivationFormatsError) {
    guard options.requiresNamedArrays else { return }
    let available = container.arrayNames
    for name in options.names.values.sorted() where !available.contains(name) {
      throw .missingArray(file: container.path, array: name, available: available)
    }
  }

  /// The SHA-256 of the dump at `path`, as `digest` has it, without reading its arrays.
  public static func digest(
    of path: String, options: DumpOptions = DumpOptions()
  ) throws(ActivationFormatsError) -> String {
    try openContainer(path, options: options).digest()
  }

  /// Reads the inputs alone: the array `inputs` of a dump, or the only array that is there.
  ///
  /// - Throws: what is wrong, as `read` does; N × n finite values are required.
  public static func readInputs(
    _ path: String, options: DumpOptions = DumpOptions()
  ) throws(ActivationFormatsError) -> NumericArray {
    let container = try openContainer(path, options: options)
    let available = container.arrayNames
    let name = options.resolved(for: available).name(of: .inputs)
    let chosen = available.contains(name) || available.count != 1 ? name : available[0]
    guard let inputs = try container.numbers(chosen) else {
      throw .missingArray(file: path, array: name, available: available)
    }
    try inputs.validateShape(ranks: 2...32, expected: "N × n, one row for each sample")
    try inputs.validateFinite()
    return inputs
  }
}

extension DumpArrays {
  init(_ container: any ArrayContainer, options: DumpOptions) throws(ActivationFormatsError) {
    func array(_ name: DumpArrayName) throws(ActivationFormatsError) -> NumericArray? {
      try container.numbers(options.name(of: name))
    }
    guard let inputs = try array(.inputs) else {
      throw .missingArray(
        file: container.path, array: options.name(of: .inputs), available: container.arrayNames)
    }
    self.init(file: container.path, names: options, inputs: inputs)
    activations = try array(.activations)
    logits = try array(.logits)
    guard activations != nil || logits != nil else {
      throw .neitherActivationsNorLogits(file: file, available: container.arrayNames)
    }
    labels = try array(.labels)?.vector(expected: "N class numbers (not one-hot rows)")
    groups = try array(.groups)?.vector(expected: "N group numbers")
    parents = try array(.parents)?.parentRows()
    teacherParameters = try array(.teacherParameters)?.scalar()
    teacherMultiplyAccumulates = try array(.teacherMultiplyAccumulates)?.scalar()
    head = try head(weight: array(.headWeight), bias: array(.headBias))
    classNames = try classNames(in: container)
  }

  /// The class names: the option, the array of text, or what the container says.
  private func classNames(
    in container: any ArrayContainer
  ) throws(ActivationFormatsError) -> [String]? {
    if let given = names.classNames { return given }
    let name = names.name(of: .classNames)
    switch try container.content(of: name) {
    case nil: return container.classNames
    case .text(let strings, let shape, let type):
      guard shape.count == 1 else {
        throw .wrongRank(file: file, array: name, shape: shape, expected: "C strings (\(type))")
      }
      return strings
    case .numbers(let array):
      throw .unsupportedElementType(file: file, array: name, type: "\(array.elementType)")
    case .other(_, _, let refusal): throw refusal
    }
  }

  /// Finds out which way round the weight is and pairs it with its bias.
  private func head(
    weight: NumericArray?, bias: NumericArray?
  ) throws(ActivationFormatsError) -> DumpHead? {
    guard let weight else {
      guard let bias else { return nil }
      throw .headBiasWithoutWeight(
        file: file, array: bias.name, weight: names.name(of: .headWeight))
    }
    try weight.validateShape(ranks: 2...2, expected: "p × C or C × p")
    let biases: Matrix<Double>? = bias?.matrix()
    if let bias, bias.shape.filter({ $0 != 1 }).count > 1 {
      throw .wrongRank(file: file, array: bias.name, shape: bias.shape, expected: "C numbers")
    }
    let isTransposed = try isTransposed(weight, biasCount: biases?.elements.count)
    let matrix: Matrix<Double> = isTransposed ? weight.matrix().transposed : weight.matrix()
    let outputs = matrix.columnCount
    if let bias, let count = biases?.elements.count, count != outputs {
      throw .headBiasCount(file: file, array: bias.name, count: count, outputCount: outputs)
    }
    let zeros = [Double](repeating: 0, count: outputs)
    return DumpHead(weight: matrix, bias: biases?.elements ?? zeros)
  }

  /// Whether `weight` is C × p, as PyTorch keeps it.
  private func isTransposed(
    _ weight: NumericArray, biasCount: Int?
  ) throws(ActivationFormatsError) -> Bool {
    let (rows, columns) = (weight.rowCount, weight.columnCount)
    let activationCount = activations?.columnCount
    let outputCount = logits?.columnCount
    func fits(_ inner: Int, _ outer: Int) -> Bool {
      (activationCount ?? inner) == inner && (outputCount ?? outer) == outer
    }
    switch (fits(rows, columns), fits(columns, rows)) {
    case (true, false): return false
    case (false, true): return true
    case (true, true) where rows == columns:
      guard let layout = names.headLayout else {
        throw .ambiguousHead(file: file, array: weight.name, size: rows)
      }
      return layout == .outputsByActivations
    default:
      throw .headShape(
        file: file, array: weight.name, shape: weight.shape, activationCount: activationCount,
        outputCount: outputCount)
    }
  }
}

extension NumericArray {
  /// The integers of a vector: at most one dimension is not 1.
  fileprivate func vector(expected: String) throws(ActivationFormatsError) -> [Int] {
    guard !shape.isEmpty, shape.filter({ $0 != 1 }).count <= 1 else {
      throw .wrongRank(file: file, array: name, shape: shape, expected: expected)
    }
    guard !shape.contains(0) else { throw .emptyArray(file: file, array: name, shape: shape) }
    return try integers()
  }

  fileprivate func parentRows() throws(ActivationFormatsError) -> [[Int]] {
    guard (1...2).contains(shape.count), (1...2).contains(columnCount) else {
      throw .wrongRank(file: file, array: name, shape: shape, expected: "N × 1 or N × 2")
    }
    let values = try integers()
    return (0..<rowCount).map { Array(values[$0 * columnCount..<($0 + 1) * columnCount]) }
  }

  fileprivate func scalar() throws(ActivationFormatsError) -> Int {
    guard shape.allSatisfy({ $0 == 1 }), let value = try integers().first else {
      throw .wrongRank(file: file, array: name, shape: shape, expected: "a single number")
    }
    return value
  }
}
