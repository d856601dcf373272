/// Intel HEX: lines `:LLAAAATT…CC` with LL bytes of data, a 16-bit address, a type, and a checksum
/// that makes all bytes of a line add up to 0.
///
/// Types: 0 data, 1 end of file, 2 segment (address bits 4-19), 4 upper half of the address, 3 and
/// 5 where execution starts (Intel, *Hexadecimal Object File Format Specification*, revision A,
/// 1988).
struct IntelHex {
  private var data: [UInt8] = []
  /// Where each record's data lie, in the device and in `data`.
  private var pieces: [(address: Int, start: Int, count: Int)] = []
  /// The parts of addresses from a segment record and a linear record.
  private var segmentBase = 0
  private var linearBase = 0
  private var isEnded = false

  /// Whether a file is to be read like this.
  static func isBeginning(of file: [UInt8]) -> Bool { file.first == UInt8(ascii: ":") }

  /// The bytes that `file` puts at addresses, in pieces without gaps, in order of address.
  ///
  /// - Complexity: O(bytes + records log records); nothing is allocated for gaps.
  static func segments(of file: [UInt8]) throws(ImageObjection) -> [FirmwareImage.Segment] {
    var reader = IntelHex()
    for line in file.split(whereSeparator: { $0 == 10 || $0 == 13 }) { try reader.take(line) }
    guard reader.isEnded else { throw .damaged("the record that ends Intel HEX is missing") }
    return try reader.joined()
  }

  private mutating func take(_ line: ArraySlice<UInt8>) throws(ImageObjection) {
    guard !isEnded else { throw .damaged("something follows the end of Intel HEX") }
    guard let record = Self.record(line) else {
      throw .damaged("a record of Intel HEX is cut short or has a wrong checksum")
    }
    let payload = record[4..<record.count - 1]
    let address = Int(record[1]) << 8 | Int(record[2])
    func number(_ bytes: Int) throws(ImageObjection) -> Int {
      guard payload.count == bytes else {
        throw .damaged("a record of Intel HEX has a wrong length")
      }
      return payload.reduce(0) { $0 << 8 | Int($1) }
    }
    switch record[3] {
    case 0: try add(payload, at: address)
    case 1:
      _ = try number(0)
      isEnded = true
    case 2: segmentBase = try number(2) << 4
    case 3, 5: _ = try number(4)
    case 4: linearBase = try number(2) << 16
    default: throw .damaged("Intel HEX has no records of type \(record[3])")
    }
    // Programmers add both, or take the last one.
    guard segmentBase == 0 || linearBase == 0 else {
      throw .ambiguous("Intel HEX with segment and linear addresses is read in two ways")
    }
  }

  private mutating func add(
    _ payload: ArraySlice<UInt8>, at address: Int
  ) throws(ImageObjection) {
    guard !payload.isEmpty else { return }
    // By the specification the address wraps in a segment and not beyond it; programmers differ.
    guard address + payload.count <= 1 << 16 else {
      throw .ambiguous(
        "a record of Intel HEX runs over the end of its 64 KB, which is read in two ways")
    }
    pieces.append((segmentBase + linearBase + address, data.count, payload.count))
    data += payload
  }

  private func joined() throws(ImageObjection) -> [FirmwareImage.Segment] {
    var segments: [FirmwareImage.Segment] = []
    var bytes: [UInt8] = []
    var start = 0
    for piece in pieces.sorted(by: { $0.address < $1.address }) {
      let end = start + bytes.count
      if !bytes.isEmpty, piece.address < end {
        throw .ambiguous("two records of Intel HEX write to address \(hexadecimal(piece.address))")
      }
      if piece.address != end || bytes.isEmpty {
        if !bytes.isEmpty { segments.append(.init(address: start, bytes: bytes[...])) }
        (start, bytes) = (piece.address, [])
      }
      bytes += data[piece.start..<piece.start + piece.count]
    }
    if !bytes.isEmpty { segments.append(.init(address: start, bytes: bytes[...])) }
    return segments
  }

  /// The bytes of a line, with its length and its checksum verified; nil when it is no record.
  private static func record(_ line: ArraySlice<UInt8>) -> [UInt8]? {
    let text = line.dropFirst()
    guard line.first == UInt8(ascii: ":"), text.count >= 10, text.count.isMultiple(of: 2) else {
      return nil
    }
    var bytes: [UInt8] = []
    bytes.reserveCapacity(text.count / 2)
    for index in stride(from: text.startIndex, to: text.endIndex, by: 2) {
      guard let high = digit(text[index]), let low = digit(text[index + 1]) else { return nil }
      bytes.append(high << 4 | low)
    }
    guard bytes.count == Int(bytes[0]) + 5, bytes.reduce(0, &+) == 0 else { return nil }
    return bytes
  }

  private static func digit(_ byte: UInt8) -> UInt8? {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
    case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
    case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
    default: nil
    }
  }
}
