import CZip

/// A `.npz` file: a zip archive with one `.npy` file for each array.
///
/// Only this file and `ZipSource` call libzip. Stored entries are read where they lie in the
/// archive, compressed ones are inflated once, into memory or into a temporary file.
struct ZipArchive: ArrayContainer {
  /// An entry that holds an array.
  private struct Entry {
    let name: String
    let index: UInt64
    let bytes: Int
    let compressedBytes: Int
    let isStored: Bool
  }

  let path: String
  private let limits: DumpLimits
  private let storage: ByteStorage
  /// Where the archive lies in its file.
  private let place: Range<Int>
  private let entries: [Entry]

  var arrayNames: [String] { entries.map(\.name) }
  var isEncoded: Bool { true }

  /// Opens the archive, reads its directory and checks its announced sizes.
  init(path: String, limits: DumpLimits) throws(ActivationFormatsError) {
    self.path = path
    self.limits = limits
    let storage = try ByteStorage(file: path)
    self.storage = storage
    try ForeignFile.refuse(storage, file: path)
    self.place = try ZipEnd.archive(in: storage, file: path)
    self.entries = try Self.entries(storage, place, path: path, limits: limits)
    // Of each entry there are its bytes, its own header of 30 and the directory's of 46, at least.
    guard Self.sum([22] + entries.map { $0.compressedBytes + 76 }) <= storage.count else {
      throw .damagedArchive(file: path, array: "", reason: "entries overlap")
    }
    let total = Self.sum(entries.map(\.bytes))
    let inflated = Self.sum(entries.lazy.filter { !$0.isStored }.map(\.bytes))
    guard inflated <= limits.maximumInflatedBytes else {
      throw .arrayTooLarge(
        file: path, array: "", bytes: inflated, limit: limits.maximumInflatedBytes)
    }
    // Entries that overlap in the file could each keep within the limit.
    try Self.checkRatio(
      bytes: total, compressed: storage.count, file: path, array: "", limits: limits)
  }

  private static func sum(_ counts: some Sequence<Int>) -> Int {
    counts.reduce(0) { sum, count in
      let (next, overflow) = sum.addingReportingOverflow(count)
      return overflow ? .max : next
    }
  }

  func digest() throws(ActivationFormatsError) -> String {
    try DumpDigest.digest(of: [("", storage)])
  }

  func content(of name: String) throws(ActivationFormatsError) -> ArrayContent? {
    guard let entry = entries.first(where: { $0.name == name }) else { return nil }
    let source = ZipSource(storage, archive: place)
    return try source.withArchive(path) { archive throws(ActivationFormatsError) in
      guard let stream = zip_fopen_index(archive, entry.index, 0) else {
        throw ZipSource.damage(zip_get_error(archive), path, name)
      }
      defer { zip_fclose(stream) }
      return try read(entry, from: stream, of: source)
    }
  }

  private func read(
    _ entry: Entry, from stream: OpaquePointer, of source: ZipSource
  ) throws(ActivationFormatsError) -> ArrayContent {
    let name = entry.name
    let prefix = try bytes(min(entry.bytes, NPYHeader.prefixBytes), of: stream, name)
    let offset = try NPYHeader.dataOffset(prefix: prefix, file: path, array: name, limits: limits)
    guard offset <= entry.bytes else {
      throw .truncated(file: path, array: name, expectedBytes: offset, foundBytes: entry.bytes)
    }
    let start = prefix[6] == 1 ? 10 : 12
    // A header that ends within the prefix is too short for a dictionary.
    guard offset >= prefix.count else {
      throw .malformedHeader(file: path, array: name, reason: "it is too short")
    }
    let rest = try bytes(offset - prefix.count, of: stream, name)
    let header = try NPYHeader(
      text: Array(prefix[start...]) + rest, dataOffset: offset, file: path, array: name,
      limits: limits)
    try header.validate(fileBytes: entry.bytes, file: path, array: name, limits: limits)
    let isSkipped = header.contents == .objects && entry.bytes > NPYHeader.textBytes
    if isSkipped || (!header.hasKnownSize && header.contents != .objects) {
      return try header.content(
        of: storage, at: 0, byteCount: entry.bytes, file: path, array: name,
        holder: .entry)
    }
    let (data, place) = try data(of: entry, from: offset, in: stream, of: source)
    return try header.content(
      of: data, at: place, byteCount: entry.bytes - offset, file: path, array: name,
      holder: .entry)
  }

