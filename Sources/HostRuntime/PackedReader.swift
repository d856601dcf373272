internal import PackedFormat

extension QuantizedStudent {
  /// The integers of a packed student. Packing them again gives the same bytes.
  ///
  /// - Parameter packed: a validated student.
  /// - Complexity: O(bytes).
  public init(_ packed: PackedStudent) {
    self.init(bytes: packed.bytes, header: packed.header, layout: packed.layout)
  }

  /// The integers in validated bytes.
  init(bytes: [UInt8], header: PackedHeader, layout: PackedLayout) {
    self.init(
      header: header,
      projection: layout[.projection].map { IntegerMap(bytes, $0) },
      gate: layout[.gate].map { IntegerGate(bytes, $0) },
      sharedMap: layout[.sharedMap].map { IntegerMap(bytes, $0) },
      regionMaps: (0..<header.regionCount).map { IntegerMap(bytes, layout.regionMap($0)) },
      head: layout[.head].map { IntegerMap(bytes, $0) },
      scales: layout.scales.map { InputScales(bytes, $0) },
      keptInputs: layout.keptInputs.map { kept in
        (0..<kept.count).map { kept.feature($0, in: bytes.span.bytes) }
      },
      program: layout.program.map { StudentProgram(bytes, $0, layout.constants) },
      limits: layout.limits.map { StudentLimits(bytes, $0) },
      adaptation: layout.range(of: .adaptation).map {
        AdaptationConstants(reading: bytes.span.bytes, at: $0.lowerBound)
      },
      beats: layout.range(of: .beats).map {
        BeatConstants(reading: bytes.span.bytes, at: $0.lowerBound)
      },
      otherSections: OtherSection.all(in: bytes, layout))
  }
}

extension IntegerMap {
  fileprivate init(_ bytes: [UInt8], _ section: SectionLayout) {
    let rows = 0..<section.rowCount
    self.init(
      rowCount: section.rowCount, columnCount: section.columnCount,
      weights: bytes.weights(
        rowCount: section.rowCount, columnCount: section.columnCount, at: section.weights),
      biases: rows.map { bytes.integer(at: section.biases + 4 * $0) },
      multipliers: rows.map { bytes.integer(at: section.multipliers + 4 * $0) },
      shifts: rows.map { bytes[section.shifts + $0] })
  }
}

extension IntegerGate {
  fileprivate init(_ bytes: [UInt8], _ section: SectionLayout) {
    self.init(
      rowCount: section.rowCount, columnCount: section.columnCount,
      weights: bytes.weights(
        rowCount: section.rowCount, columnCount: section.columnCount, at: section.weights),
      biases: (0..<section.rowCount).map { bytes.integer(at: section.biases + 4 * $0) })
  }
}

extension [UInt8] {
  /// The u16 at `offset`.
  func half(at offset: Int) -> UInt16 { UInt16(self[offset]) | UInt16(self[offset + 1]) << 8 }

  fileprivate func integer(at offset: Int) -> Int32 {
    var word: UInt32 = 0
    for byte in 0..<4 { word |= UInt32(self[offset + byte]) << (8 * byte) }
    return Int32(bitPattern: word)
  }

  fileprivate func weights(rowCount: Int, columnCount: Int, at offset: Int) -> [Int8] {
    var weights: [Int8] = []
    weights.reserveCapacity(rowCount * columnCount)
    for row in 0..<rowCount {
      for column in 0..<columnCount {
        let index = TileOrder.index(
          row: row, column: column, rowCount: rowCount, columnCount: columnCount)
        weights.append(Int8(bitPattern: self[offset + index]))
      }
    }
    return weights
  }
}
