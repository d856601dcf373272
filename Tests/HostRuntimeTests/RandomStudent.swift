import HostRuntime
import PackedFormat
import Rows
import SignalFrontEnd

/// A student of a form with random counts, weights, scales and constants.
struct RandomStudent {
  let integers: QuantizedStudent
  private let form: StudentForm
  private let window: PackedWindow
  /// The feature of each input.
  private let kept: [Int]
  /// Leading features that are standardised, m.
  private let standardizedCount: Int
  private let program: StudentProgram?

  init(_ form: StudentForm, _ random: inout SeededGenerator) throws {
    self.form = form
    let channels = Int.random(in: 1...3, using: &random)
    let length = Int.random(in: 3...14, using: &random)
    let parts = Self.parts(form, length: length, channels: channels, &random)
    window = PackedWindow(
      samplesPerChannel: length, channelCount: channels, featureCount: parts.reduce(0, +),
      sampleRate: .random(using: &random) ? 0 : 360_000,
      hop: .random(in: 0...length, using: &random))
    kept = Self.kept(form, parts, &random)
    let (featureCount, last) = (window.featureCount, kept[kept.count - 1])
    standardizedCount =
      form.front != .standardized
      ? 0 : .random(in: 1...(form.scales == .none ? featureCount : max(1, last)), using: &random)
    program =
      form.front != .program
      ? nil
      : StudentProgram(
        countsPerUnit: (0..<channels).map { _ in Float(random.uniform() * 1_000 + 1) },
        stages: parts.map { count in
          ProgramStage(
            .samples,
            channel: count == length * channels
              ? ProgramStage.allChannels : .random(in: 0..<UInt8(channels), using: &random))
        })
    let (kept, m) = (kept, standardizedCount)
    let scaleCount = kept.count { $0 >= m }
    let scales =
      form.scales == .none || scaleCount == 0 ? nil : Self.scales(form, scaleCount, &random)
    integers = try Self.student(
      form, window: window, kept: kept, standardizedCount: m, program: program, scales: scales,
      &random)
  }

  /// The features that stages make, or all of them in one.
  private static func parts(
    _ form: StudentForm, length: Int, channels: Int, _ random: inout SeededGenerator
  ) -> [Int] {
    guard form.front == .program else { return [length * channels] }
    return (0..<Int.random(in: 1...3, using: &random)).map { _ in
      .random(using: &random) ? length : length * channels
    }
  }

  /// All features, or some of each stage.
  private static func kept(
    _ form: StudentForm, _ parts: [Int], _ random: inout SeededGenerator
  ) -> [Int] {
    let all = Array(0..<parts.reduce(0, +))
    guard form.leavesOut else { return all }
    var (kept, start) = ([Int](), 0)
    for count in parts {
      // Never the first alone, so that a window may end before it, and never all of them.
      let certain = start + .random(in: 1..<count, using: &random)
      kept += (start..<start + count).filter {
        $0 == certain || ($0 > 0 && Bool.random(using: &random))
      }
      start += count
    }
    return kept
  }

  private static func scales(
    _ form: StudentForm, _ count: Int, _ random: inout SeededGenerator
  ) -> InputScales {
    let integers = (0..<count).map { _ in
      Int.random(in: 0..<9, using: &random) == 0
        ? IntegerScale.zero
        : IntegerScale(
          centre: Int32.random(in: .min ... .max, using: &random)
            >> Int32.random(in: 0..<31, using: &random),
          multiplier: .random(in: 1 << 30...Int32.max, using: &random),
          shift: .random(in: 1...62, using: &random))
    }
    let floats = (0..<count).map { index in
      index > 0 && Int.random(in: 0..<9, using: &random) == 0
        ? FloatScale.zero
        : FloatScale(
          centre: index > 0 && Bool.random(using: &random) ? 0 : magnitude(-20...20, &random),
          multiplier: abs(magnitude(-20...20, &random)))
    }
    return InputScales(
      integers: form.scales.contains(.integers) ? integers : nil,
      floats: form.scales.contains(.floats) ? floats : nil)
  }

