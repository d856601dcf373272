/// Writes `.npy` files, format version 1.0 (NumPy Enhancement Proposal 1).
public enum NPYWriter {
  /// The file of a float32 array in C order.
  ///
  /// - Precondition: `values` fills `shape`.
  /// - Complexity: O(`values.count`).
  public static func bytes(of values: [Float], shape: [Int]) -> [UInt8] {
    file(descriptor: "<f4", shape: shape, words: values.map(\.bitPattern))
  }

  /// The file of an int32 array in C order.
  ///
  /// - Precondition: `values` fills `shape`.
  /// - Complexity: O(`values.count`).
  public static func bytes(of values: [Int32], shape: [Int]) -> [UInt8] {
    file(descriptor: "<i4", shape: shape, words: values.map { UInt32(bitPattern: $0) })
  }

  /// The header of a little-endian array in C order: magic, version, length and dictionary,
  /// together a multiple of 64 bytes.
  ///
  /// - Parameters:
  ///   - descriptor: NumPy's name of the element type: `<f4`, `<i4`.
  ///   - shape: the dimensions, outermost first.
  public static func header(descriptor: String, shape: [Int]) -> [UInt8] {
    let tuple = shape.map { "\($0)," }.joined(separator: " ")
    let dictionary = "{'descr': '\(descriptor)', 'fortran_order': False, 'shape': (\(tuple)), }"
    let unpadded = 10 + dictionary.utf8.count + 1
    let padding = (64 - unpadded % 64) % 64
    let headerLength = unpadded + padding - 10
    return [0x93] + Array("NUMPY".utf8) + [1, 0]
      + [UInt8(headerLength & 255), UInt8(headerLength >> 8)]
      + Array(dictionary.utf8) + Array(repeating: UInt8(ascii: " "), count: padding)
      + [UInt8(ascii: "\n")]
  }

  private static func file(descriptor: String, shape: [Int], words: [UInt32]) -> [UInt8] {
    precondition(words.count == shape.reduce(1, *), "the values do not fill the shape")
    var bytes = header(descriptor: descriptor, shape: shape)
    bytes.reserveCapacity(bytes.count + 4 * words.count)
    for word in words {
      for shift in stride(from: UInt32(0), to: 32, by: 8) {
        bytes.append(UInt8(truncatingIfNeeded: word >> shift))
      }
    }
    return bytes
  }
}
