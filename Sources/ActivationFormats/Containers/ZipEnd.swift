/// The end of a zip archive, which must be where the file ends, right behind the directory that it
/// names. Readers look for it in different ways: of two archives in one file NumPy would read one
/// and libzip the other.
///
/// Source: PKWARE, APPNOTE.TXT 6.3.10, sections 4.3.14 to 4.3.16.
enum ZipEnd {
  private static let (signature, locator, large) = (0x0605_4B50, 0x0706_4B50, 0x0606_4B50)
  private static let (endBytes, locatorBytes) = (22, 20)

  static func check(_ storage: ByteStorage, file: String) throws(ActivationFormatsError) {
    let start = storage.count - endBytes
    guard start >= 0 else { throw damage(file, "it is too short") }
    let end = try Record(storage, start, endBytes)
    guard end.number(at: 0, bytes: 4) == signature, end.number(at: 20, bytes: 2) == 0 else {
      throw damage(file, "it does not end with the end of its directory")
    }
    let (size, offset) = (end.number(at: 12, bytes: 4), end.number(at: 16, bytes: 4))
    if size + offset == start { return }
    // Numbers that do not fit are in records of their own between the directory and the end.
    let place = start - locatorBytes
    guard place >= 0 else { throw damage(file, "its directory is elsewhere") }
    let pointer = try Record(storage, place, locatorBytes)
    let record = pointer.number(at: 8, bytes: 8)
    guard pointer.number(at: 0, bytes: 4) == locator, record >= 0, record <= place - 56 else {
      throw damage(file, "its directory is elsewhere")
    }
    let sizes = try Record(storage, record, 56)
    let (length, first) = (sizes.number(at: 40, bytes: 8), sizes.number(at: 48, bytes: 8))
    guard sizes.number(at: 0, bytes: 4) == large, length >= 0, first >= 0, length <= record,
      first == record - length, sizes.number(at: 4, bytes: 8) == place - record - 12
    else { throw damage(file, "its directory is elsewhere") }
  }

  private static func damage(_ file: String, _ reason: String) -> ActivationFormatsError {
    .damagedArchive(file: file, array: "", reason: reason)
  }

  /// Some bytes of the file.
  private struct Record {
    let bytes: [UInt8]

    init(_ storage: ByteStorage, _ start: Int, _ count: Int) throws(ActivationFormatsError) {
      bytes = try storage.bytes(in: start..<start + count)
    }

    /// A number in the byte order of the format; one beyond 63 bits comes out negative.
    func number(at offset: Int, bytes count: Int) -> Int {
      bytes[offset..<offset + count].reversed().reduce(0) { $0 << 8 | Int($1) }
    }
  }
}
