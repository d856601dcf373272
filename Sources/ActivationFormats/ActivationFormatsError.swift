public import Rows

/// Why a dump cannot be read. Each case names the file, the array when there is one, and the
/// numbers that matter; `description` states the remedy.
public enum ActivationFormatsError: Error, Equatable, Sendable {
  // The path.
  /// There is nothing at the path.
  case notFound(file: String)
  /// The path exists, but the system does not open it; `reason` is the system's message.
  case unreadable(file: String, reason: String)
  /// A directory where a file is needed.
  case isDirectory(file: String)
  /// A directory without arrays.
  case emptyDirectory(file: String)
  /// No format has this extension.
  case unknownFormat(file: String, fileExtension: String)
  /// A file was changed or failed while it was read.
  case unreadableRows(RowReadError)
  /// An array does not go to a temporary file in `directory`, up to `bytes` of it.
  case temporaryFile(file: String, array: String, directory: String, bytes: Int, reason: String)
  /// A pickle: `command` converts it.
  case pickle(file: String, array: String, command: String)
  /// A format of another kind (HDF5, ONNX, …): `advice` states how to get arrays out of it.
  case foreignFormat(file: String, advice: String)

  // Containers and headers.
  /// Fewer bytes are there than a header announces.
  case truncated(file: String, array: String, expectedBytes: Int, foundBytes: Int)
  /// More bytes are there than belong to the array.
  case trailingBytes(file: String, array: String, expectedBytes: Int, foundBytes: Int)
  /// A header, of a file or of an array, that does not follow the format.
  case malformedHeader(file: String, array: String, reason: String)
  /// A header of more bytes than `DumpLimits` allows.
  case headerTooLarge(file: String, array: String, bytes: Int, limit: Int)
  /// A version of `.npy` other than 1.0, 2.0 and 3.0.
  case unsupportedVersion(file: String, array: String, version: String)
  /// Elements that are no numbers of 8, 16, 32 or 64 bits; `type` as the file writes it.
  case unsupportedElementType(file: String, array: String, type: String)
  /// Elements that are records of named fields: `command` writes the fields as arrays.
  case records(file: String, array: String, fields: [String], command: String)
  /// A shape whose number of bytes does not fit 63 bits.
  case shapeOverflow(file: String, array: String, shape: String)
  /// An array of more bytes than `DumpLimits` allows.
  case arrayTooLarge(file: String, array: String, bytes: Int, limit: Int)
  /// An array whose rows have more than `limit` values.
  case tooManyColumns(file: String, array: String, columns: Int, limit: Int)
  /// There is no memory for `bytes` bytes of the array.
  case outOfMemory(file: String, array: String, bytes: Int)
  /// A container of more files, entries or tensors than `DumpLimits` allows.
  case tooManyEntries(file: String, count: Int, limit: Int)
  /// Two arrays have one name.
  case duplicateArray(file: String, array: String)
  /// The array's bytes do not begin where those of the array before it end.
  case misplacedArray(file: String, array: String, offset: Int, expectedOffset: Int)

  // Archives.
  /// An archive, or an entry of it, that libzip does not read.
  case damagedArchive(file: String, array: String, reason: String)
  /// An entry that is neither stored nor deflated; `method` is ZIP's number of it.
  case unsupportedCompression(file: String, array: String, method: Int)
  /// An entry that needs a password.
  case encryptedArray(file: String, array: String)
  /// An entry that inflates to more than `limit` times its compressed bytes: made to fill the
  /// memory.
  case suspiciousCompression(
    file: String, array: String, bytes: Int, compressedBytes: Int, limit: Int)

  // Shards.
  /// Two files are the same shard of an array.
  case duplicateShard(file: String, array: String, number: Int)
  /// A shard is not there; `number` counts from 0, `count` is how many there are to be.
  case missingShard(file: String, array: String, number: Int, count: Int)
  /// A shard whose type or columns are not those of the first.
  case mismatchedShard(file: String, array: String, expected: String, found: String)
  /// A rank sees other bytes under this path than rank 0 does.
  case differsBetweenRanks(file: String, rank: Int)

  // Text.
  /// A line of more bytes than `DumpLimits` allows; lines count from 1.
  case lineTooLong(file: String, line: Int, limit: Int)
  /// A line that is no CSV, such as one with an open quotation; lines count from 1.
  case malformedText(file: String, line: Int, reason: String)
  /// A line with another number of fields than the first; lines count from 1.
  case fieldCount(file: String, line: Int, expected: Int, found: Int)
  /// A field that is no number; lines and columns count from 1.
  case notANumber(file: String, array: String, line: Int, column: Int, text: String)
  /// The numbered columns of an array have a gap at `number`, where there are to be `count`.
  case missingColumn(file: String, array: String, number: Int, count: Int)

