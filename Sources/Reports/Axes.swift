internal import Foundation

extension Chart.Axis {
  /// Bytes of students, logarithmic, with round sizes as ticks.
  static func bytes(_ counts: [Int], label: String) -> Chart.Axis {
    let low = Double(counts.min() ?? 512) / 1.3
    let high = Double(counts.max() ?? 2_048) * 1.6
    let powers = (4...30).map { 1 << $0 }
    let steps = high / low > 6 ? powers : powers.flatMap { [$0, $0 + $0 / 2] }
    let inside = steps.filter { Double($0) >= low && Double($0) <= high }
    // At most eight fit.
    let stride = (inside.count + 7) / 8
    let ticks = inside.enumerated().filter { $0.offset % max(1, stride) == 0 }.map {
      Chart.Tick(value: Double($0.element), text: size($0.element))
    }
    return Chart.Axis(
      label: label, range: low...high, isLogarithmic: true, ticks: ticks, hasGrid: false)
  }

  /// 512 B, 1 KB, 1.5 KB.
  private static func size(_ bytes: Int) -> String {
    for (unit, name) in [(1 << 20, "MB"), (1 << 10, "KB")] where bytes >= unit {
      return bytes % unit == 0
        ? "\(bytes / unit) \(name)" : NumberText.short(Double(bytes) / Double(unit)) + " \(name)"
    }
    return "\(bytes) B"
  }

  /// A linear axis around all values with round ticks.
  ///
  /// - Parameter limits: where the axis ends even if values leave room, such as 0 ... 1 of shares.
  static func covering(
    _ values: [Double], label: String, within limits: ClosedRange<Double>? = nil
  ) -> Chart.Axis {
    let finite = values.filter(\.isFinite)
    let least = finite.min() ?? 0
    let most = finite.max() ?? 1
    let spread = most > least ? most - least : max(abs(most), 1) * 0.1
    var low = least - 0.06 * spread
    var high = most + 0.06 * spread
    if let limits {
      low = max(low, limits.lowerBound)
      high = min(high, limits.upperBound)
    }
    if low >= high {
      let room = max(abs(low), 1) / 2
      (low, high) = (low - room, low + room)
    }
    return Chart.Axis(label: label, range: low...high, ticks: ticks(from: low, to: high))
  }

  /// The same for shares, with ticks in percent.
  static func shares(
    _ values: [Double], label: String, within limits: ClosedRange<Double>?
  ) -> Chart.Axis {
    var axis = covering(values, label: label, within: limits)
    axis.ticks = percents(from: axis.range.lowerBound, to: axis.range.upperBound)
    return axis
  }

  /// From 0 to 1 in percent.
  static let percents = percents(from: 0, to: 1)

  private static func percents(from low: Double, to high: Double) -> [Chart.Tick] {
    ticks(from: 100 * low, to: 100 * high).map {
      Chart.Tick(value: $0.value / 100, text: $0.text + NumberText.space + "%")
    }
  }

  /// Four to eight round numbers.
  static func ticks(from low: Double, to high: Double) -> [Chart.Tick] {
    let rough = (high - low) / 5
    guard rough.isNormal else { return [] }
    let power = pow(10, log10(rough).rounded(.down))
    let step = [1, 2, 5, 10].map { $0 * power }.first { $0 >= rough } ?? 10 * power
    let decimals = max(0, Int((-log10(step) - 1e-9).rounded(.up)))
    let first = (low / step - 1e-9).rounded(.up)
    let last = (high / step + 1e-9).rounded(.down)
    guard last >= first, last - first < 100 else { return [] }
    return stride(from: first, through: last, by: 1).map {
      Chart.Tick(value: $0 * step, text: NumberText.fixed($0 * step, decimals))
    }
  }

  /// λ, logarithmic, with decades as ticks.
  static func lambda(_ values: [Double]) -> Chart.Axis {
    let positive = values.filter { $0 > 0 }
    let low = (positive.min() ?? 0.1) / 1.6
    let high = (positive.max() ?? 10) * 1.6
    let decades = stride(
      from: log10(low).rounded(.up), through: log10(high).rounded(.down), by: 1)
    let stride = (decades.underestimatedCount + 8) / 9
    let ticks = Array(decades).enumerated().filter { $0.offset % max(1, stride) == 0 }.map {
      let value = pow(10, $0.element)
      return Chart.Tick(value: value, text: NumberText.short(value))
    }
    return Chart.Axis(
      label: "strength of the regularisation, lambda", range: low...high, isLogarithmic: true,
      ticks: ticks, hasGrid: false)
  }
}
