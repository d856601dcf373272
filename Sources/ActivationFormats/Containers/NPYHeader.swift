/// The fields in the header of a `.npy` file.
struct NPYHeader: Equatable {
  /// The elements.
  enum Contents: Equatable {
    case numbers(ElementType)
    /// Fixed-length text, UTF-32 (`U`) or bytes (`S`), of so many characters each.
    case text(isUTF32: Bool, length: Int)
    /// Python objects: a pickle follows.
    case objects
    /// Records of named fields.
    case records(NPYRecord)
    case unsupported
  }

  let contents: Contents
  let isBigEndian: Bool
  let isFortranOrder: Bool
  let shape: [Int]
  /// NumPy's type string, such as `<f4`.
  let descriptor: String
  /// The offset of the first element in the file.
  let dataOffset: Int

  /// The bytes of the data, or nil on overflow. Zero where it is not known.
  var dataBytes: Int? {
    let size: Int
    switch contents {
    case .numbers(let type): size = type.byteCount
    case .text(let isUTF32, let length): size = length * (isUTF32 ? 4 : 1)
    case .objects, .records, .unsupported: return 0
    }
    return (shape + [size]).productWithoutOverflow
  }

  /// Whether the size of the data follows from the shape.
  var hasKnownSize: Bool {
    switch contents {
    case .numbers, .text: true
    case .objects, .records, .unsupported: false
    }
  }
}

extension NPYHeader {
  /// The longest prefix, in bytes, with the length of the header.
  static let prefixBytes = 12

  /// The offset of the data, from the first `prefixBytes` of the file.
  static func dataOffset(
    prefix: [UInt8], file: String, array: String, limits: DumpLimits
  ) throws(ActivationFormatsError) -> Int {
    let magic: [UInt8] = [0x93] + Array("NUMPY".utf8)
    guard prefix.count >= 10 else {
      throw .truncated(file: file, array: array, expectedBytes: 10, foundBytes: prefix.count)
    }
    guard prefix.starts(with: magic) else {
      throw .malformedHeader(file: file, array: array, reason: "it does not begin as a .npy file")
    }
    let (major, minor) = (prefix[6], prefix[7])
    guard (1...3).contains(major), minor == 0 else {
      throw .unsupportedVersion(file: file, array: array, version: "\(major).\(minor)")
    }
    let start = major == 1 ? 10 : 12
    guard prefix.count >= start else {
      throw .truncated(file: file, array: array, expectedBytes: start, foundBytes: prefix.count)
    }
    let length = prefix[8..<start].reversed().reduce(0) { $0 << 8 | Int($1) }
    guard length <= limits.maximumHeaderBytes else {
      throw .headerTooLarge(
        file: file, array: array, bytes: length, limit: limits.maximumHeaderBytes)
    }
    return start + length
  }

  /// Parses the dictionary in `text`, the bytes between the length and the data.
  init(
    text: [UInt8], dataOffset: Int, file: String, array: String, limits: DumpLimits
  ) throws(ActivationFormatsError) {
    var literal = PythonLiteral(text: text, file: file, array: array)
    let fields = try literal.dictionary()
    guard fields.descriptor.utf8.count <= 64 else {
      throw .unsupportedElementType(file: file, array: array, type: "a long type string")
    }
    guard fields.shape.count <= limits.maximumRank else {
      throw .wrongRank(
        file: file, array: array, shape: fields.shape,
        expected: "at most \(limits.maximumRank) dimensions")
    }
    self.descriptor = fields.descriptor
    self.shape = fields.shape
    self.isFortranOrder = fields.isFortranOrder
    self.dataOffset = dataOffset
    self.isBigEndian = fields.descriptor.hasPrefix(">")
    self.contents =
      fields.record.map(Contents.records) ?? Self.contents(descriptor: fields.descriptor)
  }

  /// NumPy's codes, of one letter without a size, too. A type may also go by its name.
  private static let types: [Substring: ElementType] = [
    "f2": .float16, "f4": .float32, "f8": .float64, "i1": .int8, "i2": .int16, "i4": .int32,
    "i8": .int64, "u1": .uint8, "u2": .uint16, "u4": .uint32, "u8": .uint64, "b1": .uint8,
    "e": .float16, "f": .float32, "d": .float64, "b": .int8, "h": .int16, "i": .int32,
    "l": .int64, "q": .int64, "B": .uint8, "H": .uint16, "I": .uint32, "L": .uint64,
    "Q": .uint64, "?": .uint8, "bool": .uint8,
    // NumPy has no bfloat16: ml_dtypes, JAX and TensorFlow save it as two opaque bytes.
    "V2": .bfloat16,
  ]

  private static func contents(descriptor: String) -> Contents {
    let hasOrder = descriptor.first.map { "<>|=".contains($0) } ?? false
    let code = hasOrder ? descriptor.dropFirst() : descriptor[...]
    if let type = types[code] ?? ElementType(rawValue: String(code)) { return .numbers(type) }
    if code.first == "O" { return .objects }
    if let kind = code.first, kind == "U" || kind == "S",
      let length = Int(code.dropFirst()), (0...1 << 20).contains(length)
    {
      return .text(isUTF32: kind == "U", length: length)
    }
    return .unsupported
  }
}

/// The fields of a record, as the header of an array of records states them.
struct NPYRecord: Equatable {
  /// The names of the outermost fields, without those that only fill space.
  private(set) var names: [String] = []
  private var kinds: Set<Character> = []
  private var hasParts = false

  /// Appends a field.
  ///
  /// - Parameters:
  ///   - name: empty for a field that fills space.
  ///   - descriptor: NumPy's type string; nil for a record in the record.
  ///   - hasShape: whether the field is an array itself.
  mutating func append(name: String, descriptor: String?, hasShape: Bool) {
    guard !name.isEmpty else { return }
    names.append(name)
    let code = descriptor?.drop { "<>|=".contains($0) }
    kinds.insert(code?.first ?? "V")
    hasParts = hasParts || hasShape
  }

  /// Whether the fields are columns of one array: numbers, and none an array of a dump.
  ///
  /// Numbers of several kinds are so in `inputs` alone, and not beside the index of a data frame.
  func isTable(of array: String) -> Bool {
    let isDump = names.contains { DumpArrayName(rawValue: $0) != nil }
    let isInput = array == DumpArrayName.inputs.rawValue && !names.contains("index")
    guard kinds.count == 1 || isInput, kinds.allSatisfy({ "fiub?".contains($0) }) else {
      return false
    }
    return !isDump && !(hasParts && names.count > 1)
  }
}
