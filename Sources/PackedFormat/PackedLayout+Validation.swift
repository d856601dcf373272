extension PackedLayout {
  /// The layout of a whole file, its sections and every parameter in them validated.
  ///
  /// What it accepts can be executed without a check per value: every offset lies in the file
  /// and every bias, multiplier and shift is in its range.
  ///
  /// - Parameters:
  ///   - header: The header that was parsed from `bytes`.
  ///   - bytes: The whole file, at any address.
  /// - Throws: `layout` or `parameter`.
  /// - Complexity: O(`bytes.byteCount`), with no more than the rows and the padding read.
  public init(validating header: PackedHeader, in bytes: RawSpan) throws(PackedFormatError) {
    do {
      try self.init(header.shape)
    } catch {
      throw .layout
    }
    guard byteCount == bytes.byteCount else { throw .layout }
    if let projection { try Self.validate(projection, in: bytes) }
    if let gate { try Self.validate(gate, in: bytes) }
    if let sharedMap { try Self.validate(sharedMap, in: bytes) }
    for region in 0..<shape.regionCount { try Self.validate(regionMap(region), in: bytes) }
    if let head { try Self.validate(head, in: bytes) }
  }

  private static func validate(_ map: MapLayout, in bytes: RawSpan) throws(PackedFormatError) {
    for row in 0..<map.rowCount {
      let bias = Int32(bitPattern: bytes.word(at: map.biases &+ 4 &* row))
      let multiplier = Int32(bitPattern: bytes.word(at: map.multipliers &+ 4 &* row))
      let isValid =
        ParameterRange.isBias(bias) && ParameterRange.isMultiplier(multiplier)
        && ParameterRange.isShift(bytes.byte(at: map.shifts &+ row))
      guard isValid else { throw .parameter }
    }
    try validatePadding(from: map.shifts &+ map.rowCount, to: map.weights, in: bytes)
    try validatePadding(from: map.weights &+ map.weightCount, to: map.end, in: bytes)
  }

  private static func validate(
    _ scores: ScoresLayout, in bytes: RawSpan
  ) throws(PackedFormatError) {
    for row in 0..<scores.rowCount {
      let bias = Int32(bitPattern: bytes.word(at: scores.biases &+ 4 &* row))
      guard ParameterRange.isBias(bias) else { throw .parameter }
    }
    try validatePadding(from: scores.weights &+ scores.weightCount, to: scores.end, in: bytes)
  }

  private static func validatePadding(
    from start: Int, to end: Int, in bytes: RawSpan
  ) throws(PackedFormatError) {
    for offset in start..<end {
      guard bytes.byte(at: offset) == 0 else { throw .parameter }
    }
  }
}
