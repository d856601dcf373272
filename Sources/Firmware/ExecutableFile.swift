/// The bytes of an ELF file that are loaded, and their addresses. The file has 32 or 64 bits, in
/// either byte order (System V ABI, chapters 4 and 5).
struct ExecutableFile {
  private let file: [UInt8]
  private let isWide: Bool
  private let isBigEndian: Bool

  private enum Kind: Int {
    case relocatable = 1
    case executable, shared
  }

  /// A program header that loads something.
  private struct Load {
    let offset: Int
    let virtual: Int
    let physical: Int
    let count: Int
    let memory: Int
  }

  private struct Section {
    let number: Int
    let type: Int
    let flags: Int
    let address: Int
    let offset: Int
    let count: Int
    let target: Int
    let alignment: Int

    var isAllocated: Bool { flags & 2 != 0 }
    /// Whether its bytes are loaded: SHT_NULL and SHT_NOBITS have none.
    var isLoaded: Bool { isAllocated && type != 0 && type != 8 && count > 0 }
    /// SHT_RELA or SHT_REL.
    var isRelocations: Bool { type == 4 || type == 9 }
  }

  static func isBeginning(of file: [UInt8]) -> Bool { file.starts(with: [0x7F, 0x45, 0x4C, 0x46]) }

  /// The parts that are loaded. In a linked file they are the segments, divided by sections where
  /// it has them. In an object file they are the sections that will be loaded.
  ///
  /// - Complexity: O(bytes + headers log headers).
  static func segments(of file: [UInt8]) throws(ImageObjection) -> [FirmwareImage.Segment] {
    let elf = try ExecutableFile(file)
    guard let kind = Kind(rawValue: try elf.number(16, 2)) else {
      throw .damaged("an ELF file of this type is neither a program nor an object file")
    }
    let sections = try elf.sections()
    let patches = try elf.patches(sections)
    guard kind != .relocatable else {
      return sections.filter(\.isLoaded).map { section in
        FirmwareImage.Segment(
          address: 0, bytes: elf.bytes(section.offset, section.count), section: section.number,
          flaw: section.alignment.isMultiple(of: 4) && section.alignment > 0 ? nil : .misaligned,
          patches: patches[section.number] ?? [])
      }
    }
    return elf.pieces(
      of: try elf.loads(), sections: sections.filter(\.isLoaded), hasSections: !sections.isEmpty,
      patches: sections.filter(\.isAllocated).flatMap { patches[-$0.number] ?? [] }.sorted())
  }

  private init(_ file: [UInt8]) throws(ImageObjection) {
    guard file.count >= 52, (1...2).contains(file[4]), (1...2).contains(file[5]) else {
      throw .damaged("the header of ELF is cut short or of no known class")
    }
    self.file = file
    isWide = file[4] == 2
    isBigEndian = file[5] == 2
  }

  /// The unsigned number of `size` bytes at `offset`.
  private func number(_ offset: Int, _ size: Int) throws(ImageObjection) -> Int {
    guard offset >= 0, size <= file.count, offset <= file.count - size else {
      throw .damaged("a header of ELF lies beyond its end")
    }
    let bytes = file[offset..<offset + size]
    let value = (isBigEndian ? Array(bytes) : bytes.reversed()).reduce(UInt64(0)) {
      $0 << 8 | UInt64($1)
    }
    // Room for sums of two.
    guard value < 1 << 62 else { throw .damaged("an address or a size of ELF is out of range") }
    return Int(value)
  }

  /// A field by its offsets in both classes, with the size of an address.
  private func field(_ base: Int, _ narrow: Int, _ wide: Int) throws(ImageObjection) -> Int {
    try number(base + (isWide ? wide : narrow), isWide ? 8 : 4)
  }

  private func bytes(_ offset: Int, _ count: Int) -> ArraySlice<UInt8> {
    file[offset..<offset + count]
  }

  private func checkRange(_ offset: Int, _ count: Int) throws(ImageObjection) {
    guard count <= file.count, offset <= file.count - count else {
      throw .damaged("a piece of ELF lies beyond its end")
    }
  }

  /// Where the headers of a table begin.
  private func table(
    at start: Int, fields: Int, size: Int
  ) throws(ImageObjection) -> [Int] {
    let count = try number(fields + 2, 2)
    guard start > 0, count > 0 else { return [] }
    // 0xFFFF states that the number stands elsewhere.
    guard try number(fields, 2) == size, count < 0xFFFF else {
      throw .damaged("a table of ELF has headers of another size, or too many")
    }
    try checkRange(start, count * size)
    return (0..<count).map { start + $0 * size }
  }

