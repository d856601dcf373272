public import LinearAlgebra

/// Why a dump cannot be read. Each case names the file, the array when there is one, and the
/// numbers that matter; `description` says what to do about it.
public enum ActivationFormatsError: Error, Equatable, Sendable {
  // The path.
  case notFound(file: String)
  case unreadable(file: String, reason: String)
  case isDirectory(file: String)
  case emptyDirectory(file: String)
  case unknownFormat(file: String, fileExtension: String)
  /// A file was changed or failed while it was read.
  case unreadableRows(RowReadError)
  /// An array does not go to a temporary file in `directory`, up to `bytes` of it.
  case temporaryFile(file: String, array: String, directory: String, bytes: Int, reason: String)
  /// A pickle: `command` converts it.
  case pickle(file: String, array: String, command: String)
  /// A format of another kind (HDF5, ONNX, …): `advice` says how to get arrays out of it.
  case foreignFormat(file: String, advice: String)

  // Containers and headers.
  case truncated(file: String, array: String, expectedBytes: Int, foundBytes: Int)
  case trailingBytes(file: String, array: String, expectedBytes: Int, foundBytes: Int)
  case malformedHeader(file: String, array: String, reason: String)
  case headerTooLarge(file: String, array: String, bytes: Int, limit: Int)
  case unsupportedVersion(file: String, array: String, version: String)
  case unsupportedElementType(file: String, array: String, type: String)
  case shapeOverflow(file: String, array: String, shape: String)
  case arrayTooLarge(file: String, array: String, bytes: Int, limit: Int)
  case outOfMemory(file: String, array: String, bytes: Int)
  case tooManyEntries(file: String, count: Int, limit: Int)
  case duplicateArray(file: String, array: String)
  /// The array's bytes do not begin where those of the array before it end.
  case misplacedArray(file: String, array: String, offset: Int, expectedOffset: Int)

  // Archives.
  case damagedArchive(file: String, array: String, reason: String)
  case unsupportedCompression(file: String, array: String, method: Int)
  case encryptedArray(file: String, array: String)
  case suspiciousCompression(
    file: String, array: String, bytes: Int, compressedBytes: Int, limit: Int)

  // Shards.
  case duplicateShard(file: String, array: String, number: Int)
  case missingShard(file: String, array: String, number: Int, count: Int)
  case mismatchedShard(file: String, array: String, expected: String, found: String)

  // Text.
  case lineTooLong(file: String, line: Int, limit: Int)
  case malformedText(file: String, line: Int, reason: String)
  case fieldCount(file: String, line: Int, expected: Int, found: Int)
  case notANumber(file: String, array: String, line: Int, column: Int, text: String)
  case missingColumn(file: String, array: String, number: Int, count: Int)

  // What the arrays must be.
  case missingArray(file: String, array: String, available: [String])
  case neitherActivationsNorLogits(file: String, available: [String])
  case emptyArray(file: String, array: String, shape: [Int])
  case wrongRank(file: String, array: String, shape: [Int], expected: String)
  case rowMismatch(file: String, array: String, rows: Int, expected: Int, reference: String)
  case nonFinite(file: String, array: String, count: Int, row: Int, column: Int)
  case notAnInteger(file: String, array: String, row: Int, value: String)
  case labelOutOfRange(file: String, array: String, row: Int, label: Int, classCount: Int?)
  case parentOutOfRange(
    file: String, array: String, row: Int, parent: Int, trainingSampleCount: Int?)
  case negativeCount(file: String, array: String, value: Int)

  // The head.
  case ambiguousHead(file: String, array: String, size: Int)
  case headShape(
    file: String, array: String, shape: [Int], activationCount: Int?, outputCount: Int?)
  case headBiasCount(file: String, array: String, count: Int, outputCount: Int)
  case headBiasWithoutWeight(file: String, array: String, weight: String)
  case headDisagrees(
    file: String, array: String, row: Int, difference: Double, range: Double, tolerance: Double,
    isSquare: Bool)
  case classNameCount(file: String, array: String, count: Int, outputCount: Int)

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
