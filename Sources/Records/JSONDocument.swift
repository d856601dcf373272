internal import Foundation

/// Values as JSON documents: snake_case keys in a fixed order, two-space indentation, a newline at
/// the end.
public enum JSONDocument {
  /// The bytes of `value` as JSON.
  ///
  /// - Parameter value: without NaN and infinity, which JSON cannot express.
  /// - Throws: `RecordsError.notRepresentable` with the key of one that has.
  public static func encode(_ value: some Encodable) throws(RecordsError) -> [UInt8] {
    let encoder = JSONEncoder()
    encoder.keyEncodingStrategy = .convertToSnakeCase
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    do {
      return Array(try encoder.encode(value)) + [UInt8(ascii: "\n")]
    } catch EncodingError.invalidValue(_, let context) {
      let keys = context.codingPath.filter { $0.intValue == nil }.map(\.stringValue)
      throw .notRepresentable(key: keys.joined(separator: "."))
    } catch {
      throw .notRepresentable(key: "")
    }
  }

  /// The value in `bytes`; nil when they are not what `encode` writes.
  package static func decode<Value: Decodable>(_ type: Value.Type, from bytes: [UInt8]) -> Value? {
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    return try? decoder.decode(type, from: Data(bytes))
  }
}
