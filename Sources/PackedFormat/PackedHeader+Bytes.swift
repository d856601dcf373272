extension PackedHeader {
  /// Reads and validates the header of a file, and the checksum of the whole file.
  ///
  /// The checks come in the order of Docs/Format.md: too short, foreign, version, length, checksum,
  /// header. `SectionStarts.init(validating:in:)` checks the rest, layout and parameters.
  ///
  /// - Parameter bytes: The whole file, at a multiple of 4.
  /// - Throws: The first error of that list.
  /// - Complexity: O(`bytes.byteCount`), the checksum.
  @inline(__always)
  public init(parsing bytes: RawSpan) throws(PackedFormatError) {
    guard bytes.byteCount >= PackedLayout.fixedByteCount else { throw .tooShort }
    guard bytes.word(at: 0) == Self.magic else { throw .foreign }
    guard bytes.half(at: 4) == Self.formatVersion else { throw .version }
    guard UInt(bitPattern: bytes.byteCount) == UInt(bytes.word(at: 8)) else { throw .length }
    guard CRC32.checksum(of: bytes) == CRC32.residue else { throw .checksum }
    guard Self.isValid(bytes) else { throw .header }
    self.init(trusting: bytes)
  }

  /// Reads the header of a file that was validated before; checks nothing.
  ///
  /// - Precondition: `bytes` has at least 48 bytes, at a multiple of 4.
  @inline(__always)
  public init(trusting bytes: RawSpan) {
    precondition(bytes.byteCount >= Self.byteCount, "a header takes 48 bytes")
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
  }

  /// Writes the 48 bytes of the header at the start of `bytes`.
  ///
  /// - Precondition: `bytes` has at least 48 bytes.
  public func write(into bytes: inout MutableRawSpan) {
    bytes.store(Self.magic, at: 0)
    bytes.store(Self.formatVersion, at: 4)
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
  }
}
