internal import PackedFormat
internal import Rows

/// Windows of integers, and the inputs that the host makes of them: the proof of
/// `tessera_quantize_i16` and `tessera_quantize_i32`.
public struct QuantizedWindows<Number: FixedWidthInteger & Sendable>: Sendable, Equatable {
  /// M × w, row after row.
  public let windows: [Number]
  /// M × n, row after row; each fits the bits of an input.
  public let inputs: [Int16]

  /// The number of windows, M.
  public static var count: Int { 8 }

  /// Two windows at the limits of the type, and random ones.
  ///
  /// - Parameters:
  ///   - scales: of the student, which takes integers.
  ///   - generator: of the random windows.
  ///   - quantize: what the student makes of windows.
  init(
    _ scales: WindowScales, using generator: inout SeededGenerator,
    _ quantize: ([Number]) -> [Int16]
  ) {
    let width = scales.integers.count
    var windows = [Number](repeating: .min, count: width)
    windows += (0..<width).map { $0.isMultiple(of: 2) ? .max : .min }
    while windows.count < Self.count * width {
      windows += scales.randomIntegers(using: &generator)
    }
    self.windows = windows
    inputs = quantize(windows)
  }
}

extension WindowScales {
  /// A window with an amplitude and an offset of its own. The integers with a scale are uniform over
  /// the range that it distinguishes, and a little beyond.
  func randomIntegers<Number: FixedWidthInteger>(
    using generator: inout SeededGenerator
  ) -> [Number] {
    if let signalLength {
      return (0..<integers.count / signalLength).flatMap { _ in
        Self.randomSignal(of: signalLength, using: &generator)
      }
    }
    let amplitude = 1 + generator.uniform() * 32_000
    let offset = (2 * generator.uniform() - 1) * (32_000 - amplitude)
    return integers.map { number in
      let share = 2 * generator.uniform() - 1
      let value =
        switch number {
        case .standardized, .unused: share * amplitude + offset
        case .scaled(let steps): share * reach * steps.quantum + steps.centre
        }
      return Number(min(Double(Number.max), max(Double(Number.min), value.rounded())))
    }
  }

  /// One channel: pulses that ring, of a period, an amplitude and an offset of its own, in noise.
  private static func randomSignal<Number: FixedWidthInteger>(
    of length: Int, using generator: inout SeededGenerator
  ) -> [Number] {
    let amplitude = 1 + generator.uniform() * generator.uniform() * 32_000
    let offset = (2 * generator.uniform() - 1) * (32_000 - amplitude)
    let noise = generator.uniform() * amplitude / 4
    let period = 2 + generator.uniform() * Double(length) / 2
    var (wait, height) = (generator.uniform() * period, 0.0)
    return (0..<length).map { _ in
      height *= -0.7
      wait -= 1
      if wait <= 0 {
        height = 0.7 * amplitude
        wait += period * (0.75 + generator.uniform() / 2)
      }
      return Number((offset + height + noise * (2 * generator.uniform() - 1)).rounded())
    }
  }

  /// The same of floats. A window has an amplitude of its own, in `countsPerUnit`.
  func randomFloats(
    countsPerUnit: Float, using generator: inout SeededGenerator
  ) -> [Float] {
    let amplitude = 1 + generator.uniform() * 32_000
    return floats.map { number in
      let share = 2 * generator.uniform() - 1
      switch number {
      case .standardized: return Float((share * amplitude).rounded()) / countsPerUnit
      case .unused: return Float((share * amplitude).rounded())
      case .scaled(let scale):
        let distance = Float((share * reach).rounded()) / scale.multiplier
        return scale.centre == 0 ? distance : scale.centre + distance
      }
    }
  }
}
