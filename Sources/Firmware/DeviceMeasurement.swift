/// The output of `make profile` of a generated folder, read back.
public struct DeviceMeasurement: Sendable, Equatable {
  /// Bytes of linked code: `tessera_open`, `tessera_infer` and the parts of the compiler's library
  /// that they need.
  public let text: Int
  /// Bytes of linked constants of the runtime.
  public let rodata: Int
  /// Bytes of initialised variables of the runtime.
  public let data: Int
  /// Bytes of zeroed variables of the runtime.
  public let bss: Int
  /// The deepest stack of `tessera_open`, in bytes below its caller's frame.
  public let openStack: Int
  /// The same of `tessera_infer`.
  public let inferenceStack: Int
  /// Instructions of `tessera_open`.
  public let openInstructions: Int
  /// Instructions of `tessera_infer`, the mean over random inputs.
  public let inferenceInstructions: Int
  /// The inferences that were counted.
  package let inferenceCount: Int

  /// Reads lines `NAME NUMBER ...`: the sections of `size -A` and the figures of the program.
  ///
  /// - Parameter output: the output of the tools and the program, line by line.
  /// - Returns: nil when a figure is missing or the program did not open the student.
  public init?(parsing output: String) {
    let figures = Self.figures(in: output)
    guard figures["status"] == 0, let text = figures[".tessera_text"],
      let openStack = figures["open_stack"], let inferenceStack = figures["inference_stack"],
      let open = figures["open_instructions"], let count = figures["inferences"], count > 0,
      let total = figures["inference_instructions"]
    else { return nil }
    self.text = text
    rodata = figures[".tessera_rodata"] ?? 0
    data = figures[".tessera_data"] ?? 0
    bss = figures[".tessera_bss"] ?? 0
    self.openStack = openStack
    self.inferenceStack = inferenceStack
    openInstructions = open
    inferenceInstructions = (total + count / 2) / count
    inferenceCount = count
  }

  fileprivate static func figures(in output: String) -> [Substring: Int] {
    var figures: [Substring: Int] = [:]
    for line in output.split(whereSeparator: \.isNewline) {
      let words = line.split(separator: " ", omittingEmptySubsequences: true)
      if words.count >= 2, let number = Int(words[1]) { figures[words[0]] = number }
    }
    return figures
  }
}

/// The output of `make profile-f32` or `make profile-i16` of a generated folder, read back: the
/// cost of quantising an input.
public struct QuantizationMeasurement: Sendable, Equatable {
  /// Bytes of linked code and constants of `tessera_open`, `tessera_infer` and the quantisation.
  public let code: Int
  /// The deepest stack of the quantisation, in bytes below its caller's frame.
  public let stack: Int
  /// Instructions for one input, the mean over random inputs.
  public let instructions: Int

  /// Reads lines as `DeviceMeasurement` does.
  ///
  /// - Parameter output: the output of the tools and the program, line by line.
  /// - Returns: nil when a figure is missing or the input was refused.
  public init?(parsing output: String) {
    let figures = DeviceMeasurement.figures(in: output)
    guard figures["status"] == 0, let text = figures[".tessera_text"],
      let stack = figures["quantization_stack"], let count = figures["quantizations"], count > 0,
      let total = figures["quantization_instructions"]
    else { return nil }
    code = text + (figures[".tessera_rodata"] ?? 0)
    self.stack = stack
    instructions = (total + count / 2) / count
  }
}
