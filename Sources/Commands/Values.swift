public import ArgumentParser
import Foundation
public import Tessera

/// Values of k: `3`, `1...5` or `1,2,4`.
struct ClusterCounts: ExpressibleByArgument {
  let values: [Int]

  init?(argument: String) {
    let possible = 1...PackedShape.largestRegionCount
    guard let values = Self.parse(argument, within: possible), !values.isEmpty,
      values.allSatisfy(possible.contains)
    else { return nil }
    self.values = values
  }

  private static func parse(_ text: String, within possible: ClosedRange<Int>) -> [Int]? {
    let ends = text.components(separatedBy: "...")
    if ends.count == 2, let first = Int(ends[0]), let last = Int(ends[1]) {
      // Before all between them are listed.
      guard first <= last, possible.contains(first), possible.contains(last) else { return nil }
      return Array(first...last)
    }
    let items = text.split(separator: ",", omittingEmptySubsequences: false).map { Int($0) }
    return items.contains(nil) ? nil : items.compactMap { $0 }
  }
}

extension PersonalizationRecord.Asking: ExpressibleByArgument {}

extension WindowElementType: ExpressibleByArgument {}

/// Values of λ: `10`, `0.01...1000` (by decades) or `0.5,5,50`.
struct Lambdas: ExpressibleByArgument {
  let values: [Double]

  init?(argument: String) {
    guard let values = Self.parse(argument), !values.isEmpty,
      values.allSatisfy({ $0 >= 0 && $0.isFinite })
    else { return nil }
    self.values = values
  }

  private static func parse(_ text: String) -> [Double]? {
    let ends = text.components(separatedBy: "...")
    if ends.count == 2, let first = Double(ends[0]), let last = Double(ends[1]) {
      return decades(from: first, to: last)
    }
    let items = text.split(separator: ",", omittingEmptySubsequences: false).map { Double($0) }
    return items.contains(nil) ? nil : items.compactMap { $0 }
  }

  /// first, 10 first, 100 first, ... up to last, each as its shortest decimal.
  private static func decades(from first: Double, to last: Double) -> [Double]? {
    guard first > 0, last >= first, last.isFinite, last / first <= 1e30 else { return nil }
    var values: [Double] = []
    var exponent = 0
    while true {
      let value = Double(String(format: "%.12g", first * pow(10, Double(exponent)))) ?? first
      guard value.isFinite, value <= last * (1 + 1e-9) else { return values }
      values.append(value)
      exponent += 1
    }
  }
}

/// A size: `800`, `800B`, `2.5KB` or `1MB`, with KB = 1,024 bytes.
struct ByteCount: ExpressibleByArgument {
  let bytes: Int

  init?(argument: String) {
    let units = [("KB", 1_024.0), ("MB", 1_048_576.0), ("B", 1.0), ("", 1.0)]
    for (unit, factor) in units where argument.uppercased().hasSuffix(unit) {
      let number = argument.dropLast(unit.count).trimmingCharacters(in: .whitespaces)
      guard let value = Double(number) else { continue }
      guard value * factor >= 1, value * factor < 1e15 else { return nil }
      bytes = Int(value * factor)
      return
    }
    return nil
  }
}

/// A share: `1%` or `0.01`. A bare 1 is neither: it might mean either.
struct Share: ExpressibleByArgument {
  let value: Double

  /// The share that an option is given.
  ///
  /// - Throws: `ValidationError` with the range, where the text is none.
  static func reading(_ text: String) throws -> Share {
    guard let share = Share(argument: text) else {
      throw ValidationError("a share is 0% to 100%, or from 0 to below 1: 50% or 0.5")
    }
    return share
  }

  init?(argument: String) {
    let isPercent = argument.hasSuffix("%")
    let number = isPercent ? String(argument.dropLast()) : argument
    guard let parsed = Double(number.trimmingCharacters(in: .whitespaces)) else { return nil }
    value = isPercent ? parsed / 100 : parsed
    guard isPercent ? (0...1).contains(value) : (0..<1).contains(value) else { return nil }
  }
}

/// Where an array of the dump has another name: `inputs=x_train`.
struct ArrayName: ExpressibleByArgument {
  let array: DumpArrayName
  let stored: String

  init?(argument: String) {
    let parts = argument.split(separator: "=", maxSplits: 1)
    guard parts.count == 2, let array = DumpArrayName(rawValue: String(parts[0])) else {
      return nil
    }
    self.array = array
    stored = String(parts[1])
  }
}

/// How the int8 input range is chosen: `auto`, `min-max`, or a percentile such as `99.9`.
struct CalibrationChoice: ExpressibleByArgument {
  let calibration: Calibration

  init?(argument: String) {
    switch argument {
    case "auto": calibration = .automatic
    case "min-max": calibration = .minMax
    default:
      guard let percent = Double(argument), percent > 50, percent <= 100 else { return nil }
      calibration = .percentile(percent)
    }
  }

  var defaultValueDescription: String { "auto" }
}

extension HeadKind: ExpressibleByArgument {}
extension HeadLayout: ExpressibleByArgument {}
extension LearningTask: ExpressibleByArgument {}
extension OutputForm: ExpressibleByArgument {}
extension InputChoice: ExpressibleByArgument {}
extension StudentStructure.Form: ExpressibleByArgument {}
extension SelectionRule: ExpressibleByArgument {}
extension Shrinkage: ExpressibleByArgument {}

/// A clock: `64MHz`, `32768Hz` or `1.2GHz`.
struct Frequency: ExpressibleByArgument {
  let hertz: Double

  init?(argument: String) {
    let units = [("GHZ", 1e9), ("MHZ", 1e6), ("KHZ", 1e3), ("HZ", 1.0)]
    let text = argument.uppercased()
    guard let (unit, factor) = units.first(where: { text.hasSuffix($0.0) }),
      let number = Double(text.dropLast(unit.count).trimmingCharacters(in: .whitespaces)),
      number > 0, number * factor < 1e11
    else { return nil }
    hertz = number * factor
  }
}