  /// A number of any magnitude of some powers of two.
  private static func magnitude(
    _ exponents: ClosedRange<Int>, _ random: inout SeededGenerator
  ) -> Float {
    let sign: FloatingPointSign = Bool.random(using: &random) ? .plus : .minus
    return Float(
      sign: sign, exponent: .random(in: exponents, using: &random),
      significand: Float(1 + random.uniform()))
  }

  private static func student(
    _ form: StudentForm, window: PackedWindow, kept: [Int], standardizedCount m: Int,
    program: StudentProgram?, scales: InputScales?, _ random: inout SeededGenerator
  ) throws -> QuantizedStudent {
    let n = kept.count
    let hasHead = form.head != .none
    let isBinary = Bool.random(using: &random)
    let (k, outputs) = (
      Int.random(in: 1...4, using: &random), Int.random(in: 1...5, using: &random)
    )
    let d = form.componentBits.map { _ in Int.random(in: 1...13, using: &random) }
    let q = hasHead ? Int.random(in: 1...9, using: &random) : nil
    let extras = Extras(
      form, window: window, componentCount: d ?? n, regionCount: k, program: program, &random)
    let shape = PackedShape(
      inputCount: n, regionCount: k, outputCount: isBinary ? 1 : outputs, componentCount: d,
      headInputCount: q, hasSharedMap: form.hasSharedMap, window: window,
      featureBits: form.featureBits, componentBits: form.componentBits, isBinary: isBinary,
      sections: SectionFacts(
        scales, program: program, limits: extras.limits, hasAdaptation: extras.adaptation != nil,
        hasBeats: extras.beats != nil))
    let header = try PackedHeader(
      shape: shape, isRectified: form.head == .rectified, hasLogits: isBinary,
      inputMultiplier: scales == nil ? abs(magnitude(-8...8, &random)) : 0, outputScale: 0.5,
      window: m == 0
        ? nil
        : WindowQuantization(
          standardizedCount: m, inputCount: kept.count { $0 < m },
          countsPerUnit: abs(magnitude(-4...12, &random)),
          gain: UInt32.random(in: 1 << 20...1 << 30, using: &random)
            >> UInt32.random(in: 0..<20, using: &random)),
      counts: scales != nil || Bool.random(using: &random)
        ? nil
        : CountQuantization(
          multiplier: .random(in: 1 << 30...Int32.max, using: &random),
          shift: .random(in: 36...50, using: &random), zero: .random(in: -99...99, using: &random)))
    let gate = map(k - 1, d ?? n, &random)
    return QuantizedStudent(
      header: header, projection: d.map { map($0, n, &random) },
      gate: k == 1
        ? nil
        : IntegerGate(
          rowCount: k - 1, columnCount: d ?? n, weights: gate.weights, biases: gate.biases),
      sharedMap: form.hasSharedMap ? map(shape.mapCount, n, &random) : nil,
      regionMaps: (0..<k).map { _ in map(shape.mapCount, d ?? n, &random) },
      head: q.map { map(shape.outputCount, $0, &random) }, scales: scales,
      keptInputs: n < window.featureCount ? kept : nil, program: program, limits: extras.limits,
      adaptation: extras.adaptation, beats: extras.beats)
  }

  private static func map(
    _ rows: Int, _ columns: Int, _ random: inout SeededGenerator
  ) -> IntegerMap {
    IntegerMap(
      rowCount: rows, columnCount: columns,
      weights: (0..<rows * columns).map { _ in .random(in: -128...127, using: &random) },
      biases: (0..<rows).map { _ in
        Int32.random(in: -1 << 30...1 << 30, using: &random)
          >> Int32.random(in: 0..<30, using: &random)
      },
      multipliers: (0..<rows).map { _ in
        Int.random(in: 0..<9, using: &random) == 0
          ? 0 : .random(in: 1 << 30...Int32.max, using: &random)
      },
      shifts: (0..<rows).map { _ in .random(in: 33...50, using: &random) })
  }
}

/// The reserved sections, some of them.
private struct Extras {
  var limits: StudentLimits?
  var adaptation: AdaptationConstants?
  var beats: BeatConstants?

