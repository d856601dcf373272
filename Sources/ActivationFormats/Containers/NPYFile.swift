/// One `.npy` file, read in place.
struct NPYFile: ArrayContainer {
  let path: String
  let name: String
  let storage: ByteStorage
  let header: NPYHeader

  var arrayNames: [String] { [name] }
  var isSingleArray: Bool { true }

  /// Opens the file and checks its header against its size.
  init(path: String, name: String, limits: DumpLimits) throws(ActivationFormatsError) {
    self.path = path
    self.name = name
    self.storage = try ByteStorage(file: path)
    try ForeignFile.refuse(storage, file: path)
    let count = storage.count
    let prefix = try storage.bytes(in: 0..<min(count, NPYHeader.prefixBytes))
    let offset = try NPYHeader.dataOffset(prefix: prefix, file: path, array: name, limits: limits)
    guard offset <= count else {
      throw .truncated(file: path, array: name, expectedBytes: offset, foundBytes: count)
    }
    self.header = try NPYHeader(
      text: try storage.bytes(in: (prefix[6] == 1 ? 10 : 12)..<offset), dataOffset: offset,
      file: path, array: name, limits: limits)
    try header.validate(fileBytes: count, file: path, array: name, limits: limits)
  }

  func content(of name: String) throws(ActivationFormatsError) -> ArrayContent? {
    guard name == self.name else { return nil }
    return try header.content(
      of: storage, at: header.dataOffset, byteCount: storage.count - header.dataOffset, file: path,
      array: name, holder: .file)
  }

  func digest() throws(ActivationFormatsError) -> String {
    try DumpDigest.digest(of: [("", storage)])
  }
}

extension NPYHeader {
  /// Checks that the data fill the rest of the file exactly, without touching them.
  func validate(
    fileBytes: Int, file: String, array: String, limits: DumpLimits
  ) throws(ActivationFormatsError) {
    // The size of a pickle does not follow from the shape.
    if !hasKnownSize { return }
    guard let bytes = dataBytes, !bytes.addingReportingOverflow(dataOffset).overflow,
      shape.productWithoutOverflow != nil
    else { throw .shapeOverflow(file: file, array: array, shape: "\(shape)") }
    let expected = bytes + dataOffset
    guard fileBytes >= expected else {
      throw .truncated(file: file, array: array, expectedBytes: expected, foundBytes: fileBytes)
    }
    guard fileBytes == expected else {
      throw .trailingBytes(
        file: file, array: array, expectedBytes: expected, foundBytes: fileBytes)
    }
    guard bytes <= limits.maximumArrayBytes else {
      throw .arrayTooLarge(
        file: file, array: array, bytes: bytes, limit: limits.maximumArrayBytes)
    }
  }

  /// The array whose `byteCount` bytes begin at `offset` of `storage`; validate before.
  func content(
    of storage: ByteStorage, at offset: Int, byteCount: Int, file: String, array: String,
    holder: Conversion.Holder
  ) throws(ActivationFormatsError) -> ArrayContent {
    switch contents {
    case .numbers(let type):
      let segment = ArraySegment(
        storage: storage, byteOffset: offset, rowCount: shape.first ?? 1,
        isFortranOrder: isFortranOrder && shape.count > 1, isBigEndian: isBigEndian)
      return .numbers(
        try NumericArray(
          name: array, file: file, shape: shape, elementType: type, segments: [segment]))
    case .text(let isUTF32, let length):
      guard let count = dataBytes, count <= Self.textBytes,
        shape.productWithoutOverflow ?? .max <= Self.textCount
      else {
        return .other(
          shape: shape, type: descriptor,
          refusal: .unsupportedElementType(file: file, array: array, type: descriptor))
      }
      let bytes = try storage.bytes(in: offset..<offset + count)
      return .text(
        strings(bytes, isUTF32: isUTF32, length: length), shape: shape, type: descriptor)
    case .objects:
      if let elements = try elements(of: storage, at: offset, byteCount: byteCount) {
        return try PickledObjects.content(elements, shape: shape, file: file, array: array)
      }
      return .other(
        shape: shape, type: "objects",
        refusal: .pickle(
          file: file, array: array,
          command: Conversion.objects(holder, file: file, array: array)))
    case .records(let record):
      return .other(
        shape: shape, type: "records",
        refusal: .records(
          file: file, array: array, fields: record.names,
          command: Conversion.records(
            holder, file: file, array: array, isTable: record.isTable(of: array))))
    case .unsupported:
      return .other(
        shape: shape, type: descriptor,
        refusal: .unsupportedElementType(file: file, array: array, type: descriptor))
    }
  }

  /// The most bytes of text that are read.
  static let textBytes = 1 << 26
  /// The most words: a label for each row.
  static let textCount = 1 << 23

  /// The elements of a pickled array of words and numbers; nil for any other.
  private func elements(
    of storage: ByteStorage, at offset: Int, byteCount: Int
  ) throws(ActivationFormatsError) -> [PickledObjects.Element]? {
    guard byteCount <= Self.textBytes, let count = shape.productWithoutOverflow,
      count <= Self.textCount, !isFortranOrder || shape.count < 2
    else { return nil }
    let bytes = try storage.bytes(in: offset..<offset + byteCount)
    return try? PickledObjects.elements(of: bytes, count: count)
  }

  private func strings(_ bytes: [UInt8], isUTF32: Bool, length: Int) -> [String] {
    let size = length * (isUTF32 ? 4 : 1)
    let count = shape.productWithoutOverflow ?? 0
    guard size > 0 else { return Array(repeating: "", count: min(count, 1 << 20)) }
    return (0..<count).map { index in
      let field = bytes[index * size..<(index + 1) * size]
      guard isUTF32 else {
        return String(decoding: field.prefix { $0 != 0 }, as: UTF8.self)
      }
      var text = ""
      for start in stride(from: field.startIndex, to: field.endIndex, by: 4) {
        let code = field[start..<start + 4].reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
        let value = isBigEndian ? code : code.byteSwapped
        if value == 0 { break }
        text.unicodeScalars.append(Unicode.Scalar(value) ?? "\u{FFFD}")
      }
      return text
    }
  }
}
