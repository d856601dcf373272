public import ActivationFormats
public import Exports
public import Files
public import Firmware
public import ModelSelection
public import PackedFormat
public import Quantization
public import Records
public import Rows
public import Signals
public import Student

/// Why a verb failed.
public enum TesseraError: Error, Equatable, Sendable, CustomStringConvertible {
  /// A dump cannot be read, or is faulty.
  case formats(ActivationFormatsError)
  /// No student can be fitted to these rows.
  case student(StudentError)
  /// No candidate can be chosen.
  case selection(ModelSelectionError)
  /// A student cannot be written in integers.
  case quantization(QuantizationError)
  /// No features can be made of windows.
  case signals(SignalsError)
  /// A firmware folder cannot be rendered.
  case firmware(FirmwareError)
  /// A student cannot be written for another runtime.
  case export(ExportsError)
  /// The float student was asked for, and there is no run record that has it.
  case noFloatStudent(path: String)
  /// A header whose file name is no name in C.
  case headerName(path: String, FirmwareName.Objection, like: FirmwareName)
  /// A file that is not a packed student, with the reader's first objection.
  case invalidStudent(path: String, PackedFormatError)
  /// A packed student whose identifier is not that of its content.
  case wrongIdentifier(path: String)
  /// A dump that does not fit a student.
  case mismatchedDump(path: String, what: String, found: Int, expected: Int)
  /// A teacher's dump whose inputs are not the disturbed rows.
  case otherRows(path: String)
  /// A dump without the outputs that a student approximates.
  case nothingToCompare(path: String, isClassifier: Bool)
  /// A core that was not measured, and of which there are no estimates.
  case noFigures(core: String, reason: String)
  /// A core whose cycles were asked for and cannot be modelled.
  case noCycles(core: String, reason: String)
  /// The selected student loses more than was allowed.
  case dropExceeded(drop: Double, allowed: Double)
  /// Quantisation loses agreement with the teacher, in every form of inputs that was tried; `columns`
  /// are those of the inputs that a few rows blow up.
  case int8Loss(loss: Double, disagreement: Double, columns: [String] = [])
  /// A student cannot be written in integers, and the farthest value of the inputs may be why.
  case extremeInput(QuantizationError, column: String, row: String, value: Float)
  /// Quantisation loses a target of a regression, in every form of inputs that was tried. `float` and
  /// `int8` are R² of both students; `remedy` brings several targets to one unit.
  case int8TargetLoss(target: String, float: Double, int8: Double, remedy: String?)
  /// Inputs were to be left out of a student of the published search.
  case pruningNotAvailable
  /// So few inputs that they do not separate the rows of all regions.
  case tooFewInputs(count: Int)
  /// An operating point of a student without classes.
  case noOperatingPoint
  /// A share of sure answers of a student without classes.
  case noCoverage
  /// An operating point of one class of several that was not named.
  case unnamedClass(goal: String, classCount: Int)
  /// An operating point of a class that the dump does not have.
  case unknownClass(String, classNames: [String]?, classCount: Int)
  /// A drop was limited where there are no labels to lose.
  case dropNotAvailable
  /// A dump was given to a student whose scales are for integers alone.
  case takesIntegersOnly
  /// A student does not learn on a device: it has too many components, no two outputs of classes, or was not
  /// made with constants of learning.
  case cannotLearn(componentCount: Int, outputCount: Int)
  /// A dump without labels to learn.
  case nothingToLearn(path: String)
  /// Labels were requested from a student whose outputs are no logits.
  case noLabels
  /// A file of finished cells that is none, or that belongs to another sweep.
  case foreignJournal(path: String)
  /// The work takes more memory than there is.
  case outOfMemory(what: String, bytes: Int)
  /// Students of different problems on one page.
  case unlikeStudents(String, String)
  /// More samples of a waveform than an input has features.
  case windowTooLong(count: Int, featureCount: Int)
  /// Files that do not belong to a student.
  case notVerified(paths: [String])
  /// A file cannot be opened for reading.
  case cannotRead(path: String, reason: String)
  /// A file cannot be written.
  case files(FilesError)
  /// An error that is none of the others: a fault, and not bad data.
  case unforeseen(reason: String)
  /// The records of a student contradict it, or cannot be written.
  case records(RecordsError)
  /// Rows of a dump could be read when it was opened and not any more.
  case unreadableRows(RowReadError)

  /// The kinds of failure that a caller may want to distinguish.
  public enum Kind: Sendable, Equatable {
    /// The data that were read are faulty, or do not suffice (sysexits 65).
    case badData
    /// There is nothing to read (sysexits 66).
    case noInput
    /// An output cannot be created (sysexits 73).
    case cannotCreate
    /// Reading or writing failed on the way (sysexits 74).
    case inputOutput
  }

