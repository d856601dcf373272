import Tessera

/// The result of `augment`, on the terminal.
struct AugmentationSummary {
  private let record: AugmentationRecord
  private let place: TransferPlace

  init(_ record: AugmentationRecord, _ place: TransferPlace) {
    self.record = record
    self.place = place
  }

  func show() {
    Terminal.print(
      "\(Format.integer(record.rows)) inputs of \(Format.integer(record.features)) features from "
        + "\(Format.integer(record.source.rows)) rows, seed \(record.seed); "
        + "one or more methods to each")
    var table = TextTable(["method", "strength", "rows"], leading: 2)
    for method in record.methods {
      table.add([method.name.rawValue, strength(of: method.name), Format.integer(method.rows)])
    }
    table.show()
    for omission in record.omissions {
      Terminal.print("left out: \(omission.name.rawValue), because \(omission.reason)")
    }
    Terminal.print(windows)
    Terminal.print("wrote \(record.inputs) and \(record.parents)")
    Terminal.print(next)
  }

  private func strength(of method: Augmentation.Method) -> String {
    let strengths = record.strengths
    switch method {
    case .mix:
      let weights = Augmentation.mixWeights
      let groups = record.sameGroupRows.map { ", \(Format.integer($0)) within a group" } ?? ""
      return "w \(weights.lowerBound) to \(weights.upperBound) within a class\(groups)"
    case .shift: return "up to \(strengths.shift) samples"
    case .scale:
      return "\(Format.general(1 - strengths.scale)) to \(Format.general(1 + strengths.scale))"
    case .wander: return "amplitude up to \(Format.general(strengths.wander)) deviations"
    case .noise: return "up to \(Format.general(strengths.noise)) deviations"
    }
  }

  private var windows: String {
    let windows = record.windows
    let samples = windows.count * windows.length
    let place = samples < record.features ? "the first \(samples) features" : "all features"
    let parts = windows.count == 1 ? "" : " (\(windows.count) windows of \(windows.length))"
    return "waveform: \(place)\(parts), "
      + (windows.standardized
        ? "standardised, and again after the change" : "not standardised")
  }

  private var next: String {
    guard let folder = place.folder else {
      return "next: run the teacher over \(place.inputs); a transfer dump is its outputs with the "
        + "inputs and the parents"
    }
    return "next: run the teacher over \(place.inputs), save \(folder)/logits.npy (or "
      + "activations.npy), and give compress --transfer \(folder)"
  }
}
