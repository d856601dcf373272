extension PackedHeader {
  /// Reads and validates the header of a file, its directory, and the checksum of the whole file.
  ///
  /// The checks come in the order of Docs/Format.md: too short, foreign, version, too short again,
  /// length, checksum, header, section. `SectionStarts.init(validating:in:)` checks the rest: layout,
  /// parameters and program.
  ///
  /// - Parameter bytes: The whole file, at a multiple of 4.
  /// - Throws: The first error of that list.
  /// - Complexity: O(`bytes.byteCount`), the checksum.
  @inline(__always)
  public init(parsing bytes: RawSpan) throws(PackedFormatError) {
    guard bytes.byteCount >= PackedLayout.fixedByteCount else { throw .tooShort }
    guard bytes.word(at: 0) == Self.magic else { throw .foreign }
    #if TESSERA_FORMAT_1_ONLY
      guard bytes.half(at: 4) == 1 else { throw .version }
    #else
      guard bytes.half(at: 4) &- 1 < 2 else { throw .version }
      guard bytes.half(at: 4) == 1 || bytes.byteCount >= 76 else { throw .tooShort }
    #endif
    guard UInt(bitPattern: bytes.byteCount) == UInt(bytes.word(at: 8)) else { throw .length }
    guard CRC32.checksum(of: bytes) == CRC32.residue else { throw .checksum }
    guard Self.isValid(bytes) else { throw .header }
    #if TESSERA_FORMAT_1_ONLY
      self.init(bytes, isSecond: false)
    #else
      self.init(bytes, isSecond: bytes.half(at: 4) == 2)
      if version != 1 {
        guard Self.areEntriesValid(in: bytes) else { throw .section }
        let facts = try Self.readDirectory(of: bytes)
        (sections, standardizedInputCount) = (facts.sections, facts.standardizedInputCount)
      }
    #endif
  }

  /// Reads the header of a file that was validated before; checks nothing.
  ///
  /// What stands behind the header, the directory of version 2 and the kept inputs, is not read:
  /// `sections` is empty.
  ///
  /// - Precondition: `bytes` has at least 48 bytes, at a multiple of 4. A header of version 2 that
  ///   is cut off before byte 64 is taken for one of version 1.
  @inline(__always)
  public init(trusting bytes: RawSpan) {
    precondition(bytes.byteCount >= Self.leastByteCount, "a header takes 48 bytes")
    #if TESSERA_FORMAT_1_ONLY
      self.init(bytes, isSecond: false)
    #else
      self.init(bytes, isSecond: bytes.half(at: 4) == 2 && bytes.byteCount >= 64)
    #endif
  }

  /// Reads the header of a file of version 2, or of version 1, that was validated before.
  @inline(__always)
  init(_ bytes: RawSpan, isSecond: Bool) {
    flags = PackedFlags(rawValue: bytes.half(at: 6))
    length = bytes.word(at: 8)
    inputCount = Int(bytes.half(at: 12))
    standardizedCount = Int(bytes.half(at: 14))
    componentCount = Int(bytes.half(at: 16))
    regionCount = Int(bytes.half(at: 18))
    mapCount = Int(bytes.half(at: 20))
    outputCount = Int(bytes.half(at: 22))
    inputMultiplier = Float(bitPattern: bytes.word(at: 24))
    outputScale = Float(bitPattern: bytes.word(at: 28))
    countsPerUnit = Float(bitPattern: bytes.word(at: 32))
    windowGain = bytes.word(at: 36)
    countMultiplier = Int32(bitPattern: bytes.word(at: 40))
    countZero = Int16(bitPattern: bytes.half(at: 44))
    countShift = bytes.byte(at: 46)
    sections = .none
    standardizedInputCount = standardizedCount
    version = isSecond ? 2 : 1
    samplesPerChannel = isSecond ? Int(bytes.half(at: 48)) : inputCount
    channelCount = isSecond ? Int(bytes.byte(at: 50)) : 1
    sampleRate = isSecond ? bytes.word(at: 52) : 0
    featureCount = isSecond ? Int(bytes.half(at: 56)) : inputCount
    hop = isSecond ? Int(bytes.half(at: 58)) : 0
    featureBits = isSecond ? Int(bytes.byte(at: 60)) : 8
    componentBits = isSecond ? Int(bytes.byte(at: 61)) : 8
    sectionCount = isSecond ? Int(bytes.half(at: 62)) : 0
  }

  /// Writes the header and, in version 2, the directory at the start of `bytes`.
  ///
  /// - Precondition: `bytes` has at least `byteCount` bytes. The header is of no file with sections
  ///   that are not known.
  public func write(into bytes: inout MutableRawSpan) {
    writeFields(into: &bytes)
    if version != 1 { writeDirectory(into: &bytes) }
  }

  /// Writes the 48 or 64 bytes of the header.
  func writeFields(into bytes: inout MutableRawSpan) {
    bytes.store(Self.magic, at: 0)
    bytes.store(UInt16(truncatingIfNeeded: version), at: 4)
    bytes.store(flags.rawValue, at: 6)
    bytes.store(length, at: 8)
    bytes.store(UInt16(truncatingIfNeeded: inputCount), at: 12)
    bytes.store(UInt16(truncatingIfNeeded: standardizedCount), at: 14)
    bytes.store(UInt16(truncatingIfNeeded: componentCount), at: 16)
    bytes.store(UInt16(truncatingIfNeeded: regionCount), at: 18)
    bytes.store(UInt16(truncatingIfNeeded: mapCount), at: 20)
    bytes.store(UInt16(truncatingIfNeeded: outputCount), at: 22)
    bytes.store(inputMultiplier.bitPattern, at: 24)
    bytes.store(outputScale.bitPattern, at: 28)
    bytes.store(countsPerUnit.bitPattern, at: 32)
    bytes.store(windowGain, at: 36)
    bytes.store(UInt32(bitPattern: countMultiplier), at: 40)
    bytes.store(UInt16(bitPattern: countZero), at: 44)
    bytes.store(countShift, at: 46)
    bytes.store(UInt8(0), at: 47)
    guard version != 1 else { return }
    bytes.store(UInt16(truncatingIfNeeded: samplesPerChannel), at: 48)
    bytes.store(UInt16(truncatingIfNeeded: channelCount), at: 50)
    bytes.store(sampleRate, at: 52)
    bytes.store(UInt16(truncatingIfNeeded: featureCount), at: 56)
    bytes.store(UInt16(truncatingIfNeeded: hop), at: 58)
    bytes.store(UInt8(truncatingIfNeeded: featureBits), at: 60)
    bytes.store(UInt8(truncatingIfNeeded: componentBits), at: 61)
    bytes.store(UInt16(truncatingIfNeeded: sectionCount), at: 62)
  }
}
