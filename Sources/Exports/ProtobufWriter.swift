/// Writes messages of protocol buffers: fields with a number and a wire type, one after another.
///
/// Numbers are varints: seven bits a byte, the lowest first, the high bit where more follow. Texts, bytes and
/// messages have their length before them.
package struct ProtobufWriter: Sendable, Equatable {
  /// The message so far.
  package private(set) var bytes: [UInt8] = []

  /// An empty message.
  package init() {}

  /// Appends an integer; negative ones take ten bytes.
  ///
  /// - Parameters:
  ///   - field: the number of the field, from 1.
  ///   - value: the integer.
  package mutating func append(_ field: Int, _ value: Int) {
    key(field, wireType: 0)
    varint(UInt64(bitPattern: Int64(value)))
  }

  /// Appends bytes.
  ///
  /// - Parameters:
  ///   - field: the number of the field, from 1.
  ///   - value: the bytes, which may be those of a message.
  /// - Complexity: O(bytes).
  package mutating func append(_ field: Int, _ value: some Collection<UInt8>) {
    key(field, wireType: 2)
    varint(UInt64(value.count))
    bytes.append(contentsOf: value)
  }

  /// Appends a text in UTF-8.
  ///
  /// - Parameters:
  ///   - field: the number of the field, from 1.
  ///   - value: the text.
  package mutating func append(_ field: Int, _ value: String) { append(field, Array(value.utf8)) }

  /// Appends a message.
  ///
  /// - Parameters:
  ///   - field: the number of the field, from 1.
  ///   - write: appends the fields of the message.
  package mutating func append(_ field: Int, _ write: (inout ProtobufWriter) -> Void) {
    var message = ProtobufWriter()
    write(&message)
    append(field, message.bytes)
  }

  private mutating func key(_ field: Int, wireType: UInt64) {
    varint(UInt64(field) << 3 | wireType)
  }

  private mutating func varint(_ value: UInt64) {
    var rest = value
    while rest >= 0x80 {
      bytes.append(UInt8(rest & 0x7F) | 0x80)
      rest >>= 7
    }
    bytes.append(UInt8(rest))
  }
}