  /// The kind of this failure.
  public var kind: Kind {
    switch self {
    case .formats(let error):
      error.isMissingInput ? .noInput : error.isInputOutput ? .inputOutput : .badData
    case .cannotRead: .noInput
    case .files(.cannotCreate): .cannotCreate
    case .files(.inputOutput), .unreadableRows: .inputOutput
    case .student, .selection, .quantization, .signals, .firmware, .export,
      .noFloatStudent, .headerName, .invalidStudent,
      .wrongIdentifier,
      .mismatchedDump, .nothingToCompare, .foreignJournal, .dropExceeded, .noFigures, .noCycles,
      .int8Loss,
      .int8TargetLoss,
      .notVerified,
      .unlikeStudents, .windowTooLong, .records, .dropNotAvailable, .noLabels, .outOfMemory,
      .noOperatingPoint, .noCoverage, .unnamedClass, .unknownClass, .pruningNotAvailable,
      .tooFewInputs,
      .takesIntegersOnly, .otherRows, .extremeInput, .unforeseen, .cannotLearn, .nothingToLearn:
      .badData
    }
  }

  public var description: String {
    switch self {
    case .formats(let error): error.description
    case .student(let error): error.description
    case .selection(let error): error.description
    case .quantization(let error): error.description
    case .signals(let error): error.description
    case .firmware(let error): error.description
    case .export(let error): error.description
    case .noFloatStudent(let path):
      """
      \(path): there is no run record that has the float student. Keep the .json that 'compress' wrote beside \
      the student, or leave --float out.
      """
    case .headerName(let path, let objection, let name):
      """
      \(path): the header's name without .h is the student's name in C, and \(objection.description). Use \
      \(name).h.
      """
    case .invalidStudent(let path, let error):
      """
      \(path): not a valid packed student: \(error.objection). Make it again with 'tessera compress', or \
      copy it again in binary mode.
      """
    case .wrongIdentifier(let path):
      """
      \(path): the identifier is not that of the content: the file was changed after it was packed. \
      Make it again with 'tessera compress'.
      """
    case .mismatchedDump(let path, let what, let found, let expected):
      """
      \(path): the dump has \(found) \(what) and the student \(expected). Use a dump of the \
      teacher that the student was made from.
      """
    case .otherRows(let path):
      """
      \(path): the inputs are not the disturbed rows of this dump. Write these with --write-rows and \
      the same --window, --rate and --seed, and let the teacher answer them.
      """
    case .nothingToCompare(let path, isClassifier: true):
      """
      \(path): the student gives logits, and the dump has none to compare them with. Add 'logits', \
      or 'activations' with 'head_weight' and 'head_bias'.
      """
    case .nothingToCompare(let path, isClassifier: false):
      """
      \(path): the student gives activations, and the dump has none to compare them with. Add \
      'activations'.
      """
    case .noFigures(let core, let reason):
      """
      \(core): nothing was measured (\(reason)), and there are no estimates of this core. Install its \
      compiler and its emulator, or leave --core out.
      """
    case .noCycles(let core, let reason):
      """
      \(core): no cycles are modelled (\(reason)). \
      \(CycleCosts.cores.map(\.rawValue).joined(separator: ", ")) have a table of cycles. They need make, \
      cc, arm-none-eabi-gcc with its binutils, and qemu-system-arm with plugins. Leave --cycles and \
      --part out to have instructions.
      """
    case .dropExceeded(let drop, let allowed):
      """
      The best student within the limits disagrees with the teacher on \(percent(drop)) of the \
      validation rows; --max-drop allows \(percent(allowed)). Nothing was written. Raise --max-drop \
      or --budget, widen --k and --lambda, or add transfer rows.
      """
    case .extremeInput(let error, let column, let row, let value):
      """
      \(error) The farthest value of the inputs is \(value), in \(row), column \(column): where it \
      stands for no value, put a usual one in its place.
      """
    case .int8Loss(let loss, let disagreement, let columns):
      """
      int8 loses \(percent(loss)) of agreement with the teacher on the training rows (int8 and float \
      give different labels on \(percent(disagreement))). Nothing was written. This is the least of all \
      --inputs that were tried. \(columns.isEmpty
        ? "Look for columns that a few rows blow up"
        : "A few rows blow up the columns \(columns.joined(separator: ", ")): mend these"), try \
      another --calibration or --inputs, or use --force.
      """
    case .int8TargetLoss(let target, let float, let int8, let remedy):
      """
      Integers lose target \(target): R2 is \(hundredths(int8)) on the training rows, and the float \
      student's \(hundredths(float)). Nothing was written. This is the least of all --inputs that were \
      tried. \
      \(remedy ?? "Look for columns that a few rows blow up, or try another --calibration or --inputs.") \
      Or use --force.
      """
    case .pruningNotAvailable:
      """
      --keep-inputs goes with the default and thorough searches, which need the teacher's logits of \
      two classes or more. Leave it out.
      """
    case .tooFewInputs(let count):
      """
      \(count) inputs do not separate the rows of all regions in every fold. Raise --keep-inputs.
      """
    case .noCoverage:
      """
      --coverage needs the teacher's logits of two classes or more. Add them to the dump, or leave it out.
      """
    case .noOperatingPoint:
      """
      An operating point needs the teacher's logits of two classes or more. Add them to the dump, or \
      leave --operating-point and --score \(DecisionScore.allCases.map(\.rawValue)
        .joined(separator: ", ")) out.
      """
    case .unnamedClass(let goal, let classCount):
      """
      \(goal) is of one class, and there are \(classCount). Name it with --positive: a class name, or \
      0 to \(classCount - 1).
      """
    case .unknownClass(let name, let classNames, let classCount):
      """
      --positive \(name): no class is called so. Give \(classNames.map {
        "one of \($0.joined(separator: ", ")), or "
      } ?? "")0 to \(classCount - 1).
      """
    case .dropNotAvailable:
      "--max-drop needs the teacher's logits. Add them to the dump, or leave --max-drop out."
    case .takesIntegersOnly:
      """
      The student has scales for integers and none for floats, so that it cannot read the inputs. Make \
      it again with scales for floats, or run it on a device.
      """
    case .cannotLearn(let componentCount, let outputCount):
      componentCount > AdaptationConstants.largestComponentCount
        ? """
        Learning on a device takes students of at most \
        \(AdaptationConstants.largestComponentCount) components, and this one has \
        \(componentCount). Make one that projects its inputs to fewer, or leave --adaptive out.
        """
        : outputCount < 2
          ? "Learning on a device takes students of two outputs or more. Leave --adaptive out."
          : "The student has no constants of learning. Make it again with --adaptive."
    case .nothingToLearn(let path):
      "\(path): there are no labels to learn. Add them to the dump."
    case .noLabels:
      "The student's outputs are activations and not logits, so that it has no labels. Leave --labels out."
    case .foreignJournal(let path):
      """
      \(path): the finished cells in it are not of this sweep: other dumps, options or another \
      version. Give --resume another file, or remove this one.
      """
    case .outOfMemory(let what, let bytes):
      """
      There is no memory for \(what): at least \(bytes) bytes are needed beside what is in use. Lower \
      --threads, use fewer inputs or regions, or raise the limit (ulimit -v).
      """
    case .unlikeStudents(let first, let second):
      """
      \(first) and \(second) have other numbers of inputs or outputs: they cannot be compared. Make a \
      page for each.
      """
    case .windowTooLong(let count, let featureCount):
      "--window \(count) exceeds the \(featureCount) features of an input. Lower it."
    case .notVerified(let paths):
      """
      \(paths.joined(separator: ", ")): not of this student. Generate and build again from it, or \
      name the files that it was made from.
      """
    case .cannotRead(let path, let reason):
      "\(path): cannot be read: \(reason)."
    case .files(let error): error.description
    case .unforeseen(let reason):
      """
      Something failed that was not foreseen: \(reason). This is a fault of Tessera: report it with \
      the command that ended like this.
      """
    case .records(let error): error.description
    case .unreadableRows(let error): error.description
    }
  }

