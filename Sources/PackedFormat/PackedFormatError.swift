/// Why a student, or a call on one, was refused.
///
/// The raw value is the status code of `Docs/Format.md` and of `tessera.h`; 0, which is no
/// error, has no case. The codes are closed. A reader checks in
/// the order 3, 4, 5, 3, 6, 7, 8, 16, 9, 10, 15.
public enum PackedFormatError: Int32, Error, Equatable, Sendable {
  /// A required pointer is null (C interface only).
  case nullArgument = 1
  /// The file or the scratch memory does not lie at a multiple of 4.
  case misaligned = 2
  /// Fewer bytes than a header, an identifier and a checksum take.
  case tooShort = 3
  /// The magic differs: not a packed student.
  case foreign = 4
  /// A packed student of a format version that is not known.
  case version = 5
  /// The header states another length than the number of bytes given.
  case length = 6
  /// The CRC-32 differs.
  case checksum = 7
  /// A header field is outside its valid range or contradicts a flag.
  case header = 8
  /// The sections do not fill the file exactly.
  case layout = 9
  /// A bias, multiplier, shift, padding byte, or a number of another section is not valid.
  case parameter = 10
  /// An input does not have n elements, or elements of other bits than the student.
  case inputCount = 11
  /// The scratch memory is too small.
  case scratch = 12
  /// An input is NaN.
  case notANumber = 13
  /// Counts were given to a student that does not accept them.
  case counts = 14
  /// A stage of the program or its constants are not valid, or they make other features.
  case program = 15
  /// The directory does not fit into the file, or contradicts the header or itself.
  case section = 16
  /// Reserved for what is learnt on a device.
  case delta = 17
  /// Reserved for the state of a stream.
  case state = 18
}
