public import PackedFormat

/// Why a student does not become firmware.
public enum FirmwareError: Error, Equatable, Sendable, CustomStringConvertible {
  /// The bytes are not a packed student.
  case invalidStudent(PackedFormatError)
  /// Proof inputs of another width.
  case inputWidth(found: Int, expected: Int)
  /// A proof input that is not a number.
  case notANumber(row: Int)
  /// Another number of class names than outputs.
  case classNameCount(found: Int, expected: Int)

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
    case .classNameCount(let found, let expected):
      "There are \(found) class names and \(expected) outputs. Give one name for each output."
    }
  }
}
