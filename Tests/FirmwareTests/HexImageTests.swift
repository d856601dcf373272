import Firmware
import Testing

/// Intel HEX states where each byte goes. Only the bytes that a device gets count.
@Suite("Intel HEX")
struct HexImageTests {
  private static let name = "standardized-n140-m140-k3-c5"

  /// A line with a right checksum.
  private static func line(_ type: UInt8, _ address: Int, _ data: [UInt8]) -> String {
    let record = [UInt8(data.count), UInt8(address >> 8), UInt8(address & 255), type] + data
    return ":" + (record + [0 &- record.reduce(0, &+)]).map(Self.pair).joined()
  }

  private static func pair(_ byte: UInt8) -> String {
    let digits = String(byte, radix: 16, uppercase: true)
    return digits.count == 2 ? digits : "0" + digits
  }

  private static let end = line(1, 0, [])

  /// Records of 16 bytes from `start` on.
  private static func records(_ bytes: [UInt8], at start: Int = 0) -> [String] {
    stride(from: 0, to: bytes.count, by: 16).map {
      line(0, start + $0, Array(bytes[$0..<min($0 + 16, bytes.count)]))
    }
  }

  private func contents(
    _ lines: [String], of student: [UInt8]
  ) throws(ImageObjection) -> FirmwareImage.Contents {
    try FirmwareImage(Array(lines.joined(separator: "\r\n").utf8)).contents(for: student)
  }

  @Test("holds a student whose records come in any order, in either case")
  func order() throws {
    let student = try Golden.bytes(Self.name)
    let records = Self.records(student)
    let base = Self.line(4, 0, [0x08, 0x00])
    for lines in [records, records.reversed(), records.shuffled(), records.map { $0.lowercased() }]
    {
      let found = try contents([base] + lines + [Self.end], of: student)
      #expect(found.copies.map(\.address) == [0x0800_0000] && found.others.isEmpty)
      #expect(found.copies.first?.description == "address 0x08000000")
    }
    let segment = try contents(
      [Self.line(2, 0, [0x10, 0x00])] + Self.records(student, at: 4) + [Self.end], of: student)
    #expect(segment.copies.map(\.address) == [0x1_0004])
    let start = try contents(
      [base, Self.line(5, 0, [8, 0, 0, 1]), Self.line(3, 0, [0, 0, 0, 0])] + records + [Self.end],
      of: student)
    #expect(start.copies.count == 1)
  }

  @Test("holds none that other addresses tear apart")
  func torn() throws {
    let student = try Golden.bytes(Self.name)
    let records = Self.records(student)
    var swapped = records
    swapped[5] = Self.line(0, 80, Array(student[64..<80]))
    swapped[4] = Self.line(0, 64, Array(student[80..<96]))
    var jump = records
    jump.insert(Self.line(4, 0, [0x20, 0x00]), at: 10)
    for lines in [swapped, jump] {
      let found = try contents(lines + [Self.end], of: student)
      #expect(found.copies.isEmpty && found.flawed.isEmpty && found.others.count == 1)
    }
    let unaligned = try contents(Self.records([0] + student) + [Self.end], of: student)
    #expect(unaligned.copies.isEmpty && unaligned.flawed.map(\.flaw) == [.misaligned])
  }

  @Test("is refused when tools could read it in several ways, or it is damaged")
  func refusals() throws {
    let student = try Golden.bytes(Self.name)
    let records = Self.records(student)
    let digit = records[1].dropFirst(9)
    for (lines, words) in [
      (records + [Self.line(0, 100, [0xFF]), Self.end], "two records"),
      (records + [records[3], Self.end], "two records"),
      ([Self.line(0, 0xFFFC, Array(student[..<8])), Self.end], "end of its 64 KB"),
      ([Self.line(2, 0, [1, 0]), Self.line(4, 0, [8, 0]), Self.end], "segment and linear"),
      (records, "is missing"), (records + [Self.end] + records, "follows the end"),
      (records + [Self.end, "x"], "follows the end"), (records + ["x", Self.end], "cut short"),
      (records + [Self.line(6, 0, []), Self.end], "type 6"),
      (records + [Self.line(1, 0, [0])], "wrong length"),
      ([Self.line(4, 0, [8]), Self.end], "wrong length"),
      ([":+1000000" + digit, Self.end], "cut short"), ([":00000001FE"], "checksum"),
      ([records[0].dropLast() + "", Self.end], "cut short"), ([":"], "cut short"),
    ] {
      do {
        _ = try contents(lines, of: student)
        Issue.record("\(words): accepted")
      } catch {
        #expect(error.description.contains(words), "\(error)")
      }
    }
  }

  @Test("takes no memory for what lies between its addresses")
  func gaps() throws {
    let student = try Golden.bytes(Self.name)
    let lines = (0..<2_000).flatMap {
      [Self.line(4, 0, [UInt8($0 >> 3), UInt8($0 & 7) << 5]), Self.line(0, 0, [1])]
    }
    #expect(try contents(lines + [Self.end], of: student).isComplete)
  }
}
