internal import PackedFormat
public import Rows
internal import StudentRuntime

/// Inputs, and the student's answers to them on the host: the proof that a device agrees.
public struct ProofVectors: Sendable, Equatable {
  /// N × n.
  public let inputs: Matrix<Float>
  /// N × C, row after row.
  public let logits: [Int32]
  /// N values in 0 ..< C.
  public let labels: [Int]
  /// N values in 0 ..< k.
  public let regions: [Int]
  /// Where the inputs come from, in words.
  public let source: String
  /// Windows of converter counts with the int8 inputs that they become; nil for a student that
  /// takes no counts.
  public let counts: CountVectors?
  /// How many inputs, from the first, are rows of a dump.
  public let givenCount: Int

  /// The fewest vectors of a folder.
  public static let minimumCount = 32

  /// Runs a student on inputs; rows of random inputs are added up to a number.
  ///
  /// - Parameters:
  ///   - bytes: a packed student.
  ///   - inputs: N × n; nil for random inputs only.
  ///   - requested: the fewest vectors, at least `minimumCount`.
  ///   - seed: of the random inputs.
  /// - Throws: `FirmwareError.invalidStudent`, `.inputWidth` or `.notANumber`.
  /// - Complexity: O(N) inferences.
  public init(
    student bytes: [UInt8], inputs: Matrix<Float>? = nil,
    count requested: Int = ProofVectors.minimumCount, seed: UInt64 = 0
  ) throws(FirmwareError) {
    let student = try Self.open(bytes)
    let width = student.header.inputCount
    if let inputs, inputs.columnCount != width {
      throw .inputWidth(found: inputs.columnCount, expected: width)
    }
    let given = inputs?.rowCount ?? 0
    givenCount = given
    let count = max(given, requested, Self.minimumCount)
    var values = inputs?.elements ?? []
    var generator = SeededGenerator(seed: seed)
    for _ in given..<count {
      values += Self.randomInput(for: student.header, using: &generator)
    }
    self.inputs = Matrix(rowCount: count, columnCount: width, elements: values)
    counts = CountVectors(student, using: &generator)
    source =
      ProofOrigin(
        given: given, random: count - given, windows: counts == nil ? 0 : CountVectors.count,
        seed: seed
      ).description
    let answers = try Self.run(student, bytes: bytes, on: values)
    logits = answers.logits
    labels = answers.labels
    regions = answers.regions
  }

  private static func open(_ bytes: [UInt8]) throws(FirmwareError) -> OpenStudent {
    try rethrowing(OpenStudent(bytes.span.bytes), as: FirmwareError.invalidStudent)
  }

  /// Uniform over the range that the quantiser distinguishes, and a little beyond. A standardised
  /// window has an amplitude of its own.
  private static func randomInput(
    for header: PackedHeader, using generator: inout SeededGenerator
  ) -> [Float] {
    let amplitude = 1 + generator.uniform() * 32_000
    return (0..<header.inputCount).map { index in
      let number = 2 * generator.uniform() - 1
      if index < header.standardizedCount {
        return Float((number * amplitude).rounded()) / header.countsPerUnit
      }
      return Float((number * 130).rounded()) / header.inputMultiplier
    }
  }

  private struct Answers {
    var logits: [Int32] = []
    var labels: [Int] = []
    var regions: [Int] = []
  }

  private static func run(
    _ student: OpenStudent, bytes: [UInt8], on values: [Float]
  ) throws(FirmwareError) -> Answers {
    let width = student.header.inputCount
    var answers = Answers()
    var scratch = [Int32](repeating: 0, count: student.scratchCount)
    var quantized = [Int8](repeating: 0, count: width)
    for row in 0..<values.count / width {
      do throws(PackedFormatError) {
        var input = quantized.mutableSpan
        try student.quantize(
          values.span.extracting(row * width..<(row + 1) * width), into: &input)
        var memory = scratch.mutableSpan
        let answer = try student.infer(
          quantized.span, bytes: bytes.span.bytes, scratch: &memory)
        answers.labels.append(answer.label)
        answers.regions.append(answer.region)
      } catch {
        throw .notANumber(row: row)
      }
      answers.logits += scratch[student.outputs]
    }
    return answers
  }
}
