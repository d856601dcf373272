import Firmware
import Testing

/// Only the loaded parts of an ELF file count.
@Suite("ELF")
struct ExecutableImageTests {
  private static let student = "standardized-n140-m140-k3-c5"

  @Test("holds a student that is loaded, and tells its address", arguments: ELF.classes)
  func loaded(wide: Bool, big: Bool) throws {
    let student = try Golden.bytes(Self.student)
    var elf = ELF(wide: wide, big: big, payload: [9, 9, 9, 9] + student)
    elf.loads = [.init(virtual: 0x0800_0100, count: student.count + 4)]
    let found = try elf.contents(for: student)
    #expect(found.copies.map(\.description) == ["address 0x08000104"])
    elf.sections = [
      .init(), .init(type: 1, flags: 2, address: 0x0800_0100, count: student.count + 4),
    ]
    #expect(try elf.contents(for: student).copies.count == 1)
    elf.loads[0].virtual += 1
    elf.sections[1].address += 1
    #expect(try elf.contents(for: student).flawed.map(\.flaw) == [.misaligned])
  }

  @Test("holds none in bytes that are not loaded")
  func notLoaded() throws {
    let student = try Golden.bytes(Self.student)
    var changed = student
    changed[60] ^= 1
    var elf = ELF(payload: changed + student)
    elf.loads = [.init(virtual: 0, count: student.count)]
    let only = try elf.contents(for: student)
    #expect(only.copies.isEmpty && only.flawed.isEmpty && only.others.count == 1)
    // In a segment, and in no section: objcopy leaves it out.
    elf.loads = [.init(virtual: 0, count: 2 * student.count)]
    elf.sections = [
      .init(), .init(type: 1, flags: 2, address: 0, count: student.count),
      .init(type: 1, flags: 0, address: 0, start: student.count, count: student.count),
    ]
    #expect(try elf.contents(for: student).flawed.map(\.flaw) == [.outsideSections])
  }

  @Test("holds none to whose addresses something else is loaded, or a relocation writes")
  func overwritten() throws {
    let student = try Golden.bytes(Self.student)
    let other = [UInt8](repeating: 1, count: 64)
    var elf = ELF(payload: student + other)
    elf.loads = [
      .init(virtual: 0x100, count: student.count),
      .init(virtual: 0x140, start: student.count, count: 64),
    ]
    #expect(try elf.contents(for: student).flawed.map(\.flaw) == [.overlapped])
    elf.loads[1].virtual = 0x9000
    #expect(try elf.contents(for: student).copies.count == 1)
    elf.loads[1].physical = 0x120
    elf.loads[0].physical = 0x100
    #expect(try elf.contents(for: student).flawed.map(\.flaw) == [.overlapped])
    elf = ELF(payload: student + [0x20, 0, 0, 0, 1, 0, 0, 0])
    elf.type = 1
    elf.sections = [
      .init(), .init(type: 1, flags: 2, address: 0, count: student.count, alignment: 16),
    ]
    let object = try elf.contents(for: student)
    #expect(object.copies.map(\.description) == ["byte 0 of section 1"])
    elf.sections.append(.init(type: 9, flags: 0, start: student.count, count: 8, target: 1))
    #expect(try elf.contents(for: student).flawed.map(\.flaw) == [.relocated])
    elf.sections[2].target = 0
    elf.sections[1].alignment = 1
    #expect(try elf.contents(for: student).flawed.map(\.flaw) == [.misaligned])
  }

