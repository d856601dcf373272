/// What a file is that has the name of a dump and is none, by its first bytes.
enum ForeignFile {
  /// Of these, how many are looked at: a MATLAB 7.3 file has its mark behind 512 others.
  private static let prefixBytes = 520

  /// Refuses a file of another kind, with the way to a dump.
  ///
  /// - Throws: `ActivationFormatsError.foreignFormat` or `.pickle`.
  static func refuse(
    _ storage: ByteStorage, file: String
  ) throws(ActivationFormatsError) {
    let bytes = try storage.bytes(in: 0..<min(prefixBytes, storage.count))
    if let refusal = refusal(of: bytes, file: file) { throw refusal }
  }

  private static func refusal(of bytes: [UInt8], file: String) -> ActivationFormatsError? {
    func begins(_ text: String, at start: Int = 0) -> Bool {
      bytes.dropFirst(start).starts(with: text.utf8)
    }
    let word = Conversion.word(file)
    if begins("version https://git-lfs") {
      return .foreignFormat(
        file: file,
        advice: "It is a pointer of Git LFS and not the file itself. Fetch the file "
          + "with: \(Conversion.lfs(file))")
    }
    let text = String(decoding: bytes.prefix(64).drop { $0 <= 0x20 }, as: UTF8.self).lowercased()
    if text.hasPrefix("<!doctype html") || text.hasPrefix("<html") {
      return .foreignFormat(
        file: file,
        advice: "It is a web page that was saved in place of the file. Download the file itself, "
          + "for example with: curl --location --output \(word) ADDRESS")
    }
    let hdf: [UInt8] = [0x89] + Array("HDF\r\n\u{1A}\n".utf8)
    if begins("MATLAB 7.3 MAT-file") || bytes.dropFirst(512).starts(with: hdf) {
      return .foreignFormat(
        file: file,
        advice: "It is a MATLAB 7.3 file. Convert it with: "
          + Conversion.hdf5(file, isMATLAB: true))
    }
    if bytes.starts(with: hdf) {
      return Conversion.refusal(of: file, array: "", fileExtension: "h5")
    }
    if begins("MATLAB 5.0 MAT-file") {
      return Conversion.refusal(of: file, array: "", fileExtension: "mat")
    }
    if bytes.starts(with: [0x1F, 0x8B]) {
      return .foreignFormat(
        file: file, advice: "It is compressed by gzip. Expand it with: \(Conversion.gzip(file))")
    }
    if bytes.count > 2, bytes[0] == 0x80, (2...5).contains(bytes[1]) {
      return .pickle(file: file, array: "", command: Conversion.pickleFile(file))
    }
    return nil
  }
}
