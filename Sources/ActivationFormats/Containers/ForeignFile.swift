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
    let marked = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? bytes.dropFirst(3) : bytes[...]
    let text = String(decoding: marked.prefix(64).drop { $0 <= 0x20 }, as: UTF8.self).lowercased()
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
    if bytes.starts(with: [0x1F, 0x8B]), isTar(file) {
      return .foreignFormat(
        file: file,
        advice: "It is a tar archive in gzip. Unpack it with: tar --extract --gzip --file \(word)")
    }
    if begins("ustar", at: 257) {
      return .foreignFormat(
        file: file, advice: "It is a tar archive. Unpack it with: tar --extract --file \(word)")
    }
    if bytes.starts(with: [0x1F, 0x8B]) {
      return .foreignFormat(
        file: file, advice: "It is compressed by gzip. Expand it with: \(Conversion.gzip(file))")
    }
    if bytes.count > 2, bytes[0] == 0x80, (2...5).contains(bytes[1]) {
      return .pickle(file: file, array: "", command: Conversion.pickleFile(file))
    }
    return compressed(bytes, file: file) ?? textual(bytes, text, file: file)
  }
}

extension ForeignFile {
  /// How a `.npy` file begins.
  static let npy: [UInt8] = [0x93] + Array("NUMPY".utf8)
  /// How an archive begins that is not empty.
  static let zip: [UInt8] = Array("PK".utf8) + [3, 4]

  /// Whether a compressed file has the name of an archive of tar.
  private static func isTar(_ file: String) -> Bool {
    let name = FileName(file)
    return name.fileExtension == "tgz" || FileName(name.stem).fileExtension == "tar"
  }

  /// A compressed file, an archive of another kind or a table in binary; nil for others.
  private static func compressed(_ bytes: [UInt8], file: String) -> ActivationFormatsError? {
    let word = Conversion.word(file)
    let kinds: [(mark: [UInt8], name: String, advice: String)] = [
      (Array("BZh".utf8), "compressed by bzip2", "bunzip2 --keep --stdout"),
      ([0xFD, 0x37, 0x7A, 0x58, 0x5A, 0], "compressed by xz", "xz --decompress --stdout"),
      ([0x28, 0xB5, 0x2F, 0xFD], "compressed by zstd", "zstd --decompress --stdout"),
    ]
    for kind in kinds where bytes.starts(with: kind.mark) {
      return .foreignFormat(
        file: file,
        advice: "It is \(kind.name). Expand it with: \(kind.advice) \(word) > "
          + Conversion.word(Conversion.expanded(file)))
    }
    if bytes.starts(with: [0x37, 0x7A, 0xBC, 0xAF, 0x27, 0x1C]) {
      return .foreignFormat(
        file: file, advice: "It is a 7z archive. Unpack it with: 7z x \(word)")
    }
    if bytes.starts(with: Array("Rar!".utf8)) {
      return .foreignFormat(
        file: file, advice: "It is a RAR archive. Unpack it with: unrar x \(word)")
    }
    for (mark, name, reader) in [
      ("PAR1", "Parquet", "read_parquet"), ("ARROW1", "Feather", "read_feather"),
      ("FEA1", "Feather", "read_feather"),
    ] where bytes.starts(with: mark.utf8) {
      return .foreignFormat(
        file: file,
        advice: "It is a \(name) file. Convert it with: "
          + Conversion.table(file: file, reader: reader))
    }
    return nil
  }

  /// Text that is no table; nil for others.
  ///
  /// - Parameter text: the beginning in small letters, without a byte order mark.
  private static func textual(
    _ bytes: [UInt8], _ text: String, file: String
  ) -> ActivationFormatsError? {
    let word = Conversion.word(file)
    if text.hasPrefix("<?xml") || text.hasPrefix("<error") {
      return .foreignFormat(
        file: file,
        advice:
          "It is XML, as a server sends it in place of a file that it does not give. Download "
          + "the file itself, for example with: curl --location --output \(word) ADDRESS")
    }
    if text.hasPrefix("{") || text.hasPrefix("[{") || text.hasPrefix("[[") {
      return .foreignFormat(
        file: file,
        advice:
          "It is JSON. Where a server sent it in place of the file, download the file itself; "
          + "otherwise save its arrays with numpy.savez.")
    }
    let path = String(decoding: bytes, as: UTF8.self)
    if path.hasPrefix("/annex/objects/")
      || path.hasPrefix("../") && path.contains("/annex/objects/")
      || path.hasPrefix(".git/annex/objects/")
    {
      return .foreignFormat(
        file: file,
        advice: "It is a pointer of git-annex and not the file itself. Fetch the file, in its "
          + "repository, with: git annex get \(word)")
    }
    let isTable = ["csv", "safetensors"].contains(FileName(file).fileExtension)
    let isText =
      !bytes.isEmpty && bytes.allSatisfy { $0 >= 0x20 && $0 < 0x7F || (9...13).contains($0) }
    if !isTable, isText, bytes.contains(where: { ",;|\t ".utf8.contains($0) }),
      bytes.contains(0x0A)
    {
      return .foreignFormat(
        file: file,
        advice: "It is a table as text. Give it the name of one with: cp \(word) "
          + Conversion.word(file + ".csv"))
    }
    return nil
  }
}