  /// The bytes of an entry from `offset` on, in a storage, and where they begin there.
  private func data(
    of entry: Entry, from offset: Int, in stream: OpaquePointer, of source: ZipSource
  ) throws(ActivationFormatsError) -> (ByteStorage, Int) {
    let count = entry.bytes - offset
    // Stored bytes that came one after another so far are where they are read in place.
    if entry.isStored, source.start(ofLast: offset) != nil {
      // libzip compares the checksum; nothing is kept.
      var block = [UInt8](repeating: 0, count: min(count, ByteStorage.blockBytes))
      var passed = 0
      while passed < count {
        passed += try fill(&block, upTo: count - passed, from: stream, entry.name)
      }
      try expectEnd(of: stream, entry.name)
      guard let start = source.start(ofLast: entry.bytes) else {
        throw .damagedArchive(
          file: path, array: entry.name, reason: "its bytes are not in one piece")
      }
      return (storage, start + offset)
    }
    var data = try ByteSink(
      expecting: count, limit: limits.memoryBudget / 4, file: path, array: entry.name)
    var passed = 0
    while passed < count {
      passed += try data.append(upTo: min(count - passed, 1 << 20)) {
        room throws(ActivationFormatsError) in
        try fill(room, from: stream, entry.name)
        return room.count
      }
    }
    try expectEnd(of: stream, entry.name)
    return (try data.storage(), 0)
  }

  private func fill(
    _ block: inout [UInt8], upTo count: Int, from stream: OpaquePointer, _ name: String
  ) throws(ActivationFormatsError) -> Int {
    try block.withUnsafeMutableBufferPointer { buffer throws(ActivationFormatsError) in
      let target = UnsafeMutableRawBufferPointer(buffer)
      let part = UnsafeMutableRawBufferPointer(rebasing: target[..<min(count, target.count)])
      try fill(part, from: stream, name)
      return part.count
    }
  }

  private func bytes(
    _ count: Int, of stream: OpaquePointer, _ name: String
  ) throws(ActivationFormatsError) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: count)
    _ = try fill(&bytes, upTo: count, from: stream, name)
    return bytes
  }

  /// Inflates exactly as many bytes as `target` has.
  private func fill(
    _ target: UnsafeMutableRawBufferPointer, from stream: OpaquePointer, _ name: String
  ) throws(ActivationFormatsError) {
    var filled = 0
    while filled < target.count {
      let wanted = min(target.count - filled, 1 << 20)
      let count = Int(zip_fread(stream, target.baseAddress.map { $0 + filled }, UInt64(wanted)))
      guard count >= 0 else { throw ZipSource.damage(zip_file_get_error(stream), path, name) }
      guard count > 0 else {
        throw .truncated(
          file: path, array: name, expectedBytes: target.count, foundBytes: filled)
      }
      filled += count
    }
  }

  /// Refuses an entry that inflates to more than it announced; libzip checks the CRC here.
  private func expectEnd(
    of stream: OpaquePointer, _ name: String
  ) throws(ActivationFormatsError) {
    var extra: UInt8 = 0
    switch zip_fread(stream, &extra, 1) {
    case 0: return
    case 1...:
      throw .damagedArchive(
        file: path, array: name, reason: "the entry inflates to more bytes than it announces")
    default: throw ZipSource.damage(zip_file_get_error(stream), path, name)
    }
  }
}

extension ZipArchive {
  /// libzip refuses one entry under two names, and one whose own header has another name, size or
  /// place. A clearer message replaces libzip's where there is one.
  private static func entries(
    _ storage: ByteStorage, _ place: Range<Int>, path: String, limits: DumpLimits
  ) throws(ActivationFormatsError) -> [Entry] {
    func read(isStrict: Bool) throws(ActivationFormatsError) -> [Entry] {
      try ZipSource(storage, archive: place).withArchive(path, isStrict: isStrict) {
        archive throws(ActivationFormatsError) in
        try entries(archive, path: path, limits: limits)
      }
    }
    do throws(ActivationFormatsError) {
      return try read(isStrict: true)
    } catch {
      _ = try read(isStrict: false)
      throw error
    }
  }