  private func hundredths(_ value: Double) -> String { "\((value * 100).rounded() / 100)" }

  private func percent(_ share: Double) -> String {
    "\((share * 10_000).rounded() / 100) %"
  }
}

extension TesseraError {
  /// Wraps an error of a module below; any other is `unforeseen`.
  package init(_ error: any Error) {
    switch error {
    case let error as TesseraError: self = error
    case let error as ActivationFormatsError: self = .formats(error)
    case StudentError.unreadable(let error), StudentError.clustering(.unreadable(let error)),
      ModelSelectionError.student(.unreadable(let error)),
      ModelSelectionError.student(.clustering(.unreadable(let error))):
      self = .unreadableRows(error)
    case let error as StudentError: self = .student(error)
    case let error as ModelSelectionError: self = .selection(error)
    case let error as QuantizationError: self = .quantization(error)
    case let error as PackedFormatError: self = .quantization(.notPackable(error))
    case let error as RowReadError: self = .unreadableRows(error)
    case let error as SignalsError: self = .signals(error)
    case let error as FirmwareError: self = .firmware(error)
    case let error as ExportsError: self = .export(error)
    case let error as FilesError: self = .files(error)
    case let error as RecordsError: self = .records(error)
    default: self = .unforeseen(reason: "\(error)")
    }
  }
}

extension PackedFormatError {
  /// The fault that a reader of a file found, in words.
  fileprivate var objection: String {
    switch self {
    case .tooShort: "it is shorter than the smallest student"
    case .foreign: "it does not begin like one"
    case .version: "its format version is neither 1 nor 2"
    case .length: "it is cut short, or has bytes too many"
    case .checksum: "its checksum differs, so that bytes were changed"
    case .header: "a field of its header is out of range"
    case .layout: "its sections do not fill it"
    case .parameter: "a bias, multiplier or shift is out of range"
    case .program: "a stage of its program is not valid"
    case .section: "its directory contradicts its header or itself"
    case .nullArgument, .misaligned, .inputCount, .scratch, .notANumber, .counts, .delta, .state:
      "\(self)"
    }
  }
}
