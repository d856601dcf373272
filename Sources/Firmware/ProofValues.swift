internal import PackedFormat

/// The values of the templates for the proof.
struct ProofValues {
  let vectors: Int
  let source: String
  /// Whether proof windows are floats; the type of their table, and the function that takes them.
  let proofOfFloats: Bool
  let proofElement: String
  let proofFunction: String
  let vectorInputs: String
  let vectorLogits: String
  let vectorLabels: String
  let vectorRegions: String
  let vectorFeatures: String
  /// How many windows of counts, or of integers, there are.
  let countVectors: Int
  let vectorCounts: String
  let vectorCountInputs: String
  let vectorIntegers: String
  let vectorIntegerInputs: String
  /// A window of each type, for the measurement; a single 0 where the student does not take it.
  let profileFloats: String
  let profileCounts: String
  let profileIntegers: String

  init(_ proof: ProofVectors, _ header: PackedHeader) {
    let (w, n) = (header.windowCount, header.inputCount)
    vectors = proof.labels.count
    source = proof.source
    let type = proof.windows.type
    proofOfFloats = type == .f32
    proofElement = proofOfFloats ? "uint32_t" : type.element
    proofFunction = type.function + header.functionSuffix
    switch proof.windows {
    case .floats(let numbers):
      let bits = numbers.map(\.bitPattern)
      vectorInputs = Self.table(bits, width: w) { CText.row(Array($0)) }
      profileFloats = CText.row(Array(bits.prefix(w)))
    case .counts(let numbers):
      (vectorInputs, profileFloats) = (Self.rows(numbers, width: w), Self.nothing)
    case .integers(let numbers):
      (vectorInputs, profileFloats) = (Self.rows(numbers, width: w), Self.nothing)
    }
    vectorLogits = Self.rows(proof.logits, width: header.outputCount)
    vectorLabels = CText.integers(proof.labels)
    vectorRegions = CText.integers(proof.regions)
    vectorFeatures = Self.rows(proof.features ?? [], width: n)
    countVectors = QuantizedWindows<Int16>.count
    vectorCounts = Self.rows(proof.counts?.windows ?? [], width: w)
    vectorCountInputs = Self.rows(proof.counts?.inputs ?? [], width: n)
    vectorIntegers = Self.rows(proof.integers?.windows ?? [], width: w)
    vectorIntegerInputs = Self.rows(proof.integers?.inputs ?? [], width: n)
    profileCounts = Self.usual(proof.counts?.windows, width: w)
    profileIntegers = Self.usual(proof.integers?.windows, width: w)
  }

  private static let nothing = "    {0}"

  /// The last window, which is random.
  private static func usual(_ windows: [some SignedInteger]?, width: Int) -> String {
    windows.map { CText.row($0.suffix(width).map { Int32($0) }) } ?? nothing
  }

  private static func rows(_ values: [some SignedInteger], width: Int) -> String {
    table(values, width: width) { CText.row($0.map { Int32($0) }) }
  }

  private static func table<Value>(
    _ values: [Value], width: Int, row: (ArraySlice<Value>) -> String
  ) -> String {
    stride(from: 0, to: values.count, by: width).map { row(values[$0..<$0 + width]) }
      .joined(separator: ",\n")
  }
}
