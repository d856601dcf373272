import HostRuntime
import PackedFormat
import Testing

@Suite("A student with what it takes from a stream")
struct StreamedStudentTests {
  @Test("keeps every integer, and states rate and hop")
  func hop() throws {
    for name in ["folded-n140-k3-c5", "v2-channels-n12-k2-c2", "v2-program-events-k2-c2"] {
      let before = try Golden.student(name)
      let after = try before.taking(StudentStream(sampleRate: 360_000, hop: 1))
      #expect(after.header.version == 2)
      #expect(after.header.sampleRate == 360_000 && after.header.hop == 1)
      let (old, new) = (QuantizedStudent(before), QuantizedStudent(after))
      #expect(old.regionMaps == new.regionMaps && old.gate == new.gate)
      #expect(old.scales == new.scales && old.program == new.program)
      #expect(after.header.counts == before.header.counts)
      #expect(after.header.inputMultiplier == before.header.inputMultiplier)
    }
  }

  @Test("cuts beats of its windows, and no others")
  func beats() throws {
    let student = try Golden.student("folded-n140-k3-c5")
    let beats = BeatConstants(rate: 360, hasIntervals: false)
    #expect(beats.windowCount == 140)
    let after = try student.taking(StudentStream(sampleRate: 360_000, beats: beats))
    #expect(QuantizedStudent(after).beats == beats)
    #expect(throws: PackedFormatError.parameter) {
      try student.taking(StudentStream(beats: BeatConstants(rate: 360)))
    }
    #expect(throws: PackedFormatError.section) {
      try Golden.student("v2-channels-n12-k2-c2").taking(StudentStream(beats: beats))
    }
  }

  @Test("has a hop of at most its window")
  func longHop() throws {
    #expect(throws: PackedFormatError.self) {
      try Golden.student("folded-n3-k2-c2").taking(StudentStream(hop: 4))
    }
  }
}
