internal import PackedFormat
internal import SignalFrontEnd

/// What becomes of one number of a window.
enum WindowNumber<Scale: Sendable>: Sendable {
  /// It is standardised with the other numbers of its window.
  case standardized
  /// It becomes an input on this scale.
  case scaled(Scale)
  /// It is left out, or becomes 0 whatever it is.
  case unused
}

/// The numbers that a quantised input distinguishes: how proof windows and profiles are drawn.
///
/// Window numbers of floats have a `FloatScale`. Those of integers have a centre and a quantum, in
/// integers.
struct WindowScales {
  /// The scale of integers.
  struct Steps: Sendable {
    /// The integer that becomes 0.
    let centre: Double
    /// Integers per quantum.
    let quantum: Double
  }

  /// w numbers; empty where the student takes no floats.
  let floats: [WindowNumber<FloatScale>]
  /// w numbers; empty where the student takes no integers.
  let integers: [WindowNumber<Steps>]
  /// The largest magnitude of a quantum, and a little more: 130 of 127, 33,537 of 32,767.
  let reach: Double
  /// Samples of a channel where windows are those of a signal, whose features are no numbers of the
  /// window; nil elsewhere.
  let signalLength: Int?

  /// The scales of a student.
  ///
  /// - Parameters:
  ///   - header: of a file that was validated, with its sections.
  ///   - bytes: the whole file.
  init(_ header: PackedHeader, in bytes: [UInt8]) {
    let facts = FrontEndFacts(header, in: bytes)
    signalLength = facts.makesNodes ? header.samplesPerChannel : nil
    reach = header.featureBits == 8 ? 130 : 33_537
    let steps = Self.steps(header, bytes)
    let program = PackedLayout(trusting: header).program
    if let program, steps.count > 0 {
      let units = (0..<header.channelCount).map {
        program.countsPerUnit($0, in: bytes.span.bytes)
      }
      floats = steps.enumerated().map { index, number in
        number.inUnits(of: units[index / header.samplesPerChannel])
      }
    } else {
      floats = facts.acceptsFloats ? Self.floatScales(header, bytes) : []
    }
    integers = facts.acceptsCounts ? steps : []
  }

  /// The scales of integers by the number of a window.
  private static func steps(_ header: PackedHeader, _ bytes: [UInt8]) -> [WindowNumber<Steps>] {
    let scales = ScaleFacts(header, in: bytes)
    let layout = PackedLayout(trusting: header)
    var numbers = [WindowNumber<Steps>](repeating: .unused, count: header.windowCount)
    for number in 0..<header.standardizedCount { numbers[number] = .standardized }
    // Where features are no numbers of the window, no number has a scale.
    if let program = layout.program, !program.isPlain(in: bytes) { return numbers }
    let places = layout.program.map { $0.places(of: header, in: bytes) }
    for scale in scales.inputs {
      guard let steps = scale.integers, steps.quantum > 0 else { continue }
      let place = places?[scale.feature] ?? scale.feature
      numbers[place] = .scaled(Steps(centre: steps.centre, quantum: steps.quantum))
    }
    return numbers
  }

  private static func floatScales(
    _ header: PackedHeader, _ bytes: [UInt8]
  ) -> [WindowNumber<FloatScale>] {
    let scales = ScaleFacts(header, in: bytes)
    let layout = PackedLayout(trusting: header).scales
    var numbers = [WindowNumber<FloatScale>](repeating: .unused, count: header.windowCount)
    for number in 0..<header.standardizedCount { numbers[number] = .standardized }
    for (index, scale) in scales.inputs.enumerated() {
      let float =
        layout?.float(index, in: bytes.span.bytes)
        ?? FloatScale(centre: 0, multiplier: header.inputMultiplier)
      if float.multiplier != 0 { numbers[scale.feature] = .scaled(float) }
    }
    return numbers
  }
}

extension WindowNumber<WindowScales.Steps> {
  /// The same of floats that become counts, `perUnit` of them per unit.
  fileprivate func inUnits(of perUnit: Float) -> WindowNumber<FloatScale> {
    switch self {
    case .standardized: .standardized
    case .unused: .unused
    case .scaled(let steps):
      .scaled(
        FloatScale(
          centre: Float(steps.centre) / perUnit, multiplier: perUnit / Float(steps.quantum)))
    }
  }
}

extension ProgramLayout {
  /// Whether every stage reads samples of the window: then each feature is a number of it, and the
  /// device needs no memory for the program.
  func isPlain(in bytes: [UInt8]) -> Bool {
    (0..<stageCount).allSatisfy { index in
      let stage = stage(index, in: bytes.span.bytes)
      return stage.operation == .samples && stage.source == 0
    }
  }

  /// Where in a window each feature of a program is. Every stage takes samples of the window.
  fileprivate func places(of header: PackedHeader, in bytes: [UInt8]) -> [Int] {
    (0..<stageCount).flatMap { index in
      let channel = stage(index, in: bytes.span.bytes).channel
      guard channel != ProgramStage.allChannels else { return Array(0..<header.windowCount) }
      let start = Int(channel) * header.samplesPerChannel
      return Array(start..<start + header.samplesPerChannel)
    }
  }
}
