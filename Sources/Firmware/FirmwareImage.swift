internal import PackedFormat

/// An image for a device: an ELF file, Intel HEX, or raw bytes.
///
/// Only the loaded parts of an ELF file count, and the bytes of Intel HEX at their addresses.
public struct FirmwareImage: Sendable, Equatable {
  /// Bytes that the device has at consecutive addresses.
  struct Segment: Sendable, Equatable {
    /// Where the first byte lies: an address, or an offset in raw bytes or in a section.
    var address: Int
    var bytes: ArraySlice<UInt8>
    /// The section of an object file that is not linked.
    var section: Int?
    /// The reason why a device may not get the student that lies here.
    var flaw: Flaw?
    /// Addresses from which on a linker or a loader writes, in order.
    var patches: [Int] = []

    /// Whether a linker or a loader writes from an address in `range` on.
    func isPatched(in range: Range<Int>) -> Bool {
      var (low, high) = (0, patches.count)
      while low < high {
        let middle = (low + high) / 2
        if patches[middle] < range.lowerBound { low = middle + 1 } else { high = middle }
      }
      return low < patches.count && patches[low] < range.upperBound
    }
  }

  /// Why a copy of a student does not count.
  public enum Flaw: Sendable, Equatable {
    /// At an address that is no multiple of 4, which `tessera_open` refuses.
    case misaligned
    /// In a segment, and in no section that is loaded: tools disagree on whether it is.
    case outsideSections
    /// Something else is loaded to the same addresses.
    case overlapped
    /// A relocation writes into it.
    case relocated
  }

  /// A place in an image.
  public struct Place: Sendable, Equatable, CustomStringConvertible {
    let kind: Kind
    let section: Int?
    /// The address, or the offset in raw bytes or in a section.
    public let address: Int

    public var description: String {
      if let section { return "byte \(address) of section \(section)" }
      return kind == .raw ? "byte \(address)" : "address \(hexadecimal(address))"
    }
  }

  /// The packed students that an image holds, whole or in part.
  public struct Contents: Sendable, Equatable {
    /// Where the student lies, byte for byte, as a device can open it.
    public var copies: [Place] = []
    /// Where it lies in another way.
    public var flawed: [(place: Place, flaw: Flaw)] = []
    /// Others, and remains of one. They begin like a packed student. They have the length in their
    /// header, or as many of its bytes as are there.
    public var others: [(place: Place, bytes: [UInt8])] = []
    /// Whether all of the image was searched. An image that begins like a student over and over is
    /// not, and no build makes one.
    public var isComplete = true

    public static func == (a: Contents, b: Contents) -> Bool {
      a.copies == b.copies && a.isComplete == b.isComplete
        && a.flawed.elementsEqual(b.flawed, by: ==) && a.others.elementsEqual(b.others, by: ==)
    }
  }

  /// How a file is to be read.
  enum Kind: Sendable { case raw, elf, hexadecimal }

  private let kind: Kind
  let segments: [Segment]

  /// Reads an image.
  ///
  /// - Parameter file: the bytes of the file.
  /// - Throws: for a damaged file that begins like ELF or Intel HEX, for one that tools read in
  ///   several ways, and for an archive of object files.
  /// - Complexity: O(bytes + records log records).
  public init(_ file: [UInt8]) throws(ImageObjection) {
    if IntelHex.isBeginning(of: file) {
      (kind, segments) = (.hexadecimal, try IntelHex.segments(of: file))
    } else if ExecutableFile.isBeginning(of: file) {
      (kind, segments) = (.elf, try ExecutableFile.segments(of: file))
    } else if file.starts(with: "!<arch>\n".utf8) || file.starts(with: "!<thin>\n".utf8) {
      throw .archive
    } else {
      (kind, segments) = (.raw, [Segment(address: 0, bytes: file[...])])
    }
  }

  /// The first bytes of every packed student, before the version.
  private static let beginning = Array("TSRA".utf8)

