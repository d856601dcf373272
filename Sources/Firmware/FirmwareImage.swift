/// What a device is flashed with: an ELF file, raw bytes, or Intel HEX.
public struct FirmwareImage: Sendable, Equatable {
  /// The bytes that are searched: the file's own, or the data of its HEX records, one after the
  /// other.
  public let bytes: [UInt8]
  /// Whether the file is Intel HEX.
  public let isHexadecimal: Bool

  /// What every packed student begins with.
  private static let magic = Array("TSRA".utf8)

  /// Reads an image.
  ///
  /// - Parameter file: the bytes of the file.
  /// - Returns: nil for a file that begins like Intel HEX and is damaged: a record that is cut short,
  ///   has a wrong checksum, or is missing at the end.
  /// - Complexity: O(bytes).
  public init?(_ file: [UInt8]) {
    guard file.first == UInt8(ascii: ":") else {
      bytes = file
      isHexadecimal = false
      return
    }
    guard let data = Self.data(ofRecords: file) else { return nil }
    bytes = data
    isHexadecimal = true
  }

  /// Where `student` lies in the image, byte for byte; nil when it does not.
  ///
  /// - Parameter student: the bytes of a packed student.
  /// - Complexity: O(bytes), as often as something begins like a student.
  public func offset(of student: [UInt8]) -> Int? {
    starts.first { bytes[$0...].starts(with: student) }
  }

  /// Where something begins like a packed student.
  public var starts: [Int] {
    guard bytes.count >= Self.magic.count else { return [] }
    return (0...bytes.count - Self.magic.count).filter { start in
      bytes[start] == Self.magic[0] && bytes[start...].starts(with: Self.magic)
    }
  }

  /// The data of Intel HEX: lines `:LLAAAATT` with LL bytes, TT = 0 for data and 1 for the end, and a
  /// checksum that makes all bytes of a line add up to 0.
  private static func data(ofRecords file: [UInt8]) -> [UInt8]? {
    var data: [UInt8] = []
    for line in file.split(whereSeparator: { $0 == 10 || $0 == 13 }) {
      guard line.first == UInt8(ascii: ":"), let record = numbers(in: line.dropFirst()),
        record.count >= 5, record.count == Int(record[0]) + 5,
        record.reduce(0, &+) == 0
      else { return nil }
      if record[3] == 1 { return data }
      if record[3] == 0 { data += record[4..<record.count - 1] }
    }
    return nil
  }

  /// Bytes that are written as two digits each.
  private static func numbers(in text: ArraySlice<UInt8>) -> [UInt8]? {
    guard text.count.isMultiple(of: 2) else { return nil }
    var bytes: [UInt8] = []
    for start in stride(from: text.startIndex, to: text.endIndex, by: 2) {
      guard let byte = UInt8(String(decoding: text[start..<start + 2], as: UTF8.self), radix: 16)
      else { return nil }
      bytes.append(byte)
    }
    return bytes
  }
}

extension FirmwareSource {
  /// The packed student in a generated C file: the initialiser of the array whose name ends in
  /// `_blob`.
  ///
  /// - Parameter file: what `src/NAME.c` holds.
  /// - Returns: nil when there is no such array, or it holds anything but bytes in hexadecimal.
  /// - Complexity: O(bytes).
  public static func student(inSource file: [UInt8]) -> [UInt8]? {
    let text = String(decoding: file, as: UTF8.self)
    guard let name = text.firstRange(of: "_blob["),
      let opening = text[name.upperBound...].firstIndex(of: "{"),
      let closing = text[opening...].firstIndex(of: "}")
    else { return nil }
    var bytes: [UInt8] = []
    for item in text[text.index(after: opening)..<closing].split(separator: ",") {
      let digits = item.filter { !$0.isWhitespace }
      guard digits.hasPrefix("0x"), let byte = UInt8(digits.dropFirst(2), radix: 16) else {
        return nil
      }
      bytes.append(byte)
    }
    return bytes
  }

  /// The files of the C99 runtime as this tool generates them, by their paths in the folder.
  public static var runtime: [File] {
    [
      File(path: "src/tessera.c", bytes: PackageResources.tessera_c),
      File(path: "src/tessera.h", bytes: PackageResources.tessera_h),
    ]
  }
}
