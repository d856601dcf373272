import CStages
import SignalFrontEnd
import Testing

@Suite("Beats: settings")
struct BeatSettingsTests {
  @Test("Swift, C and the macro of tessera.h have one size, and the state fits in it")
  func sizes() {
    var generator = SeededGenerator(state: 3)
    let random = (0..<2_000).map { index in
      BeatFields.random(index.isMultiple(of: 2) ? 40 : 1_024, &generator)
    }
    let ends = [
      BeatFields([0, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 0]),
      BeatFields([8_000, 8_380, 16_384, 1, 1, 1_024, 1_024, 1_024, 1, 1, 1, 1]),
      BeatFields([0, 1, 1, 1, 1, 1, 1_024, 1, 1, 1, 1, 1]),
    ]
    var others = 0
    for fields in random + ends {
      let size = fields.settings.byteCount
      if size != Int(c_beats_size(fields.values)) || size != Int(c_beats_macro(fields.values)) {
        others += 1
      }
    }
    #expect(others == 0)
    #expect(MemoryLayout<BeatState>.size <= 192 && MemoryLayout<BeatState>.alignment == 4)
  }
}