  init(
    _ form: StudentForm, window: PackedWindow, componentCount d: Int, regionCount k: Int,
    program: StudentProgram?, _ random: inout SeededGenerator
  ) {
    let isWide = (form.componentBits ?? form.featureBits) == 16
    let parts = Int.random(in: 0..<16, using: &random) & (form.componentBits == nil ? 11 : 15)
    if parts > 0 {
      limits = StudentLimits(
        leastMargin: parts & 1 == 0 ? nil : .random(in: 0...Int32.max, using: &random),
        distances: parts & 2 == 0
          ? nil
          : StudentLimits.Distances(
            scoreMultiplier: .max, scoreShift: .random(in: 33...62, using: &random),
            centre: (0..<d).map { _ in
              isWide
                ? .random(in: .min ... .max, using: &random)
                : .random(in: -128...127, using: &random)
            },
            limits: (0..<k).map { _ in .random(in: 0...UInt32.max, using: &random) }, unit: 31),
        energy: parts & 4 == 0
          ? nil
          : StudentLimits.Energy(
            limit: random.next(), shift: 63,
            multipliers: (0..<d).map { _ in .random(in: 0...UInt32.max, using: &random) }),
        leastDeviation: parts & 8 == 0 ? nil : .random(in: 1...1 << 23, using: &random))
    }
    if d <= 32, Bool.random(using: &random) {
      adaptation = AdaptationConstants(
        constant: 1, mostUpdates: 65_535, prior: 1 << 30, margin: 0, covarianceLimit: .max,
        weightLimit: 1)
    }
    if window.channelCount == 1, program == nil, Bool.random(using: &random) {
      beats = BeatConstants()
      beats?.samplesFrom = UInt16(window.samplesPerChannel)
    }
  }
}

// MARK: - Inputs

extension RandomStudent {
  /// A number of a window that comes near the ends and the halves of the quanta of its input, or any.
  private func value(at column: Int, _ random: inout SeededGenerator) -> Float {
    let header = integers.header
    let special: [Float] = [0, -0.0, .infinity, -.infinity, .greatestFiniteMagnitude]
    let choice = Int.random(in: 0..<16, using: &random)
    if choice == 0 { return special[Int.random(in: 0..<special.count, using: &random)] }
    if choice < 4 { return Self.magnitude(-30...30, &random) }
    var (centre, multiplier) = (Float(0), header.inputMultiplier)
    if let program {
      multiplier = program.countsPerUnit[column / window.samplesPerChannel]
    } else if column < standardizedCount {
      multiplier = header.countsPerUnit
    } else if let floats = integers.scales?.floats, let input = kept.firstIndex(of: column) {
      let scale = floats[input - (kept.count - floats.count)]
      (centre, multiplier) = (scale.centre, scale.multiplier)
    }
    guard multiplier > 0 else { return Float(random.uniform()) }
    let largest = Double(header.largestFeature) * 1.1
    let quantum = (random.uniform() * 2 - 1) * largest
    let near = Float(choice < 10 ? (quantum * 2).rounded() / 2 : quantum) / multiplier + centre
    return choice == 4 ? near.nextUp : choice == 5 ? near.nextDown : near
  }

  /// Windows of floats, N × w.
  func floats(rowCount: Int, _ random: inout SeededGenerator) -> Matrix<Float> {
    let width = window.count
    return Matrix(
      rowCount: rowCount, columnCount: width,
      elements: (0..<rowCount * width).map { value(at: $0 % width, &random) })
  }

  /// Windows of integers of any magnitude, N × w; some are the same number throughout.
  func integers<Integer: FixedWidthInteger>(
    rowCount: Int, _ random: inout SeededGenerator
  ) -> [Integer] {
    (0..<rowCount).flatMap { row -> [Integer] in
      let down = Integer.random(in: 0..<Integer(Integer.bitWidth), using: &random)
      let constant = Integer.random(in: .min ... .max, using: &random)
      return (0..<window.count).map { _ in
        row % 7 == 6 ? constant : Integer.random(in: .min ... .max, using: &random) >> down
      }
    }
  }
}
