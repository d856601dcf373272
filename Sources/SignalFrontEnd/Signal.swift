// The memory of a program, as bare addresses: one register each. Only this file touches raw memory.
//
// Nothing is checked here. A stage runs on what its `effect` allowed, in memory of the sizes that it
// stated.

/// int16 samples of one channel of a node, in memory of the caller.
public struct Signal {
  /// The first of them.
  private let start: UnsafeMutablePointer<Int16>
  /// How many.
  public let count: Int

  /// The samples from `start` on.
  ///
  /// - Parameters:
  ///   - start: The first sample; the memory must stay for as long as the signal is used.
  ///   - count: How many there are.
  @inline(__always)
  public init(_ start: UnsafeMutablePointer<Int16>, count: Int) {
    self.start = start
    self.count = count
  }

  /// The samples from `start` on, of a node that no stage writes.
  ///
  /// - Parameters:
  ///   - start: The first sample; the memory must stay for as long as the signal is used.
  ///   - count: How many there are.
  @inline(__always)
  public init(reading start: UnsafePointer<Int16>, count: Int) {
    self.init(UnsafeMutablePointer(mutating: start), count: count)
  }

  /// The sample at `index`, 0 ..< count; what is written must fit int16.
  @inline(__always)
  public subscript(_ index: Int) -> Int32 {
    get { Int32(start[index]) }
    nonmutating set { start[index] = Int16(truncatingIfNeeded: newValue) }
  }
}

extension Signal {
  /// The address of the sample at `index`.
  @inline(__always)
  public func address(of index: Int) -> UnsafeRawPointer { UnsafeRawPointer(start + index) }
}

extension BeatSettings {
  /// The memory of a search behind its state.
  ///
  /// - Parameter state: The start of `byteCount` bytes, at a multiple of 4.
  @inline(__always)
  public func memory(behind state: UnsafeMutableRawPointer) -> Signal {
    Signal(
      (state + Self.stateByteCount).assumingMemoryBound(to: Int16.self), count: memoryCount)
  }
}

/// Memory that a stage works in, at a multiple of 4; its contents are lost.
public struct Scratch {
  /// The first byte.
  private let start: UnsafeMutableRawPointer

  /// The memory from `start` on.
  ///
  /// - Parameter start: At a multiple of 4; as many bytes as the stage needs must lie there.
  @inline(__always)
  public init(_ start: UnsafeMutableRawPointer) { self.start = start }

  /// The memory as `count` int16.
  @inline(__always)
  func halves(_ count: Int) -> Signal {
    Signal(start.assumingMemoryBound(to: Int16.self), count: count)
  }

  /// The memory from word `index` on as int32.
  @inline(__always)
  package func words(from index: Int) -> Words {
    Words(start: start.assumingMemoryBound(to: Int32.self) + index)
  }
}

/// int32 in scratch memory.
package struct Words {
  /// The first of them.
  fileprivate let start: UnsafeMutablePointer<Int32>

  /// The word at `index`.
  @inline(__always)
  package subscript(_ index: Int) -> Int32 {
    get { start[index] }
    nonmutating set { start[index] = newValue }
  }

  /// Words 2 × `index` and 2 × `index` + 1 as 64 bits, the low one first.
  @inline(__always)
  func wide(_ index: Int) -> UInt64 {
    UInt64(
      high: UInt32(bitPattern: start[2 &* index &+ 1]), low: UInt32(bitPattern: start[2 &* index]))
  }

  /// Stores 64 bits as words 2 × `index` and 2 × `index` + 1.
  @inline(__always)
  func store(_ value: UInt64, wide index: Int) {
    start[2 &* index] = Int32(truncatingIfNeeded: value)
    start[2 &* index &+ 1] = Int32(truncatingIfNeeded: value &>> 32)
  }
}

/// The constants of a stage: little-endian int16 at a multiple of 2.
public struct Constants {
  /// The first byte.
  private let start: UnsafeRawPointer
  /// How many constants there are.
  public let count: Int

  /// `count` constants from `start` on.
  ///
  /// - Parameters:
  ///   - start: The first one; the memory must stay for as long as the constants are used.
  ///   - count: How many there are; 0 reads nothing.
  @inline(__always)
  public init(_ start: UnsafeRawPointer, count: Int) {
    self.start = start
    self.count = count
  }

  /// `count` of the constants from `first` on; nil where there are fewer.
  @inline(__always)
  public func part(from first: Int, count: Int) -> Constants? {
    guard first &+ count <= self.count else { return nil }
    return Constants(start + 2 &* first, count: count)
  }

  /// The constant at `index`, 0 ..< count.
  @inline(__always)
  public subscript(_ index: Int) -> Int32 {
    Int32(Int16(littleEndian: start.load(fromByteOffset: 2 &* index, as: Int16.self)))
  }

  /// Whether every constant is above the one before it, and all are in `least` … `largest`.
  ///
  /// - Complexity: O(count).
  func ascend(from least: Int32, to largest: Int32) -> Bool {
    var (index, next) = (0, least)
    while index != count {
      let value = self[index]
      guard value >= next, value <= largest else { return false }
      next = value &+ 1
      index = index &+ 1
    }
    return true
  }
}