  // What the arrays must be.
  /// A required array is not there; `available` are those that are. `mapping` states which of them
  /// fit, as options of the command line.
  case missingArray(file: String, array: String, available: [String], mapping: String? = nil)
  /// Nothing that the teacher computed; `available` are the arrays that are there.
  case neitherActivationsNorLogits(file: String, available: [String], mapping: String? = nil)
  /// A table of which no column has the name of a dump's array; `columns` are its titles.
  case plainTable(file: String, columns: [String], mapping: String, hasOutputs: Bool)
  /// An array without elements.
  case emptyArray(file: String, array: String, shape: [Int])
  /// An array of another number of dimensions than its meaning has.
  case wrongRank(file: String, array: String, shape: [Int], expected: String)
  /// An array of another number of rows than `reference`, which has `expected`.
  case rowMismatch(file: String, array: String, rows: Int, expected: Int, reference: String)
  /// `count` values that are NaN or infinite, or become so in single precision; row and column,
  /// from 0, of the first.
  case nonFinite(file: String, array: String, count: Int, row: Int, column: Int)
  /// A label, group or parent that is no integer; rows count from 0.
  case notAnInteger(file: String, array: String, row: Int, value: String)
  /// A label below 0, or not below C where that is known (`classCount`); rows count from 0.
  case labelOutOfRange(file: String, array: String, row: Int, label: Int, classCount: Int?)
  /// A label that is no class, where `values` are all that there are; rows count from 0.
  case unknownLabel(
    file: String, array: String, row: Int, label: String, values: [String], classCount: Int?)
  /// As many values as classes, of which `value` is a class, or no label.
  case ambiguousLabels(file: String, array: String, value: Int, values: [Int])
  /// A label that is no integer; rows count from 0.
  case realLabel(file: String, array: String, row: Int, value: String)
  /// Labels of which several hold for one row, from 0 the first such.
  case multilabelLabels(file: String, array: String, row: Int)
  /// Shares of the classes in place of a class, in a row from 0.
  case softLabels(file: String, array: String, row: Int)
  /// Another number of values for `labels` than C.
  case labelValueCount(file: String, array: String, count: Int, classCount: Int)
  /// A class name that is empty or has more than `limit` bytes; names count from 0.
  case nameLength(
    file: String, array: String, number: Int, bytes: Int, limit: Int, classCount: Int?)
  /// Two classes have one name.
  case duplicateName(
    file: String, array: String, name: String, numbers: [Int], classCount: Int?)
  /// A name that is not readable text; names count from 0.
  case garbledName(
    file: String, array: String, number: Int, name: String, classCount: Int?)
  /// A parent that is neither −1 nor a row of the training dump; rows count from 0.
  case parentOutOfRange(
    file: String, array: String, row: Int, parent: Int, trainingSampleCount: Int?)
  /// A teacher's size or work below 0.
  case negativeCount(file: String, array: String, value: Int)

  // The outputs.
  /// Outputs of which several can hold for one row, or a person states that.
  case multilabel(file: String, array: String)
  /// One output of integers: logits and probabilities look alike.
  case ambiguousOutputs(file: String, array: String, type: String, count: Int)
  /// One output in 0 … 100: a probability in percent, or a number.
  case percentages(file: String, array: String, least: Double, largest: Double)
  /// One output in 0 … 1 in all of many rows, where the training dump has logits.
  case doubtfulForm(file: String, array: String, rows: Int)
  /// Numbers of classes in place of outputs, of `count` classes.
  case classNumbers(file: String, array: String, count: Int)
  /// Outputs in `least` … `largest`, which are not of the form that a person states.
  case otherForm(
    file: String, array: String, form: OutputForm, least: Double, largest: Double)

  // The head.
  /// A square `head_weight` (p = C = `size`): `DumpOptions.headLayout` has to state which dimension
  /// is which.
  case ambiguousHead(file: String, array: String, size: Int)
  /// A `head_weight` that is neither p × C nor C × p; nil where p or C is not known.
  case headShape(
    file: String, array: String, shape: [Int], activationCount: Int?, outputCount: Int?)
  /// A `head_bias` of another length than C.
  case headBiasCount(file: String, array: String, count: Int, outputCount: Int)
  /// A `head_bias` where `weight` is not there.
  case headBiasWithoutWeight(file: String, array: String, weight: String)
  /// Activations, head and logits contradict each other, most at `row` (from 0): by `difference`,
  /// in units of the logits, where the share `tolerance` of `range`, the largest less the least
  /// logit, is allowed.
  case headDisagrees(
    file: String, array: String, row: Int, difference: Double, range: Double, tolerance: Double,
    isSquare: Bool)
  /// Another number of class names than C.
  case classNameCount(file: String, array: String, count: Int, outputCount: Int)
  /// Another number of feature names than n.
  case featureNameCount(file: String, array: String, count: Int, featureCount: Int)

  /// Whether there is nothing to read (sysexits 66) and not something bad (65).
  public var isMissingInput: Bool {
    switch self {
    case .notFound, .unreadable: true
    default: false
    }
  }

  /// Whether reading or writing failed on the way (sysexits 74).
  public var isInputOutput: Bool {
    switch self {
    case .unreadableRows, .temporaryFile: true
    default: false
    }
  }
}
