import Evaluation
import Testing

@Suite("Beats that were found, and annotated ones")
struct BeatMatchingTests {
  @Test("the same beats match without an offset")
  func equal() {
    let matching = BeatMatching(found: [5, 90, 200], annotations: [5, 90, 200], tolerance: 10)
    #expect(matching.matches == [0, 1, 2])
    #expect(matching.offsets == [0, 0, 0])
    #expect(matching.sensitivity == 1 && matching.predictiveValue == 1 && matching.jitter == 0)
  }

  @Test("a beat matches once, and the nearest one is taken")
  func nearest() {
    let matching = BeatMatching(
      found: [95, 103, 300], annotations: [100, 101, 400], tolerance: 10)
    #expect(matching.matches == [1, nil, nil])
    #expect(matching.offsets == [3])
    #expect(matching.sensitivity == 1 / 3.0 && matching.predictiveValue == 1 / 3.0)
  }

  @Test("the tolerance is the most samples between both")
  func tolerance() {
    let matching = BeatMatching(found: [90, 211], annotations: [100, 200], tolerance: 10)
    #expect(matching.matches == [0, nil])
    #expect(matching.jitter == 10)
    #expect(matching.share(within: 9) == 0 && matching.share(within: 10) == 1)
  }

  @Test("without beats or annotations there is no share")
  func none() {
    let matching = BeatMatching(found: [], annotations: [], tolerance: 10)
    #expect(matching.sensitivity == nil && matching.predictiveValue == nil)
    #expect(matching.jitter == nil && matching.share(within: 3) == nil)
  }
}
