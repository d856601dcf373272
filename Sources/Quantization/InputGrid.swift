internal import HostRuntime
internal import PackedFormat
internal import Rows

/// How real inputs become integers: x_i is near centre_i + step_i × q_i.
///
/// All numbers are those that a device has. A centre and a multiplier are binary32, and a step is the
/// inverse of such a multiplier.
struct InputGrid: Sendable, Equatable {
  let form: InputForm
  /// Units of each input, n values: what a quantum of 0 stands for.
  let centres: [Double]
  /// Quanta per unit, n values; 0 for an input that is always 0 quanta.
  let multipliers: [Float]
  /// Units per quantum, n values; 0 likewise.
  let steps: [Double]
  /// The leading inputs that are standardised: their steps are equal, and their centres 0.
  let standardizedCount: Int

  /// The largest magnitude of an input, in quanta.
  var largest: Int { form.largest }
  /// The largest magnitude that is not limited, in quanta.
  var limit: Double { Double(largest) + 0.5 }

  /// One scale for all of `count` inputs.
  init(form: InputForm, count: Int, multiplier: Float, standardizedCount: Int = 0) {
    self.form = form
    centres = Array(repeating: 0, count: count)
    multipliers = Array(repeating: multiplier, count: count)
    steps = Array(repeating: 1 / Double(multiplier), count: count)
    self.standardizedCount = standardizedCount
  }

  /// A scale for each input.
  ///
  /// - Parameters:
  ///   - windowStep: units per quantum of the leading inputs that are standardised.
  ///   - standardizedCount: how many they are.
  ///   - scales: of the others.
  init(bits: Int, windowStep: Double, standardizedCount: Int, scales: [FloatScale]) {
    form = InputForm(bits: bits, hasScales: true)
    let window = 0..<standardizedCount
    centres = window.map { _ in 0 } + scales.map { Double($0.centre) }
    multipliers = window.map { _ in Float(1 / windowStep) } + scales.map(\.multiplier)
    steps =
      window.map { _ in windowStep }
      + scales.map { $0.multiplier > 0 ? 1 / Double($0.multiplier) : 0 }
    self.standardizedCount = standardizedCount
  }

  /// Units per quantum of the leading inputs that are standardised; 1 without them.
  var windowStep: Double { standardizedCount > 0 ? steps[0] : 1 }

  /// The scales of the inputs that are not standardised.
  var floatScales: [FloatScale] {
    (standardizedCount..<centres.count).map {
      FloatScale(centre: Float(centres[$0]), multiplier: multipliers[$0])
    }
  }
}

extension InputGrid {
  /// The grid of a packed student's inputs.
  ///
  /// - Parameters:
  ///   - student: with one scale, or scales for floats or for integers.
  ///   - windowStep: units per quantum of the inputs that are standardised; a header of scales does
  ///     not state it.
  init(_ student: QuantizedStudent, windowStep: Double) {
    let header = student.header
    if let scales = student.scales {
      let floats = scales.floats ?? scales.integers?.map(FloatScale.init(of:)) ?? []
      self.init(
        bits: header.featureBits, windowStep: windowStep,
        standardizedCount: header.standardizedInputCount, scales: floats)
    } else {
      self.init(
        form: InputForm(bits: header.featureBits, hasScales: false), count: header.inputCount,
        multiplier: header.inputMultiplier, standardizedCount: header.standardizedInputCount)
    }
  }
}

// MARK: - Errors

extension InputGrid {
  /// The largest |x − centre − step × q| of an input that is neither limited nor standardised, in
  /// quanta.
  ///
  /// That is half a quantum, 2⁻ᵇ for the fraction that is dropped from a negative input, and the
  /// rounding of binary32: (largest + ½) · 2⁻²⁴ for each operation, of which scales take two.
  var roundingQuanta: Double {
    let dropped = form.bits == 8 ? 0x1p-16 : 0x1p-8
    let product = form.bits == 8 ? 0x1p-17 : 0x1p-9
    return 0.5 + dropped + (form.hasScales ? 2 : 1) * product
  }

  /// The largest |x − centre − step × q| of each input that is not limited, n values; 0 for one
  /// without a step.
  func inputErrors(windowError: Double) -> [Double] {
    let quanta = roundingQuanta
    return multipliers.enumerated().map { column, multiplier in
      guard column >= standardizedCount else { return windowError }
      return multiplier > 0 ? quanta / Double(multiplier) : 0
    }
  }
}

// MARK: - Norms

extension InputGrid {
  /// The unit in which ‖x‖₂ is measured: that of the inputs with one scale, and quanta with several.
  var normUnit: Double { form.hasScales ? 1 : steps[0] }

  /// ‖x‖₂ of differences from the centres, or of their errors, in `normUnit`.
  ///
  /// - Parameter values: n values.
  func norm(_ values: some Sequence<Double>) -> Double {
    guard form.hasScales else {
      return values.reduce(0) { $0 + $1 * $1 }.squareRoot()
    }
    var sum = 0.0
    for (value, step) in zip(values, steps) where step > 0 {
      let quanta = value / step
      sum += quanta * quanta
    }
    return sum.squareRoot()
  }

  /// The values of a row less the centres.
  func centred(_ row: ArraySlice<Float>) -> [Double] {
    zip(row, centres).map { Double($0) - $1 }
  }
}

extension FloatScale {
  /// What a scale of integers is worth, up to the rounding of binary32.
  fileprivate init(of scale: IntegerScale) {
    self.init(
      centre: Float(scale.centre),
      multiplier: Float(
        sign: .plus, exponent: -Int(scale.shift), significand: Float(scale.multiplier)))
  }
}
