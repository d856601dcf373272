import CStages
import SignalFrontEnd
import Testing

/// A beat as Swift, C and the oracle find it.
struct RunBeat: Equatable {
  /// The index of the sample that completes it.
  let at: Int
  /// The number of the sample of its peak.
  let place: UInt32
  /// The sum of index × sample of its window, from 1 on.
  let digest: Int64
}

/// The twelve fields of a section of beats.
struct BeatFields {
  var values: [UInt16]

  /// The fields for a rate, as they are proposed: 150 ms before the peak and 240 ms from it on.
  init(rate: Int, awaitsNext: Bool = false) {
    func samples(_ milliseconds: Int) -> UInt16 { UInt16((milliseconds * rate + 500) / 1_000) }
    values = [150, 240, 200, 360, 1_200, 28, 28, 110].map(samples)
    values += [96, 64, 32, awaitsNext ? 1 : 0]
  }

  init(_ values: [UInt16]) { self.values = values }

  var settings: BeatSettings {
    BeatSettings(
      before: values[0], from: values[1], refractory: values[2], wave: values[3],
      search: values[4], box: values[5], lag: values[6], integration: values[7],
      threshold: values[8], signalDecay: values[9], noiseDecay: values[10],
      awaitsNext: values[11] == 1)
  }

  /// Random fields, each in its range; `size` bounds them.
  static func random(_ size: UInt16, _ generator: inout SeededGenerator) -> BeatFields {
    func number(_ low: UInt16, _ high: UInt16) -> UInt16 {
      .random(in: low...high, using: &generator)
    }
    return BeatFields(
      [number(0, size), number(1, size), number(1, size), number(1, size), number(1, 4 * size)]
        + [number(1, size), number(1, size), number(1, size)]
        + [number(1, 256), number(1, 256), number(1, 256), number(0, 1)])
  }

  /// The beats that Swift finds, in memory of exactly the size.
  func run(_ samples: [Int16], first: UInt32 = 0) -> [RunBeat] {
    let settings = settings
    let fence: Int16 = 0x5AA5
    var memory = [Int16](repeating: fence, count: settings.memoryCount + 16)
    var beats = [RunBeat]()
    memory.withUnsafeMutableBufferPointer { memory in
      guard let start = memory.baseAddress else { return }
      let signal = Signal(start + 8, count: settings.memoryCount)
      var state = BeatState(settings, first: first, clearing: signal)
      for (index, sample) in samples.enumerated() {
        guard let beat = state.push(Int32(sample), signal) else { continue }
        let digest = (0..<settings.windowCount).reduce(Int64(0)) {
          $0 + Int64($1 + 1) * Int64(signal[beat.window + $1])
        }
        beats.append(RunBeat(at: index, place: beat.place, digest: digest))
      }
    }
    let isIntact = (memory.prefix(8) + memory.suffix(8)).allSatisfy { $0 == fence }
    #expect(isIntact, "the search wrote beside its memory")
    return beats
  }

  /// The beats that C finds.
  func runInC(_ samples: [Int16], first: UInt32 = 0) -> [RunBeat] {
    let size = Int(c_beats_size(values))
    var memory = [Int32](repeating: 0x5A5A_A5A5, count: size / 4 + 4)
    var beats = [c_beat](repeating: c_beat(), count: samples.count)
    let count = c_beats(
      values, first, samples, UInt32(samples.count), &memory, &beats, UInt32(beats.count))
    #expect(memory.suffix(4).allSatisfy { $0 == 0x5A5A_A5A5 }, "C wrote behind its memory")
    return beats.prefix(Int(count)).map {
      RunBeat(at: Int($0.at), place: $0.place, digest: $0.digest)
    }
  }
}
