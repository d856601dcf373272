import PackedFormat

/// The quantisation of Docs/Format.md read literally: whole vectors of each step, in wide integers.
extension Oracle {
  /// The numbers of a window.
  private enum Numbers {
    case floats([Float])
    case integers([Int])

    func gathering(_ places: [Int]) -> Numbers {
      switch self {
      case .floats(let values): .floats(places.map { values[$0] })
      case .integers(let values): .integers(places.map { values[$0] })
      }
    }
  }

  /// The quantised input of a window, or the status with which it is refused.
  func quantize(_ input: Input) -> Result<[Int16], PackedFormatError> {
    let facts = header.sections
    var numbers: Numbers
    switch input {
    case .quantized(let values): return .success(values)
    case .floats(let values):
      guard facts.hasProgram || facts.scales == .none || facts.scales.contains(.floats) else {
        return .failure(.counts)
      }
      guard !values.contains(where: \.isNaN) else { return .failure(.notANumber) }
      numbers = .floats(values)
    case .counts(let values):
      let isScaled = facts.scales.contains(.integers)
      let isCounted =
        facts.scales == .none && (header.countMultiplier != 0 || kept.allSatisfy(isStandardized))
      guard isScaled || isCounted else { return .failure(.counts) }
      numbers = .integers(values.map(Int.init))
    case .integers(let values):
      guard facts.scales.contains(.integers), header.standardizedCount == 0, !facts.hasProgram
      else { return .failure(.counts) }
      numbers = .integers(values.map(Int.init))
    }
    if let program = layout.program { numbers = run(program, on: numbers) }
    let leading = standardized(numbers)
    let rest = quantized(numbers.gathering(kept.filter { !isStandardized($0) }))
    return .success(kept.filter(isStandardized).map { leading[$0] } + rest)
  }

  /// The features that are inputs.
  private var kept: [Int] {
    guard let list = layout.keptInputs else { return Array(0..<header.inputCount) }
    return (0..<list.count).map { list.feature($0, in: bytes.span.bytes) }
  }

  private func isStandardized(_ feature: Int) -> Bool { feature < header.standardizedCount }

  private func run(_ program: ProgramLayout, on window: Numbers) -> Numbers {
    let (length, file) = (header.samplesPerChannel, bytes)
    let counts: [Int] =
      switch window {
      case .integers(let values): values
      case .floats(let values):
        values.indices.map {
          let scale = program.countsPerUnit($0 / length, in: file.span.bytes)
          return Self.rounded(values[$0] * (scale * 256), 8, 32_767, lowest: -32_768)
        }
      }
    var features: [Int] = []
    for index in 0..<program.stageCount {
      let channel = Int(program.stage(index, in: file.span.bytes).channel)
      features += channel == 255 ? counts : Array(counts[channel * length..<(channel + 1) * length])
    }
    return .integers(features)
  }

  private func standardized(_ features: Numbers) -> [Int16] {
    let m = header.standardizedCount
    guard m > 0 else { return [] }
    let c: [Int] =
      switch features {
      case .integers(let values): Array(values.prefix(m))
      case .floats(let values):
        values.prefix(m).map { Self.rounded($0 * (header.countsPerUnit * 256), 8, 32_767) }
      }
    let sum = c.reduce(0, +)
    let spread = m * c.reduce(0) { $0 + $1 * $1 } - sum * sum
    guard spread != 0 else { return [Int16](repeating: 0, count: m) }
    var exponent = 0
    while Int128(spread) << Int128(exponent + 2) < Int128(1) << 64 { exponent += 2 }
    let scaled = UInt64(spread) << UInt64(exponent)
    var root = UInt64(Double(scaled).squareRoot())
    while root.multipliedReportingOverflow(by: root).overflow || root * root > scaled { root -= 1 }
    while (root + 1) < 1 << 32, (root + 1) * (root + 1) <= scaled { root += 1 }
    let gain = (UInt64(header.windowGain) << 32) / root
    let shift = Int128(48 - exponent / 2)
    return c.map { value in
      let product = Int128(m * value - sum) * Int128(gain) + Int128(1) << (shift - 1)
      return limited(Int(product >> shift))
    }
  }

  /// The inputs that are not standardised, in their order.
  private func quantized(_ numbers: Numbers) -> [Int16] {
    let file = bytes
    switch numbers {
    case .floats(let values):
      return values.enumerated().map { index, value in
        let scale =
          layout.scales?.float(index, in: file.span.bytes)
          ?? FloatScale(centre: 0, multiplier: header.inputMultiplier)
        guard scale.multiplier != 0 else { return 0 }
        let (bits, top) = header.featureBits == 16 ? (8, 32_767) : (16, 127)
        let product = (value - scale.centre) * (scale.multiplier * Float(1 << bits))
        return Int16(Self.rounded(product, bits, top))
      }
    case .integers(let values):
      return values.enumerated().map { index, value in
        guard let scale = layout.scales?.integer(index, in: file.span.bytes) else {
          let centred = (value - Int(header.countZero)) * 256
          return limited(
            Self.requantize(centred, Int(header.countMultiplier), Int(header.countShift)))
        }
        guard scale.multiplier != 0 else { return 0 }
        let most = Int(Int32.max)
        let difference = min(max(value - Int(scale.centre), -most), most)
        return limited(Self.requantize(difference, Int(scale.multiplier), Int(scale.shift)))
      }
    }
  }

  private func limited(_ value: Int) -> Int16 {
    let top = header.featureBits == 16 ? 32_767 : 127
    return Int16(min(max(value, -top), top))
  }

  /// (truncate(t) + 2^(bits − 1)) >> bits, limited to ±top.
  private static func rounded(_ t: Float, _ bits: Int, _ top: Int, lowest: Int? = nil) -> Int {
    let lowest = lowest ?? -top
    if t >= Float(top << bits) { return top }
    if t <= Float(lowest << bits) { return lowest }
    return (Int(t.rounded(.towardZero)) + 1 << (bits - 1)) >> bits
  }
}
