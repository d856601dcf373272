internal import PackedFormat

extension QuantizedStudent {
  /// The bytes of the student, header to checksum, in the version of its header: the lowest that
  /// suffices, unless it was read from another file.
  ///
  /// - Throws: `PackedFormatError.section` when a section is not the one that the header states, and
  ///   `.layout` when the student would be too long.
  /// - Complexity: O(bytes).
  func packed() throws(PackedFormatError) -> [UInt8] {
    guard hasSectionsOfHeader else { throw .section }
    let layout = PackedLayout(trusting: header)
    var bytes = header.bytes
    bytes.append(
      contentsOf: repeatElement(0, count: layout.byteCount - header.byteCount))
    if let section = layout[.projection], let projection { projection.write(to: &bytes, section) }
    if let section = layout[.gate], let gate { gate.write(to: &bytes, section) }
    if let section = layout[.sharedMap], let sharedMap { sharedMap.write(to: &bytes, section) }
    for (region, map) in regionMaps.enumerated() {
      map.write(to: &bytes, layout.regionMap(region))
    }
    if let section = layout[.head], let head { head.write(to: &bytes, section) }
    writeNumbers(to: &bytes, layout)
    let identifier = Digest.identifier(of: bytes[..<layout.identifierOffset])
    bytes.replaceSubrange(layout.identifierOffset..<layout.checksumOffset, with: identifier)
    let checksum = CRC32.checksum(of: bytes.span.bytes.extracting(0..<layout.checksumOffset))
    bytes.store(checksum, at: layout.checksumOffset)
    return bytes
  }
}

extension PackedHeader {
  fileprivate var bytes: [UInt8] {
    var bytes = [UInt8](repeating: 0, count: byteCount)
    var span = bytes.mutableSpan
    var raw = span.mutableBytes
    write(into: &raw)
    return bytes
  }
}

extension IntegerMap {
  fileprivate func write(to bytes: inout [UInt8], _ section: SectionLayout) {
    for row in 0..<rowCount {
      bytes.store(UInt32(bitPattern: biases[row]), at: section.biases + 4 * row)
      bytes.store(UInt32(bitPattern: multipliers[row]), at: section.multipliers + 4 * row)
      bytes[section.shifts + row] = shifts[row]
    }
    bytes.store(weights, rowCount: rowCount, columnCount: columnCount, at: section.weights)
  }
}

extension IntegerGate {
  fileprivate func write(to bytes: inout [UInt8], _ section: SectionLayout) {
    for row in 0..<rowCount {
      bytes.store(UInt32(bitPattern: biases[row]), at: section.biases + 4 * row)
    }
    bytes.store(weights, rowCount: rowCount, columnCount: columnCount, at: section.weights)
  }
}

extension [UInt8] {
  /// Stores a u32 at `offset`.
  mutating func store(_ word: UInt32, at offset: Int) {
    for byte in 0..<4 { self[offset + byte] = UInt8(truncatingIfNeeded: word >> (8 * byte)) }
  }

  fileprivate mutating func store(
    _ weights: [Int8], rowCount: Int, columnCount: Int, at offset: Int
  ) {
    for row in 0..<rowCount {
      for column in 0..<columnCount {
        let index = TileOrder.index(
          row: row, column: column, rowCount: rowCount, columnCount: columnCount)
        self[offset + index] = UInt8(bitPattern: weights[row * columnCount + column])
      }
    }
  }
}
