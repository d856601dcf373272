import ArgumentParser
import Foundation
import Tessera

/// The changes of a signal that students are fitted to withstand.
struct WithstandArguments: ParsableArguments {
  @Option(
    name: .customLong("withstand"),
    help: ArgumentHelp(
      "Fit students to windows that are cut beside their place, stretched in time, or noisy: "
        + "shift=3,stretch=5%,noise=10%. Samples, a share of the length, a share of the windows' "
        + "deviation or 20dB. With share=10% changes have that share of the weight of each row.",
      valueName: "changes"))
  var changes: WithstoodChanges?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Only the first features are a waveform, with --withstand. (default: the shape of the inputs)",
      valueName: "count"))
  var window: Int?

  @Flag(
    help: "Choose by rows that are held out and changed in the same ways, with --withstand.")
  var changedFolds = false

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "The changed copies of each row that students are fitted to, with --withstand: 1 to 8. "
        + "(default: 4, and 1 from 10,000 rows on)", valueName: "count"))
  var copies: Int?

  func validate() throws {
    guard changes != nil || (window == nil && !changedFolds && copies == nil) else {
      throw ValidationError("--window, --changed-folds and --copies go with --withstand.")
    }
    guard window ?? 1 >= 1 else { throw ValidationError("--window takes at least 1.") }
    guard (1...8).contains(copies ?? 1) else { throw ValidationError("--copies takes 1 to 8.") }
  }

  func withstanding(seed: UInt64) -> Withstanding? {
    changes.map {
      Withstanding(
        shift: $0.shift, stretch: $0.stretch, noise: $0.noise, share: $0.share,
        windowLength: window, copyCount: copies, isJudged: changedFolds, seed: seed)
    }
  }
}

/// Changes by name, with commas: `shift=3,stretch=5%,noise=10%`.
struct WithstoodChanges: ExpressibleByArgument {
  private(set) var shift = 0
  private(set) var stretch = 0.0
  /// In deviations of the windows.
  private(set) var noise = 0.0
  /// Of the weight of each row.
  private(set) var share = 0.5

  init?(argument: String) {
    var names: Set<String> = []
    for item in argument.split(separator: ",", omittingEmptySubsequences: false) {
      let parts = item.split(separator: "=", omittingEmptySubsequences: false).map(String.init)
      guard parts.count == 2, names.insert(parts[0]).inserted else { return nil }
      switch parts[0] {
      case "shift":
        guard let count = Int(parts[1]), (1...1_024).contains(count) else { return nil }
        shift = count
      case "stretch":
        guard let share = Share(argument: parts[1])?.value, share > 0, share < 0.5 else {
          return nil
        }
        stretch = share
      case "noise":
        guard let level = Self.noise(parts[1]), level > 0 else { return nil }
        noise = level
      case "share":
        guard let part = Share(argument: parts[1])?.value, part > 0 else { return nil }
        share = part
      default: return nil
      }
    }
    guard shift > 0 || stretch > 0 || noise > 0 else { return nil }
  }

  /// A share of the deviation, or decibels of signal over noise.
  private static func noise(_ text: String) -> Double? {
    guard text.hasSuffix("dB") else { return Share(argument: text)?.value }
    guard let decibels = Double(text.dropLast(2)), (-20...100).contains(decibels) else {
      return nil
    }
    return pow(10, -decibels / 20)
  }
}