  private func loads() throws(ImageObjection) -> [Load] {
    var loads: [Load] = []
    let headers = try table(
      at: field(0, 28, 32), fields: isWide ? 54 : 42, size: isWide ? 56 : 32)
    for header in headers where try number(header, 4) == 1 {
      let load = Load(
        offset: try field(header, 4, 8), virtual: try field(header, 8, 16),
        physical: try field(header, 12, 24), count: try field(header, 16, 32),
        memory: try field(header, 20, 40))
      try checkRange(load.offset, load.count)
      guard load.count <= load.memory else {
        throw .damaged("a segment of ELF has more bytes in the file than in memory")
      }
      if load.memory > 0 { loads.append(load) }
    }
    guard loads.count <= 1_024 else { throw .damaged("ELF has too many segments") }
    try checkTotal(loads.map(\.count))
    // Linkers that know no load addresses leave them 0.
    guard loads.count > 1, loads.allSatisfy({ $0.physical == 0 }) else { return loads }
    return loads.map {
      Load(
        offset: $0.offset, virtual: $0.virtual, physical: $0.virtual, count: $0.count,
        memory: $0.memory)
    }
  }

  private func sections() throws(ImageObjection) -> [Section] {
    let start = try field(0, 32, 40)
    let fields = isWide ? 58 : 46
    let count = try number(fields + 2, 2)
    guard start == 0 || count > 0 else {
      throw .damaged("the number of sections of ELF is missing")
    }
    var sections: [Section] = []
    for header in try table(at: start, fields: fields, size: isWide ? 64 : 40) {
      let section = Section(
        number: sections.count, type: try number(header + 4, 4), flags: try field(header, 8, 8),
        address: try field(header, 12, 16), offset: try field(header, 16, 24),
        count: try field(header, 20, 32), target: try number(header + (isWide ? 44 : 28), 4),
        alignment: try field(header, 32, 48))
      if section.isLoaded || section.isRelocations {
        try checkRange(section.offset, section.count)
      }
      sections.append(section)
    }
    try checkTotal(sections.filter { $0.isLoaded || $0.isRelocations }.map(\.count))
    return sections
  }

  /// Pieces that share bytes of the file could make the work larger than the file.
  private func checkTotal(_ counts: [Int]) throws(ImageObjection) {
    guard counts.reduce(0, +) <= 2 * file.count else {
      throw .damaged("the pieces of ELF overlap in the file")
    }
  }

  /// The places that relocations write to. The key is the section of an object file that they
  /// change. For relocations of a loader it is minus the number of the section that holds them.
  private func patches(_ sections: [Section]) throws(ImageObjection) -> [Int: [Int]] {
    var patches: [Int: [Int]] = [:]
    for section in sections where section.isRelocations {
      let size = (isWide ? 8 : 4) * (section.type == 4 ? 3 : 2)
      for entry in stride(
        from: section.offset, through: section.offset + section.count - size, by: size)
      {
        patches[section.isAllocated ? -section.number : section.target, default: []]
          .append(try field(entry, 0, 0))
      }
    }
    return patches.mapValues { $0.sorted() }
  }

  private func pieces(
    of loads: [Load], sections: [Section], hasSections: Bool, patches: [Int]
  ) -> [FirmwareImage.Segment] {
    let physical = Self.overlapping(loads.map { ($0.physical, $0.count) })
    let virtual = Self.overlapping(loads.map { ($0.virtual, $0.memory) })
    let shared = Self.overlapping(sections.map { ($0.address, $0.count) })
    let ordered = sections.indices.sorted { sections[$0].offset < sections[$1].offset }
    var segments: [FirmwareImage.Segment] = []
    for (index, load) in loads.enumerated() {
      var position = load.offset
      let end = load.offset + load.count
      func add(_ upper: Int, _ flaw: FirmwareImage.Flaw?) {
        guard upper > position else { return }
        let isShared = physical.contains(index) || virtual.contains(index)
        segments.append(
          FirmwareImage.Segment(
            address: load.virtual + position - load.offset, bytes: file[position..<upper],
            flaw: isShared ? .overlapped : flaw, patches: patches))
        position = upper
      }
      for number in ordered {
        let section = sections[number]
        guard section.offset >= position, section.offset + section.count <= end,
          section.address - section.offset == load.virtual - load.offset
        else { continue }
        add(section.offset, .outsideSections)
        add(section.offset + section.count, shared.contains(number) ? .overlapped : nil)
      }
      add(end, hasSections ? .outsideSections : nil)
    }
    return segments
  }

  /// The indices of ranges of addresses that share some with another.
  private static func overlapping(_ ranges: [(start: Int, count: Int)]) -> Set<Int> {
    var found: Set<Int> = []
    var widest: (index: Int, end: Int)?
    for index in ranges.indices.sorted(by: { ranges[$0].start < ranges[$1].start })
    where ranges[index].count > 0 {
      let end = ranges[index].start + ranges[index].count
      if let last = widest, ranges[index].start < last.end {
        found.formUnion([last.index, index])
      }
      if end > widest?.end ?? 0 { widest = (index, end) }
    }
    return found
  }
}
