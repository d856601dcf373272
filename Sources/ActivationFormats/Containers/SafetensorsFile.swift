import Foundation

/// A `.safetensors` file, read in place: eight bytes of length, a JSON header, the tensors.
struct SafetensorsFile: ArrayContainer {
  let path: String
  let arrayNames: [String]
  let classNames: [String]?
  let featureNames: [String]?
  private let storage: ByteStorage
  private let header: SafetensorsHeader
  private let dataOffset: Int

  /// Opens the file and checks that the tensors fill it exactly, without touching their bytes.
  init(path: String, options: DumpOptions) throws(ActivationFormatsError) {
    self.path = path
    self.storage = try ByteStorage(file: path)
    let limit = options.limits.maximumSafetensorsHeaderBytes
    guard storage.count >= 8 else {
      throw .truncated(file: path, array: "", expectedBytes: 8, foundBytes: storage.count)
    }
    let length = try storage.bytes(in: 0..<8).reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
    guard length <= UInt64(limit) else {
      try ForeignFile.refuse(storage, file: path)
      throw .headerTooLarge(
        file: path, array: "", bytes: Int(clamping: length), limit: limit)
    }
    dataOffset = 8 + Int(length)
    guard storage.count >= dataOffset else {
      throw .truncated(
        file: path, array: "", expectedBytes: dataOffset, foundBytes: storage.count)
    }
    header = try SafetensorsHeader(
      try storage.bytes(in: 8..<dataOffset), file: path, limits: options.limits)
    try header.validate(dataBytes: storage.count - dataOffset, file: path, limits: options.limits)
    arrayNames = header.order
    classNames = header.metadata[options.name(of: .classNames)].map(NameReading.list)
    featureNames = header.metadata[options.name(of: .featureNames)].map(NameReading.list)
  }

  func content(of name: String) throws(ActivationFormatsError) -> ArrayContent? {
    guard let tensor = header.tensors[name] else { return nil }
    guard let type = tensor.elementType else {
      return .other(
        shape: tensor.shape, type: tensor.dtype,
        refusal: .unsupportedElementType(file: path, array: name, type: tensor.dtype))
    }
    let segment = ArraySegment(
      storage: storage, byteOffset: dataOffset + tensor.begin, rowCount: tensor.shape.first ?? 1,
      isFortranOrder: false, isBigEndian: false)
    return .numbers(
      try NumericArray(
        name: name, file: path, shape: tensor.shape, elementType: type, segments: [segment]))
  }

  func digest() throws(ActivationFormatsError) -> String {
    try DumpDigest.digest(of: [("", storage)])
  }
}
