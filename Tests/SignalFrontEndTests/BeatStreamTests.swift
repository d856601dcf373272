import Evaluation
import Foundation
import SignalFrontEnd
import Testing

/// A record with the beats that the oracle finds in it.
private struct OracleRecord: Decodable {
  struct Case: Decodable {
    let fields: [UInt16]
    /// Where a beat is complete, its peak, the digest of its window.
    let beats: [[Int64]]
  }
  let samples: [Int16]
  let cases: [Case]
}

@Suite("Beats: a stream")
struct BeatStreamTests {
  @Test("Swift and C find what the oracle finds, from any number of the first sample on")
  func oracle() throws {
    let path = URL(filePath: #filePath).deletingLastPathComponent()
      .appending(path: "../Fixtures/Beats/beats.json").standardized
    let records = try JSONDecoder().decode([OracleRecord].self, from: Data(contentsOf: path))
    #expect(records.count == 8)
    for (index, record) in records.enumerated() {
      for each in record.cases {
        let fields = BeatFields(each.fields)
        // The numbers of the samples go over their end at 700.
        for first in [0, UInt32.max - 699] {
          let expected = each.beats.map {
            RunBeat(
              at: Int($0[0]), place: first &+ UInt32(truncatingIfNeeded: $0[1]), digest: $0[2])
          }
          #expect(fields.run(record.samples, first: first) == expected, "\(index) \(each.fields)")
          #expect(fields.runInC(record.samples, first: first) == expected, "\(index)")
        }
      }
    }
  }

  @Test("Swift and C agree on random fields and hostile samples")
  func agreement() {
    var generator = SeededGenerator(state: 20)
    var (others, beats) = (0, 0)
    for index in 0..<600 {
      let fields = BeatFields.random(index.isMultiple(of: 3) ? 200 : 30, &generator)
      let samples = Hostile.window(index, 3_000, 32_768, &generator)
      let first = UInt32.random(in: 0 ... .max, using: &generator)
      let found = fields.run(samples, first: first)
      if found != fields.runInC(samples, first: first) { others += 1 }
      beats += found.count
    }
    #expect(others == 0, "\(others) streams differ")
    #expect(beats > 5_000)
  }

  /// The beats of a record from the fifth second on, when the levels are learnt, against its peaks.
  private func matching(_ record: HeartRecord, _ samples: [Int16], _ rate: Int) -> BeatMatching {
    let beats = BeatFields(rate: rate).run(samples).map { Int($0.place) }
    let start = 5 * rate
    // A beat beside the start belongs to neither side.
    let peaks = record.peaks.filter { $0 >= start }
    let found = beats.filter { $0 >= (peaks.first ?? start) - rate / 10 }
    return BeatMatching(found: found, annotations: peaks, tolerance: rate * 150 / 1_000)
  }

  @Test("beats of 30 to 220 a minute are found under each noise", arguments: HeartNoise.allCases)
  func quality(noise: HeartNoise) throws {
    var (annotated, found, right, near) = (0, 0, 0, 0)
    for (index, rhythm) in [30.0, 45, 60, 75, 100, 130, 160, 190, 220].enumerated() {
      for ectopic in [0, 0.15] where ectopic == 0 || rhythm <= 160 {
        let seed = UInt64(9_000 + 10 * index + (ectopic > 0 ? 1 : 0))
        let record = HeartRecord(seed: seed, rhythm: rhythm, ectopic: ectopic)
        let matching = matching(record, noise.counts(record, seed: seed), 360)
        annotated += matching.matches.count
        found += matching.foundCount
        right += matching.offsets.count
        near += matching.offsets.count { abs($0) <= 2 }
      }
    }
    #expect(annotated > 1_000)
    #expect(Double(right) / Double(annotated) >= 0.995, "\(right) of \(annotated)")
    #expect(Double(right) / Double(found) >= 0.995, "\(right) of \(found) found")
    #expect(Double(near) / Double(right) >= 0.95, "\(near) of \(right) within 2 samples")
  }

  @Test("the gain and the offset of the converter do not matter", arguments: [0.1, 1, 40])
  func gain(gain: Double) throws {
    let record = HeartRecord(seed: 77, rhythm: 80)
    let samples = record.clean.map { Int16(clamping: Int(($0 * gain).rounded()) - 900) }
    let matching = matching(record, samples, 360)
    #expect(matching.sensitivity == 1 && matching.predictiveValue == 1)
  }

  @Test("a flat line has no beats, whatever came before it")
  func flat() {
    let record = HeartRecord(seed: 78, rhythm: 70, seconds: 20)
    let beats = HeartNoise.none.counts(record, seed: 1)
    for level in [Int16.min, 0, Int16.max] {
      let samples = beats + [Int16](repeating: level, count: 40_000)
      let found = BeatFields(rate: 360).run(samples)
      // The step to the level may be one.
      #expect(found.filter { Int($0.place) > beats.count + 100 }.isEmpty)
    }
  }

  @Test("beats are found again after a lead fell off, and when they become 20 times smaller")
  func recovery() {
    let before = HeartRecord(seed: 79, rhythm: 70, seconds: 30)
    let after = HeartRecord(seed: 80, rhythm: 75, seconds: 60)
    let fallen = [Int16](repeating: 32_767, count: 3_600)
    for scale in [1, 20] {
      let samples =
        HeartNoise.none.counts(before, seed: 1).map { Int16(clamping: Int($0) * scale) } + fallen
      let start = samples.count
      let beats = BeatFields(rate: 360).run(samples + HeartNoise.white.counts(after, seed: 2))
      let late = start + 20 * 360
      let peaks = after.peaks.map { $0 + start }.filter { $0 > late }
      let found = beats.map { Int($0.place) }.filter { $0 > late - 40 }
      let matching = BeatMatching(found: found, annotations: peaks, tolerance: 54)
      #expect(matching.sensitivity == 1 && matching.predictiveValue == 1)
    }
  }

  @Test("saturated beats are found where they are")
  func saturation() {
    let record = HeartRecord(seed: 81, rhythm: 90)
    let samples = record.clean.map { Int16(clamping: Int(($0 * 400).rounded())) }
    let matching = matching(record, samples, 360)
    #expect(matching.sensitivity == 1 && matching.predictiveValue == 1)
  }

  @Test("without intervals an answer comes within the delay that the page states")
  func delay() {
    let record = HeartRecord(seed: 82, rhythm: 70)
    let fields = BeatFields(rate: 360)
    let (box, integration) = (Int(fields.values[5]), Int(fields.values[7]))
    let hold = max(Int(fields.values[1]), Int(fields.values[2]))
    let late = fields.run(HeartNoise.none.counts(record, seed: 1)).filter {
      $0.at - Int($0.place) > integration + box + hold
    }
    #expect(late.isEmpty)
  }
}