  /// Looks for `student`, and for bytes that are like it.
  ///
  /// - Parameter student: the bytes of a packed student.
  /// - Complexity: O(bytes).
  public func contents(for student: [UInt8]) -> Contents {
    var contents = Contents()
    var work = 4 * segments.reduce(0) { $0 + $1.bytes.count } + 1 << 16
    for segment in segments {
      var index = segment.bytes.startIndex
      while let start = Self.next(in: segment.bytes, from: index) {
        index = start + 1
        let rest = segment.bytes[start...]
        if rest.starts(with: student) {
          index = start + student.count
          note(start, in: segment, count: student.count, &contents)
        } else if let other = other(than: student, in: rest), isAligned(start, in: segment) {
          work -= other.count
          guard work >= 0 else {
            contents.isComplete = false
            return contents
          }
          contents.others.append((place(start, in: segment), Array(other)))
        }
        work -= 48
      }
    }
    return contents
  }

  private func note(
    _ start: Int, in segment: Segment, count: Int, _ contents: inout Contents
  ) {
    let place = place(start, in: segment)
    let reached = place.address - 7..<place.address + count
    if let flaw = segment.flaw {
      contents.flawed.append((place, flaw))
    } else if !isAligned(start, in: segment) {
      contents.flawed.append((place, .misaligned))
    } else if segment.isPatched(in: reached) {
      contents.flawed.append((place, .relocated))
    } else {
      contents.copies.append(place)
    }
  }

  private static func next(in bytes: ArraySlice<UInt8>, from index: Int) -> Int? {
    let last = bytes.endIndex - beginning.count - 2
    guard index <= last else { return nil }
    return (index...last).first { start in
      bytes[start] == beginning[0] && bytes[start...].starts(with: beginning)
        && (1...2).contains(bytes[start + 4]) && bytes[start + 5] == 0
    }
  }

  private func place(_ start: Int, in segment: Segment) -> Place {
    Place(
      kind: kind, section: segment.section,
      address: segment.address + start - segment.bytes.startIndex)
  }

  private func isAligned(_ start: Int, in segment: Segment) -> Bool {
    segment.flaw != .misaligned && place(start, in: segment).address.isMultiple(of: 4)
  }

  /// Bytes that begin like a packed student. Their length follows from their counts or their
  /// directory, or length or identifier are those of `student`.
  private func other(than student: [UInt8], in rest: ArraySlice<UInt8>) -> ArraySlice<UInt8>? {
    var head = Array(rest.prefix(PackedLayout.headerByteCount(version: 2)))
    guard head.count >= PackedHeader.leastByteCount, student.count >= 60 else { return nil }
    // Version 1 has no flag bit 6: whatever it is, the counts say the length.
    if head[4] == 1 { head[6] &= 0xBF }
    let header = PackedHeader(trusting: head.span.bytes)
    let length = Int(header.length)
    let bytes = rest.prefix(max(length, PackedHeader.leastByteCount))
    let identifier = student[student.count - 12..<student.count - 4]
    let same = rest.dropFirst(student.count - 12).starts(with: identifier)
    let counts =
      header.version == 1
      ? try? PackedLayout.byteCount(of: header.shape) : Self.byteCount(header, in: rest)
    return same || length == student.count || counts == length ? bytes : nil
  }

  /// The bytes of a student of version 2 by its directory; nil where that is not there.
  private static func byteCount(_ header: PackedHeader, in bytes: ArraySlice<UInt8>) -> Int? {
    guard header.sectionCount <= PackedLayout.largestSectionCount,
      bytes.count >= header.byteCount
    else { return nil }
    let entries = PackedLayout.headerByteCount(version: 2)..<header.byteCount
    return stride(from: entries.lowerBound, to: entries.upperBound, by: 8).reduce(
      header.byteCount + PackedLayout.trailerByteCount
    ) { sum, entry in
      let start = bytes.startIndex + entry + 4
      return bytes[start..<start + 4].reversed().reduce(0) { $0 << 8 | Int($1) } + sum
    }
  }
}

/// Why a file is not taken for an image.
public enum ImageObjection: Error, Sendable, Equatable, CustomStringConvertible {
  /// It begins like ELF or Intel HEX, and is none.
  case damaged(String)
  /// Tools that flash it read it differently.
  case ambiguous(String)
  /// A library, from which a linker takes the parts that it needs.
  case archive

  public var description: String {
    switch self {
    case .damaged(let reason): "it is damaged: \(reason)"
    case .ambiguous(let reason): reason
    case .archive: "it is an archive of object files; verify the program that is linked with it"
    }
  }
}

func hexadecimal(_ address: Int) -> String {
  let digits = String(address, radix: 16)
  return "0x" + String(repeating: "0", count: max(0, 8 - digits.count)) + digits
}
