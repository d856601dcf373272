/// Where a zip archive lies in its file, as Python's zipfile finds it: bytes may come before the
/// archive, and a comment or other bytes behind it.
///
/// Other bytes that look like an archive are refused. Readers look for the end in different ways: of
/// two archives in one file NumPy would read one and libzip the other.
///
/// Source: PKWARE, APPNOTE.TXT 6.3.10, sections 4.3.14 to 4.3.16; CPython, Lib/zipfile.
enum ZipEnd {
  private static let (signature, locator, large) = (0x0605_4B50, 0x0706_4B50, 0x0606_4B50)
  private static let (endBytes, locatorBytes, largeBytes) = (22, 20, 56)
  /// The longest comment, and so the most bytes behind the end that are looked through.
  private static let longestComment = 0xFFFF
  /// The most bytes before the archive.
  private static let longestStart = 1 << 20

  /// The bytes of the archive, up to the length of its comment.
  ///
  /// - Throws: `ActivationFormatsError.damagedArchive`.
  static func archive(
    in storage: ByteStorage, file: String
  ) throws(ActivationFormatsError) -> Range<Int> {
    guard storage.count >= endBytes else { throw damage(file, "it is too short") }
    let end = try place(in: storage, file: file)
    let record = try Record(storage, end, endBytes)
    let (size, offset) = (record.number(at: 12, bytes: 4), record.number(at: 16, bytes: 4))
    let start = try large(storage, before: end, file: file) ?? (end - size - offset)
    guard start >= 0 else { throw damage(file, "its directory is elsewhere") }
    try check(storage, before: start, behind: end + endBytes, file: file)
    return start..<end + endBytes
  }

  /// The last end of a directory; one that ends the file is not looked for in its comment.
  private static func place(
    in storage: ByteStorage, file: String
  ) throws(ActivationFormatsError) -> Int {
    let last = storage.count - endBytes
    let record = try Record(storage, last, endBytes)
    if record.number(at: 0, bytes: 4) == signature, record.number(at: 20, bytes: 2) == 0 {
      return last
    }
    let start = max(0, last - longestComment)
    let bytes = try storage.bytes(in: start..<storage.count)
    guard let found = bytes.lastPlace(of: signature), start + found <= last else {
      throw damage(file, "it does not end with the end of its directory")
    }
    return start + found
  }

  /// Where the archive begins by the records that hold large numbers; nil without them.
  private static func large(
    _ storage: ByteStorage, before end: Int, file: String
  ) throws(ActivationFormatsError) -> Int? {
    let place = end - locatorBytes
    guard place >= 0 else { return nil }
    let pointer = try Record(storage, place, locatorBytes)
    guard pointer.number(at: 0, bytes: 4) == locator else { return nil }
    let first = place - largeBytes
    guard first >= 0 else { throw damage(file, "its directory is elsewhere") }
    let sizes = try Record(storage, first, largeBytes)
    let (size, offset) = (sizes.number(at: 40, bytes: 8), sizes.number(at: 48, bytes: 8))
    let (start, overflow) = (first - max(0, size)).subtractingReportingOverflow(offset)
    guard sizes.number(at: 0, bytes: 4) == large, size >= 0, size <= first, offset >= 0, !overflow,
      pointer.number(at: 8, bytes: 8) == first - start,
      sizes.number(at: 4, bytes: 8) == largeBytes - 12
    else { throw damage(file, "its directory is elsewhere") }
    return start
  }

  /// Refuses another archive beside the one that is read.
  private static func check(
    _ storage: ByteStorage, before start: Int, behind end: Int, file: String
  ) throws(ActivationFormatsError) {
    guard start <= longestStart else {
      throw damage(file, "\(start) bytes come before its start")
    }
    let sides = [0..<start, end..<storage.count]
    for side in sides where try storage.bytes(in: side).lastPlace(of: signature) != nil {
      throw damage(file, "there is another archive in the file")
    }
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

extension [UInt8] {
  /// Where four bytes, the least first, come last; nil where they do not.
  fileprivate func lastPlace(of word: Int) -> Int? {
    guard count >= 4 else { return nil }
    return (0...count - 4).last { start in
      (0..<4).allSatisfy { Int(self[start + $0]) == word >> (8 * $0) & 255 }
    }
  }
}