  @Test("is read or refused, whatever its headers say", arguments: ELF.classes)
  func damage(wide: Bool, big: Bool) throws {
    let student = try Golden.bytes(Self.student)
    var elf = ELF(wide: wide, big: big, payload: student)
    elf.loads = [.init(virtual: 0x100, count: student.count)]
    elf.sections = [.init(), .init(type: 1, flags: 2, address: 0x100, count: student.count)]
    let file = elf.bytes
    for index in Array(0..<200) + Array(file.count - 130..<file.count) {
      for value: UInt8 in [0, 1, 0x7F, 0x80, 0xFF] {
        var hostile = file
        hostile[index] = value
        _ = try? FirmwareImage(hostile).contents(for: student)
      }
    }
    for length in stride(from: 0, to: file.count, by: 7) {
      _ = try? FirmwareImage(Array(file[..<length])).contents(for: student)
    }
    #expect(throws: ImageObjection.self) { try FirmwareImage(Array(file[..<60])) }
    #expect(throws: ImageObjection.archive) { try FirmwareImage(Array("!<arch>\n".utf8) + file) }
  }

  @Test("of raw bytes tells each copy, and what was one")
  func raw() throws {
    let student = try Golden.bytes(Self.student)
    var changed = student
    changed[60] ^= 1
    let gap = [UInt8](repeating: 0, count: 100)
    let two = try FirmwareImage(changed + gap + student).contents(for: student)
    #expect(two.others.map(\.place.description) == ["byte 0"])
    #expect(two.copies.map(\.address) == [student.count + 100])
    let third = try FirmwareImage([0, 0, 0] + student).contents(for: student)
    #expect(third.copies.isEmpty && third.flawed.map(\.flaw) == [.misaligned])
    // The beginning of a student, again and again.
    let claims = (0..<40_000).flatMap { _ in student[..<48] }
    let found = try FirmwareImage(claims).contents(for: student)
    #expect(found.copies.isEmpty && !found.isComplete)
  }
}

/// An ELF file as a test wants it, right or wrong.
struct ELF {
  struct Load {
    var virtual: Int
    var physical: Int?
    var start = 0
    var count: Int
  }

  struct Section {
    var type = 0
    var flags = 0
    var address = 0
    var start = 0
    var count = 0
    var target = 0
    var alignment = 4
  }

  static let classes = [(false, false), (false, true), (true, false), (true, true)]

  var wide = false
  var big = false
  var payload: [UInt8]
  var type = 2
  var loads: [Load] = []
  var sections: [Section] = []

  init(wide: Bool = false, big: Bool = false, payload: [UInt8]) {
    (self.wide, self.big, self.payload) = (wide, big, payload)
  }

  func contents(for student: [UInt8]) throws -> FirmwareImage.Contents {
    try FirmwareImage(bytes).contents(for: student)
  }

  private func number(_ value: Int, _ size: Int) -> [UInt8] {
    let little = (0..<size).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
    return big ? little.reversed() : little
  }

  private func word(_ value: Int) -> [UInt8] { number(value, wide ? 8 : 4) }

  /// Header, program headers, payload, section headers.
  var bytes: [UInt8] {
    let (head, program, section) = wide ? (64, 56, 64) : (52, 32, 40)
    let start = head + program * loads.count
    let end = start + payload.count
    var file: [UInt8] = [0x7F, 0x45, 0x4C, 0x46, wide ? 2 : 1, big ? 2 : 1, 1]
    file += [UInt8](repeating: 0, count: 9)
    file += number(type, 2) + number(40, 2) + number(1, 4) + word(0)
    file += word(loads.isEmpty ? 0 : head) + word(sections.isEmpty ? 0 : end)
    file += number(0, 4) + number(head, 2) + number(program, 2) + number(loads.count, 2)
    file += number(section, 2) + number(sections.count, 2) + number(0, 2)
    for load in loads {
      let place = word(start + load.start) + word(load.virtual)
      let sizes = word(load.physical ?? load.virtual) + word(load.count) + word(load.count)
      file += number(1, 4) + (wide ? number(4, 4) : []) + place + sizes
      file += (wide ? [] : number(4, 4)) + word(4)
    }
    file += payload
    for item in sections {
      file += number(0, 4) + number(item.type, 4) + word(item.flags) + word(item.address)
      file += word(start + item.start) + word(item.count) + number(0, 4) + number(item.target, 4)
      file += word(item.alignment) + word(0)
    }
    return file
  }
}