  private static func entries(
    _ archive: OpaquePointer, path: String, limits: DumpLimits
  ) throws(ActivationFormatsError) -> [Entry] {
    let count = Int(zip_get_num_entries(archive, 0))
    guard count <= limits.maximumEntries else {
      throw .tooManyEntries(file: path, count: count, limit: limits.maximumEntries)
    }
    var found: [(name: String, status: zip_stat_t)] = []
    for index in 0..<count {
      var status = zip_stat_t()
      zip_stat_init(&status)
      guard zip_stat_index(archive, UInt64(index), 0, &status) == 0, let text = status.name else {
        throw ZipSource.damage(zip_get_error(archive), path, "entry \(index)")
      }
      let fileName = String(cString: text)
      if fileName.hasSuffix(".npy") {
        found.append((String(fileName.dropLast(4)), status))
      } else if holdsArray(archive, status) {
        found.append((fileName, status))
      }
    }
    let names = arrayNames(found.map(\.name))
    var entries: [Entry] = []
    var known: Set<String> = []
    for (name, file) in zip(names, found) {
      guard known.insert(name).inserted else { throw .duplicateArray(file: path, array: name) }
      entries.append(try entry(name, file.status, path: path, limits: limits))
    }
    return entries
  }

  /// Whether an entry of another name begins as an array does. `numpy.load` reads it, too.
  private static func holdsArray(_ archive: OpaquePointer, _ status: zip_stat_t) -> Bool {
    guard status.encryption_method == ZIP_EM_NONE,
      let stream = zip_fopen_index(archive, status.index, 0)
    else { return false }
    defer { zip_fclose(stream) }
    var bytes = [UInt8](repeating: 0, count: ForeignFile.npy.count)
    return zip_fread(stream, &bytes, UInt64(bytes.count)) == bytes.count
      && bytes == ForeignFile.npy
  }

  /// The names of the arrays from those of their files: without `./`, and without a folder that
  /// holds all of them.
  private static func arrayNames(_ names: [String]) -> [String] {
    let names = names.map { $0.hasPrefix("./") ? String($0.dropFirst(2)) : $0 }
    guard let first = names.first, let end = first.lastIndex(of: "/") else { return names }
    let folder = first[...end]
    let isPlain = folder.dropLast().split(separator: "/", omittingEmptySubsequences: false)
      .allSatisfy { !["", ".", ".."].contains($0) }
    guard isPlain, names.allSatisfy({ $0.hasPrefix(folder) }) else { return names }
    return names.map { String($0.dropFirst(folder.count)) }
  }

  private static func entry(
    _ name: String, _ status: zip_stat_t, path: String, limits: DumpLimits
  ) throws(ActivationFormatsError) -> Entry {
    guard status.valid & UInt64(ZIP_STAT_SIZE) != 0, let bytes = Int(exactly: status.size),
      let compressed = Int(exactly: status.comp_size), compressed < .max - 76
    else { throw .damagedArchive(file: path, array: name, reason: "its size is not known") }
    guard status.encryption_method == ZIP_EM_NONE else {
      throw .encryptedArray(file: path, array: name)
    }
    guard zip_compression_method_supported(Int32(status.comp_method), 0) == 1 else {
      throw .unsupportedCompression(file: path, array: name, method: Int(status.comp_method))
    }
    guard bytes <= limits.maximumArrayBytes else {
      throw .arrayTooLarge(
        file: path, array: name, bytes: bytes, limit: limits.maximumArrayBytes)
    }
    try checkRatio(bytes: bytes, compressed: compressed, file: path, array: name, limits: limits)
    return Entry(
      name: name, index: status.index, bytes: bytes, compressedBytes: compressed,
      isStored: status.comp_method == ZIP_CM_STORE)
  }

  private static func checkRatio(
    bytes: Int, compressed: Int, file: String, array: String, limits: DumpLimits
  ) throws(ActivationFormatsError) {
    guard bytes > limits.unratedInflatedBytes else { return }
    guard bytes / max(compressed, 1) < limits.maximumCompressionRatio else {
      throw .suspiciousCompression(
        file: file, array: array, bytes: bytes, compressedBytes: compressed,
        limit: limits.maximumCompressionRatio)
    }
  }
}
