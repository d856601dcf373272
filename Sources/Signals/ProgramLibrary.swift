internal import HostRuntime
internal import PackedFormat
internal import SignalFrontEnd

/// The front-ends that are tried on windows of one shape, from few features to many.
///
/// None of them learns anything from data, so that a fold can share them: thresholds count
/// deviations, and lags, octaves and edges follow from the length.
public struct ProgramLibrary: Sendable {
  /// The programs that are valid for the windows, each under its own name.
  public let programs: [FrontEndProgram]

  /// The most features of a program: more do not fit into a few kilobytes.
  package static let largestFeatureCount = 256

  /// The program whose features are the samples in deviations; missing where they are too many.
  package static let samplesName = "samples"

  /// The programs for windows of one shape.
  ///
  /// - Parameter windows: of a training dump.
  /// - Complexity: O(programs × stages).
  public init(for windows: SignalWindows) {
    let parts = LibraryParts(
      length: windows.shape.samplesPerChannel, channelCount: windows.shape.channelCount)
    programs = parts.programs.filter { program in
      guard let features = try? program.features(of: windows) else { return false }
      return features.featureCount <= Self.largestFeatureCount
    }
  }

  /// The program of a name.
  ///
  /// - Parameter name: One of those of `programs`.
  /// - Throws: `SignalsError.unknownProgram`.
  public func program(named name: String) throws(SignalsError) -> FrontEndProgram {
    guard let program = programs.first(where: { $0.name == name }) else {
      throw .unknownProgram(name: name, known: programs.map(\.name))
    }
    return program
  }
}

/// The parts that programs of the library are made of, for channels of one length.
private struct LibraryParts {
  let length: Int
  let channelCount: Int

  /// Node 1, the window in deviations; node 2 and 3 are derived.
  private let z: UInt8 = 1
  private let derived: UInt8 = 2

  var programs: [FrontEndProgram] {
    [
      make("moments") { $0.add(.moments, of: 0) },
      standardized("shape", shape),
      standardized("events", amplitude: false, events(384, perWindow: 50)),
      standardized("events-fast", amplitude: false, events(384, perWindow: 100)),
      standardized("events-high", amplitude: false, events(512, perWindow: 50)),
      standardized("events-rare", amplitude: false, events(768, perWindow: 50)),
      envelope,
      pulse,
      standardized("events-amplitude", events(384, perWindow: 50)),
      standardized("bands", bands),
      standardized("lags", lags),
      standardized("rhythm", rhythm),
      standardized("spectrum", spectrum),
      standardized("bands-lags", lags, bands),
      standardized("bands-shape", shape, bands),
      standardized("bands-lags-shape", shape, lags, bands),
      standardized("events-shape", events(384, perWindow: 50), shape),
      standardized(
        "events-bands-rhythm", events(384, perWindow: 50), shape, rhythm, bands),
      standardized("kernels", kernels),
      standardized("kernels-bands-lags", kernels, lags, bands),
      standardized(ProgramLibrary.samplesName, { $0.add(.samples, of: z) }),
      standardized("pooled", pooledSamples),
    ]
  }

  private typealias Part = (inout FrontEndProgram) -> Void

  private func make(_ name: String, _ parts: Part...) -> FrontEndProgram {
    var program = FrontEndProgram(name: name, stages: [])
    for part in parts { part(&program) }
    return program
  }

  /// A program whose parts read the window in deviations.
  ///
  /// - Parameter amplitude: whether its mean and amplitude are features, too.
  private func standardized(
    _ name: String, amplitude: Bool = true, _ parts: Part...
  ) -> FrontEndProgram {
    var program = FrontEndProgram(name: name, stages: [])
    program.add(.standardize, from: 0, to: z, [amplitude ? 1 : 0])
    for part in parts { part(&program) }
    return program
  }

  /// Events above a threshold in 1/256 deviations, of which a window has room for so many.
  private func events(_ threshold: UInt16, perWindow count: Int) -> Part {
    { $0.add(.events, of: z, [threshold, UInt16(max(1, length / count))]) }
  }

  /// Events of about 400 sums of neighbours, and of their envelope: the fewest operations, for the fewest
  /// bytes of code.
  private var envelope: FrontEndProgram {
    var program = pooledEvents("envelope")
    program.add(.pool, from: z, to: derived, [4, 2, 1])
    program.add(.events, of: derived, [256, 2])
    return program
  }

  /// Events, and products of the envelope with later samples: rate and rhythm at the cost of events
  /// alone.
  private var pulse: FrontEndProgram {
    var program = pooledEvents("pulse")
    let rest = length / max(1, length / 400)
    program.add(.pool, from: z, to: derived, [4, 2, 1])
    program.add(.centre, from: derived, to: derived)
    let lags = Self.lags(below: rest / 12 + 1, from: 3, growing: 3, by: 2)
    program.add(.autocorrelation, of: derived, constants: lags)
    return program
  }

