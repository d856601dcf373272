public import PackedFormat

/// Why a student does not become firmware.
public enum FirmwareError: Error, Equatable, Sendable, CustomStringConvertible {
  /// The bytes are not a packed student.
  case invalidStudent(PackedFormatError)
  /// Proof inputs of another width.
  case inputWidth(found: Int, expected: Int)
  /// A proof input that is not a number.
  case notANumber(row: Int)
  /// A proof input that is no integer of so many bits, for a student that takes no floats.
  case notAnInteger(row: Int, bits: Int)
  /// Another number of class names than outputs.
  case classNameCount(found: Int, expected: Int)
  /// Another number of names of features than numbers in a window.
  case featureNameCount(found: Int, expected: Int)
  /// Another number of class names than the two of a binary output.
  case binaryClassNameCount(found: Int)

  public var description: String {
    switch self {
    case .invalidStudent(let error):
      "Not a valid packed student (\(error)). Make it again with 'tessera compress'."
    case .inputWidth(let found, let expected):
      """
      The proof inputs have \(found) features and the student \(expected). Use inputs of the dump \
      that the student was made from.
      """
    case .notANumber(let row):
      "Row \(row) of the proof inputs has a NaN. Remove it."
    case .notAnInteger(let row, let bits):
      """
      Row \(row) of the proof inputs has a number that is no integer of \(bits) bits, and the \
      student takes nothing else. Use inputs as the sensors deliver them.
      """
    case .classNameCount(let found, let expected):
      "There are \(found) class names and \(expected) outputs. Give one name for each output."
    case .featureNameCount(let found, let expected):
      """
      There are \(found) names of features and \(expected) numbers in a window. Give one name for \
      each number.
      """
    case .binaryClassNameCount(let found):
      """
      There \(found == 1 ? "is 1 class name" : "are \(found) class names"), and the output decides \
      between 2 classes. Name both, first the one below 0.
      """
    }
  }
}
