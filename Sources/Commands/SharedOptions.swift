import ArgumentParser
import Tessera

/// How dumps are read.
struct DumpArguments: ParsableArguments {
  @Option(
    name: .customLong("array"),
    help: ArgumentHelp(
      "An array under another name, such as inputs=x_train; repeatable.",
      valueName: "name=stored"))
  var arrays: [ArrayName] = []

  @Option(help: "Which way round a square head_weight is stored.")
  var headLayout: HeadLayout?

  @Option(help: ArgumentHelp("The names of the classes, with commas.", valueName: "a,b,c"))
  var classNames: String?

  @Option(
    help: ArgumentHelp(
      "What the teacher learnt: classification, regression or multilabel. (default: classification)"
    ))
  var task: LearningTask?

  @Option(
    help: ArgumentHelp(
      "The form of the array logits. (default: the one that is recognised)", valueName: "form"))
  var logitsAre: OutputForm?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "What labels hold in rows without a label; these rows train, and count in agreement.",
      valueName: "value"))
  var noLabel: String?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "What labels hold for each class, with commas, in the order of the outputs: numbers or words.",
      valueName: "a,b,c"))
  var labelValues: String?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "About how much memory dumps may take, 64MB or more; the rest goes to temporary files. "
        + "(default: 512MB)", valueName: "size"))
  var memory: ByteCount?

  func validate() throws {
    guard memory.map({ $0.bytes >= DumpLimits.smallestMemoryBudget }) ?? true else {
      throw ValidationError("--memory takes at least 64MB.")
    }
    guard Set(arrays.map(\.array)).count == arrays.count else {
      throw ValidationError("--array names an array twice. Give each one stored name.")
    }
    guard options.classNames.map({ !$0.contains("") }) ?? true else {
      throw ValidationError("--class-names takes names with commas between them, none empty.")
    }
    let values = options.labelValues ?? ["0"]
    guard !values.contains(""), Set(values).count == values.count else {
      throw ValidationError(
        "--label-values takes values with commas between them, none empty and none twice.")
    }
  }

  var options: DumpOptions {
    var limits = DumpLimits()
    if let memory { limits.memoryBudget = memory.bytes }
    return DumpOptions(
      names: Dictionary(arrays.map { ($0.array, $0.stored) }) { _, last in last },
      headLayout: headLayout,
      classNames: classNames.map(Self.list), task: task ?? .classification, outputForm: logitsAre,
      noLabel: noLabel, labelValues: labelValues.map(Self.list), limits: limits)
  }

  /// The items between commas, without blanks around them.
  private static func list(_ text: String) -> [String] {
    text.split(separator: ",", omittingEmptySubsequences: false).map { name in
      String(name.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
    }
  }

  /// - Parameters:
  ///   - names: of the classes, for labels that are words in a dump without names.
  ///   - form: of the training dump's outputs; nil where it is not known.
  func read(
    _ path: String, names: [String]? = nil, expecting form: OutputForm? = nil,
    parallelism: Parallelism
  ) throws(TesseraError) -> ActivationDump {
    var options = options
    options.knownClassNames = names
    options.expectedForm = form
    return try read(path, options: options, parallelism)
  }

  /// Dumps beside the training dump: they may lack arrays that it has under other names, or have
  /// them under the usual ones. Their logits have the form of its, and words among their labels are
  /// its classes.
  func readCompanions(
    _ paths: [String], of training: ActivationDump, parallelism: Parallelism
  ) throws(TesseraError) -> [ActivationDump] {
    var options = options
    options.requiresNamedArrays = false
    options.expectedForm = training.logits?.form
    options.knownClassNames = training.classNames
    return try paths.map { path throws(TesseraError) in
      try read(path, options: options, parallelism)
    }
  }

  private func read(
    _ path: String, options: DumpOptions, _ parallelism: Parallelism
  ) throws(TesseraError) -> ActivationDump {
    let dump = try rethrowing(
      ActivationDump.read(
        path, options: options, parallelism: parallelism, progress: Progress.reporter()),
      as: TesseraError.formats)
    for note in dump.notes { Terminal.note("\(path): \(note)") }
    return dump
  }
}

/// From real numbers to integers, and the device's steps before them.
struct QuantizationArguments: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "How int8 ranges are chosen: auto, min-max, or a percentile. (default: auto)",
      valueName: "rule"))
  var calibration: CalibrationChoice?

  @OptionGroup var forms: InputFormArguments

  @Option(
    help: ArgumentHelp(
      "The device standardises the first inputs itself, as a window of converter counts.",
      valueName: "count"))
  var standardize: Int?

  func validate() throws {
    guard standardize ?? 1 >= 1 else { throw ValidationError("--standardize takes at least 1.") }
  }

  /// - Parameter converter: how counts become inputs; nil for floats alone.
  func quantizer(_ converter: FrontEnd.Converter?) -> Quantizer {
    Quantizer(
      calibration: calibration?.calibration ?? .automatic,
      frontEnd: FrontEnd(standardizedCount: standardize ?? 0, converter: converter))
  }
}

/// Which forms of inputs are tried.
struct InputFormArguments: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "The bits of the inputs: 8, with a scale for each where one loses too much; 16; or 16 where 8 "
        + "lose too much. (default: auto)"))
  var inputs: InputChoice?

  var choice: InputChoice { inputs ?? .auto }
}
