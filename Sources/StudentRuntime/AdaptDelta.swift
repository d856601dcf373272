import PackedFormat

extension AdaptState {
  /// Word `index` of a delta in the state: W follows the saved words of the head.
  @inline(__always)
  private func saved(_ index: Int) -> Words {
    words &+ (index < Self.savedCount ? index : index &+ (Self.headCount &- Self.savedCount))
  }

  /// Writes what was learnt.
  ///
  /// - Parameter delta: `deltaByteCount` bytes, of any alignment.
  @inline(never)
  func save(to delta: UnsafeMutableRawPointer) {
    let count = Self.savedCount &+ weightCount
    var index = 0
    while index != count {
      delta.storeBytes(
        of: saved(index)[0].littleEndian, toByteOffset: 4 &* index, as: Int32.self)
      index = index &+ 1
    }
    let body = UnsafeRawBufferPointer(start: delta, count: 4 &* count)
    delta.storeBytes(
      of: CRC32.checksum(of: body.bytes).littleEndian, toByteOffset: 4 &* count, as: UInt32.self)
  }

  /// Reads a delta into a state that began.
  ///
  /// - Parameter delta: `deltaByteCount` bytes, of any alignment.
  /// - Returns: Whether it is of the student, and every field in its range.
  @inline(never)
  func load(from delta: UnsafeRawPointer) -> Bool {
    let count = Self.savedCount &+ weightCount
    let body = UnsafeRawBufferPointer(start: delta, count: 4 &* count)
    guard word(count, of: delta) == Int32(bitPattern: CRC32.checksum(of: body.bytes)) else {
      return false
    }
    var index = 0
    while index != count {
      let place = saved(index)
      let (low, high) = range(of: index, place[0])
      let value = word(index, of: delta)
      guard value >= low, value <= high else { return false }
      place[0] = value
      index = index &+ 1
    }
    return true
  }

  private func word(_ index: Int, of delta: UnsafeRawPointer) -> Int32 {
    Int32(littleEndian: delta.loadUnaligned(fromByteOffset: 4 &* index, as: Int32.self))
  }

  /// What a word of a delta may be: that of the student; in use 0 or 1, the updates limited, and no more
  /// wrong; weights within their limit.
  private func range(of index: Int, _ own: Int32) -> (low: Int32, high: Int32) {
    if index >= Self.savedCount { return (0 &- self[.weightLimit], self[.weightLimit]) }
    if index < Self.identityCount { return (own, own) }
    switch index &- Self.identityCount {
    case 0: return (0, 1)
    case 1: return (0, self[.mostUpdates])
    default: return (0, self[.updates])
    }
  }
}
