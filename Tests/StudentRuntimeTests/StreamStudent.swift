import CTesseraRuntime
import PackedFormat
import StudentRuntime

/// Random students that take counts from a stream, and what a stream brought.
enum StreamStudent {
  /// A student of windows.
  static func windows(
    length: Int, channels: Int, hop: Int, _ generator: inout SeededGenerator
  ) throws -> [UInt8] {
    try bytes(
      PackedWindow(samplesPerChannel: length, channelCount: channels, hop: hop), .none, nil,
      &generator)
  }

  /// A student of beats at 125 samples a second, with the features of intervals or without.
  static func beats(awaitsNext: Bool, _ generator: inout SeededGenerator) throws -> [UInt8] {
    var beats = BeatConstants()
    (beats.samplesBefore, beats.samplesFrom, beats.refractory) = (19, 30, 25)
    (beats.tWave, beats.searchBack, beats.box, beats.lag) = (45, 150, 4, 4)
    (beats.integration, beats.threshold) = (14, 96)
    (beats.signalDecay, beats.noiseDecay) = (64, 32)
    beats.intervalFeatures = awaitsNext ? 1 : 0
    return try bytes(
      PackedWindow(samplesPerChannel: awaitsNext ? 53 : 49), SectionFacts(hasBeats: true), beats,
      &generator)
  }

  private static func bytes(
    _ window: PackedWindow, _ sections: SectionFacts, _ beats: BeatConstants?,
    _ generator: inout SeededGenerator
  ) throws -> [UInt8] {
    let shape = PackedShape(
      inputCount: window.count, regionCount: 3, outputCount: 4, window: window, sections: sections)
    let header = try PackedHeader(
      shape: shape, hasLogits: true, inputMultiplier: 1, outputScale: 1,
      counts: CountQuantization(multiplier: 1 << 30, shift: 43, zero: 20))
    var bytes = try RandomStudent.bytes(header, extreme: false, &generator)
    if let beats, let place = PackedLayout(trusting: header).range(of: .beats) {
      var span = bytes.mutableSpan
      var raw = span.mutableBytes
      beats.write(into: &raw, at: place.lowerBound)
    }
    RandomStudent.seal(&bytes)
    return bytes
  }

  /// A rhythm of triangles in noise.
  static func rhythm(_ count: Int, _ generator: inout SeededGenerator) -> [Int16] {
    var next = 40
    var (beat, height) = (-100, 0)
    return (0..<count).map { index in
      if index == next {
        (beat, height) = (index, .random(in: 500...900, using: &generator))
        next += .random(in: 60...140, using: &generator)
      }
      let since = index - beat
      let noise = Int.random(in: -20...20, using: &generator)
      return Int16(noise + (since < 8 ? height * (4 - abs(4 - since)) / 4 : 0))
    }
  }

  /// Ways to cut a stream into blocks.
  static func blocks(
    _ count: Int, _ kind: Int, _ generator: inout SeededGenerator
  ) -> [Range<Int>] {
    var (start, blocks) = (0, [Range<Int>]())
    while start < count {
      let length = [1, 7, 250, .random(in: 0...90, using: &generator)][kind]
      blocks.append(start..<min(start + length, count))
      start += length
    }
    return blocks
  }
}

/// An answer of a stream.
struct StreamAnswer: Equatable {
  /// Frames, or samples, up to it.
  let at: Int
  /// The number of the sample of a peak; 0 for a window.
  var place: UInt32 = 0
  let answer: StudentAnswer
  let outputs: [Int32]
}
