import Foundation

/// The JSON header of a `.safetensors` file.
struct SafetensorsHeader {
  /// One tensor's entry.
  struct Tensor: Decodable {
    let dtype: String
    let shape: [Int]
    let offsets: [Int]

    private enum CodingKeys: String, CodingKey {
      case dtype, shape
      case offsets = "data_offsets"
    }

    var begin: Int { offsets.first ?? 0 }
    var end: Int { offsets.last ?? 0 }

    var elementType: ElementType? {
      switch dtype {
      case "F16": .float16
      case "BF16": .bfloat16
      case "F32": .float32
      case "F64": .float64
      case "I8": .int8
      case "I16": .int16
      case "I32": .int32
      case "I64": .int64
      case "U8", "BOOL": .uint8
      case "U16": .uint16
      case "U32": .uint32
      case "U64": .uint64
      default: nil
      }
    }
  }

  /// The entries of the JSON object, under any names.
  private struct Entries: Decodable {
    var tensors: [String: Tensor] = [:]
    var metadata: [String: String] = [:]

    private struct Name: CodingKey {
      let stringValue: String
      var intValue: Int? { nil }
      init?(stringValue: String) { self.stringValue = stringValue }
      init?(intValue: Int) { nil }
    }

    init(from decoder: any Decoder) throws {
      let container = try decoder.container(keyedBy: Name.self)
      for name in container.allKeys {
        if name.stringValue == "__metadata__" {
          metadata = try container.decode([String: String].self, forKey: name)
        } else {
          tensors[name.stringValue] = try container.decode(Tensor.self, forKey: name)
        }
      }
    }
  }

  let tensors: [String: Tensor]
  let metadata: [String: String]
  /// The tensors' names in the order of their bytes.
  let order: [String]

  /// Parses the header's bytes.
  init(_ text: [UInt8], file: String, limits: DumpLimits) throws(ActivationFormatsError) {
    guard text.first == 0x7B else {
      throw .malformedHeader(file: file, array: "", reason: "it does not begin with '{'")
    }
    var scan = SafetensorsScan(text)
    switch scan.objection() {
    case .repeatedTensor(let name)?: throw .duplicateArray(file: file, array: name)
    case .malformed(let reason)?: throw .malformedHeader(file: file, array: "", reason: reason)
    case nil: break
    }
    do {
      let entries = try JSONDecoder().decode(Entries.self, from: Data(text))
      tensors = entries.tensors
      metadata = entries.metadata
    } catch {
      throw .malformedHeader(
        file: file, array: "", reason: "it is not a JSON object of tensors")
    }
    guard tensors.count <= limits.maximumEntries else {
      throw .tooManyEntries(file: file, count: tensors.count, limit: limits.maximumEntries)
    }
    order = tensors.sorted {
      ($0.value.begin, $0.value.end, $0.key) < ($1.value.begin, $1.value.end, $1.key)
    }.map(\.key)
  }

  /// Checks every shape against its bytes, and that the tensors tile `dataBytes` exactly.
  func validate(
    dataBytes: Int, file: String, limits: DumpLimits
  ) throws(ActivationFormatsError) {
    var expected = 0
    for name in order {
      guard let tensor = tensors[name] else { continue }
      guard tensor.offsets.count == 2, tensor.begin >= 0, tensor.end >= tensor.begin else {
        throw .malformedHeader(file: file, array: name, reason: "'data_offsets' is no range")
      }
      guard tensor.begin == expected else {
        throw .misplacedArray(
          file: file, array: name, offset: tensor.begin, expectedOffset: expected)
      }
      guard tensor.end <= dataBytes else {
        throw .truncated(
          file: file, array: name, expectedBytes: tensor.end, foundBytes: dataBytes)
      }
      try validate(tensor, name: name, file: file, limits: limits)
      expected = tensor.end
    }
    guard expected == dataBytes else {
      throw .trailingBytes(
        file: file, array: "", expectedBytes: expected, foundBytes: dataBytes)
    }
  }

  private func validate(
    _ tensor: Tensor, name: String, file: String, limits: DumpLimits
  ) throws(ActivationFormatsError) {
    guard tensor.shape.count <= limits.maximumRank else {
      throw .wrongRank(
        file: file, array: name, shape: tensor.shape,
        expected: "at most \(limits.maximumRank) dimensions")
    }
    guard tensor.shape.allSatisfy({ $0 >= 0 }) else {
      throw .malformedHeader(
        file: file, array: name, reason: "the shape \(tensor.shape) has a negative extent")
    }
    // Types that are not read may have any size.
    guard let type = tensor.elementType else { return }
    guard let bytes = (tensor.shape + [type.byteCount]).productWithoutOverflow else {
      throw .shapeOverflow(file: file, array: name, shape: "\(tensor.shape)")
    }
    guard bytes == tensor.end - tensor.begin else {
      throw .malformedHeader(
        file: file, array: name,
        reason: "the shape takes \(bytes) bytes and the offsets span "
          + "\(tensor.end - tensor.begin)")
    }
    guard bytes <= limits.maximumArrayBytes else {
      throw .arrayTooLarge(
        file: file, array: name, bytes: bytes, limit: limits.maximumArrayBytes)
    }
  }
}