  /// Events of about 400 sums of neighbours.
  private func pooledEvents(_ name: String) -> FrontEndProgram {
    let width = max(1, length / 400)
    let rest = length / width
    var program = FrontEndProgram(name: name, stages: [])
    // One bit more than the sum needs, so that a window at its rail stays in int16.
    if width > 1 {
      program.add(.pool, from: 0, to: z, [UInt16(width), Self.shift(width) + 1, 0])
    }
    program.add(.standardize, from: width > 1 ? z : 0, to: z, [0])
    program.add(.events, of: z, [384, UInt16(max(1, rest / 50))])
    return program
  }

  /// Values at ranks, and changes at levels.
  private func shape(_ program: inout FrontEndProgram) {
    program.add(
      .ranks, of: z, [0], constants: [0, 5, 13, 26, 51, 77, 102, 154, 179, 205, 230, 243, 250, 255])
    program.add(.crossings, of: z, constants: [-512, -256, 0, 256, 512])
  }

  /// Energies of octaves, as many as leave eight samples; this ends z.
  private func bands(_ program: inout FrontEndProgram) {
    var octaves = 1
    while octaves < 8, length >= 8 << (octaves + 1) { octaves += 1 }
    program.add(.bands, from: z, to: z, [UInt16(octaves)])
  }

  /// Products with later samples of a channel of at most 320 samples, at lags that grow by a fifth.
  private func lags(_ program: inout FrontEndProgram) {
    autocorrelation(&program, rectified: false, atMost: 320)
  }

  /// The same of magnitudes in a channel of at most 160 samples: how often something comes again.
  private func rhythm(_ program: inout FrontEndProgram) {
    autocorrelation(&program, rectified: true, atMost: 160)
  }

  private func autocorrelation(_ program: inout FrontEndProgram, rectified: Bool, atMost most: Int)
  {
    let width = (length + most - 1) / most
    let rest = length / width
    program.add(
      .pool, from: z, to: derived, [UInt16(width), Self.shift(width), rectified ? 1 : 0])
    if rectified { program.add(.centre, from: derived, to: derived) }
    program.add(.autocorrelation, of: derived, constants: Self.lags(below: rest / 2))
  }

  /// The power of segments, in bands that grow with the frequency.
  private func spectrum(_ program: inout FrontEndProgram) {
    let width = max(1, length / 512)
    let rest = length / width
    var size = 8
    while size < 128, 2 * size <= rest { size *= 2 }
    program.add(.pool, from: z, to: derived, [UInt16(width), Self.shift(width), 0])
    program.add(
      .spectrum, of: derived, [UInt16(size), UInt16(size / 2)],
      constants: [1] + Self.lags(below: size / 2).dropFirst() + [Int16(size / 2)])
  }

  /// How often kernels of nine taps are above 0 or a deviation and a half, at growing dilations: up to
  /// 120 of all channels together.
  private func kernels(_ program: inout FrontEndProgram) {
    let dilations = (0..<11).map { 1 << $0 }.filter { 8 * $0 + 1 <= length * 3 / 4 }
    let count = max(1, 120 / (channelCount * max(1, dilations.count)))
    let step = max(1, Self.taps.count / count)
    for (turn, dilation) in dilations.enumerated() {
      var constants: [Int16] = []
      for (index, place) in stride(from: turn % step, to: Self.taps.count, by: step)
        .prefix(count).enumerated()
      {
        constants += [Self.taps[place], index % 2 == 0 ? 0 : 384]
      }
      program.add(.positives, of: z, [UInt16(dilation)], constants: constants)
    }
  }

  /// At most 64 sums of neighbours.
  private func pooledSamples(_ program: inout FrontEndProgram) {
    let width = (length + 63) / 64
    program.add(.pool, from: z, to: derived, [UInt16(width), Self.shift(width), 0])
    program.add(.samples, of: derived)
  }

  /// The shift that brings a sum of `width` samples back to their size.
  private static func shift(_ width: Int) -> UInt16 {
    UInt16(Int.bitWidth - 1 - max(1, width).leadingZeroBitCount)
  }

  /// 1, 2, 3 … and then numbers that grow by a fifth, or others that grow faster.
  private static func lags(
    below limit: Int, from first: Int = 1, growing factor: Int = 6, by divisor: Int = 5
  ) -> [Int16] {
    var lags: [Int16] = []
    var lag = min(first, max(1, limit - 1))
    while lag < max(2, limit) {
      lags.append(Int16(lag))
      lag = max(lag + 1, lag * factor / divisor)
    }
    return lags
  }

  /// The 84 choices of three of nine taps, in lexicographic order.
  private static var taps: [Int16] {
    (0..<9).flatMap { a in
      (a + 1..<9).flatMap { b in (b + 1..<9).map { c in Int16(a | b << 4 | c << 8) } }
    }
  }
}
