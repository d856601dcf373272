import Exports
import Testing

/// The bytes of protocol buffers, read back by a naive reader.
@Suite("The wire format of protocol buffers")
struct ProtobufWriterTests {
  /// A field that was read back.
  enum Field: Equatable {
    case number(Int, UInt64)
    case bytes(Int, [UInt8])
  }

  /// The varint at the start of bytes, which it removes.
  private static func varint(_ bytes: inout ArraySlice<UInt8>) -> UInt64? {
    var value: UInt64 = 0
    var shift: UInt64 = 0
    while let byte = bytes.popFirst() {
      value |= UInt64(byte & 0x7F) << shift
      guard byte & 0x80 != 0 else { return value }
      shift += 7
    }
    return nil
  }

  /// The fields of a message; nil for bytes that are none.
  private static func fields(_ message: [UInt8]) -> [Field]? {
    var rest = message[...]
    var fields: [Field] = []
    while !rest.isEmpty {
      guard let key = varint(&rest), let value = varint(&rest) else { return nil }
      guard key & 7 == 2 else {
        fields.append(.number(Int(key >> 3), value))
        continue
      }
      guard value <= rest.count else { return nil }
      fields.append(.bytes(Int(key >> 3), Array(rest.prefix(Int(value)))))
      rest = rest.dropFirst(Int(value))
    }
    return fields
  }

  @Test(
    "gives integers back, each in as few bytes as it needs",
    arguments: [0, 1, 127, 128, 16_383, 16_384, 1 << 40, Int.max, -1, Int.min])
  func integers(value: Int) {
    var writer = ProtobufWriter()
    writer.append(8, value)
    #expect(Self.fields(writer.bytes) == [.number(8, UInt64(bitPattern: Int64(value)))])
    let bits = max(1, Int.bitWidth - value.leadingZeroBitCount)
    #expect(writer.bytes.count == 1 + (bits + 6) / 7)
  }

  @Test("gives texts, bytes and messages back in their order", arguments: [0, 1, 127, 128, 70_000])
  func lengths(count: Int) {
    let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0) }
    var writer = ProtobufWriter()
    writer.append(9, bytes)
    writer.append(16, "µV")
    writer.append(2_047) { $0.append(1, count) }
    var message = ProtobufWriter()
    message.append(1, count)
    #expect(
      Self.fields(writer.bytes) == [
        .bytes(9, bytes), .bytes(16, [0xC2, 0xB5, 0x56]), .bytes(2_047, message.bytes),
      ])
  }

  @Test("writes the bytes of the specification's example")
  func example() {
    var writer = ProtobufWriter()
    writer.append(1, 150)
    writer.append(2, "testing")
    #expect(writer.bytes == [0x08, 0x96, 0x01, 0x12, 0x07] + Array("testing".utf8))
  }
}
