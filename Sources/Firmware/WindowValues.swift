internal import PackedFormat
internal import SignalFrontEnd
internal import StudentRuntime

/// The values of the templates for what a caller hands over, and what becomes of it. A student of
/// version 1 has the words of inputs for its window.
struct WindowValues {
  /// Whether the student is of format version 2.
  let second: Bool
  /// Whether features have 16 bits; what the names of functions for them end in.
  let wide: Bool
  let suffix: String
  /// The macro that counts the numbers of a window, and how many there are.
  let windowMacro: String
  let window: Int
  let numbers: String
  let numbersOfWindow: String
  /// The type of a quantised input, in C and in words, and how random ones are made.
  let element: String
  let elementWord: String
  let elementShift: String
  let elementHalf: Int
  let featureBits: Int
  let componentBits: Int
  let scratchMacro: String
  let scratchBits: String
  /// Whether float32 and int32 are accepted: 1 or 0 in C.
  let floats: Int
  let integers: Int
  let acceptsFloats: Bool
  let acceptsIntegers: Bool
  /// Whether floats are accepted beside counts.
  let floatsBeside: Bool
  /// The function that makes inputs of counts.
  let countFunction: String
  /// Whether proof windows are integers for a quantiser.
  let takesIntegers: Bool
  /// The type of a sample in examples, and the function that takes it.
  let sampleElement: String
  let sampleFunction: String
  let hasChannels: Bool
  let channels: Int
  let samples: Int
  let features: Int
  /// Whether some features are left out.
  let keeps: Bool
  let program: Bool
  /// Whether its program makes nodes, so that windows need memory; bytes of that memory, of the
  /// program alone and of a classification.
  let nodes: Bool
  let programBytes: Int
  let memoryBytes: Int
  /// Whether inputs have a scale each.
  let scaled: Bool
  let hasRate: Bool
  let sampleRate: Int
  let streams: Bool
  let hop: Int
  let streamBytes: Int
  /// Whether beats are found in a stream, bytes of the state of that, and how they are cut.
  let cutsBeats: Bool
  let beatBytes: Int
  let samplesBefore: Int
  let samplesFrom: Int
  let hasIntervals: Bool
  /// Whether the student learns on the device.
  let learns: Bool
  /// d, of a student that learns.
  let components: Int
  /// Whether counts become answers in memory that is declared for it.
  let holdsMemory: Bool
  let binary: Bool

  init(_ firmware: FirmwareSource, _ header: PackedHeader, _ layout: PackedLayout) {
    second = header.version == 2
    wide = header.featureBits == 16
    suffix = header.functionSuffix
    windowMacro = second ? "WINDOW_COUNT" : "INPUT_COUNT"
    window = header.windowCount
    numbers = second ? "Numbers of a window" : "Inputs"
    numbersOfWindow = second ? "numbers" : "inputs"
    element = header.inputElement
    elementWord = wide ? "int16" : "int8"
    elementShift = wide ? "16" : "24"
    elementHalf = wide ? 32_768 : 128
    featureBits = header.featureBits
    componentBits = header.componentBits
    let isNarrow = featureBits == 8 && componentBits == 8
    scratchMacro = isNarrow ? "TESSERA_SCRATCH_SIZE" : "TESSERA_SCRATCH_SIZE_OF"
    scratchBits = isNarrow ? "" : ", \(componentBits)"
    let facts = FrontEndFacts(header, in: firmware.bytes)
    nodes = facts.makesNodes
    (programBytes, memoryBytes) = (firmware.programBytes, firmware.memoryBytes)
    acceptsFloats = facts.acceptsFloats
    floats = acceptsFloats ? 1 : 0
    acceptsIntegers = facts.acceptsIntegers
    integers = acceptsIntegers ? 1 : 0
    floatsBeside = acceptsFloats && facts.acceptsCounts && !nodes
    countFunction = (nodes ? "tessera_features_i16" : WindowType.i16.function) + suffix
    takesIntegers = facts.proofType != .f32 && !nodes
    sampleElement = facts.sampleType.element
    sampleFunction = facts.sampleType.function + suffix
    channels = header.channelCount
    hasChannels = channels > 1
    samples = header.samplesPerChannel
    features = header.featureCount
    keeps = header.shape.hasKeptInputs
    program = header.sections.hasProgram
    scaled = header.sections.scales != .none
    sampleRate = Int(header.sampleRate)
    hasRate = sampleRate > 0
    hop = header.hop
    streams = hop > 0
    streamBytes = layout.streamByteCount
    let beats = layout.range(of: .beats).map {
      BeatConstants(reading: firmware.bytes.span.bytes, at: $0.lowerBound)
    }
    cutsBeats = beats != nil
    beatBytes = beats.map { BeatSettings($0).byteCount } ?? 0
    samplesBefore = beats.map { Int($0.samplesBefore) } ?? 0
    samplesFrom = beats.map { Int($0.samplesFrom) } ?? 0
    hasIntervals = beats.map { $0.intervalFeatures != 0 } ?? false
    learns = header.sections.hasAdaptation && header.outputCount > 1
    components = header.componentCount
    holdsMemory = nodes || streams || cutsBeats
    binary = header.isBinary
  }
}

extension PackedHeader {
  /// What the names of functions for the student's inputs end in.
  var functionSuffix: String { featureBits == 16 ? "_wide" : "" }
  /// The type of a quantised input in C.
  var inputElement: String { featureBits == 16 ? "int16_t" : "int8_t" }
}

extension WindowType {
  /// The type of a number in C.
  var element: String {
    switch self {
    case .f32: "float"
    case .i16: "int16_t"
    case .i32: "int32_t"
    }
  }

  /// The function of the runtime that takes a window.
  var function: String { "tessera_quantize_\(rawValue)" }
}
