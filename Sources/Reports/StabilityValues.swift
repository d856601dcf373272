internal import Records

/// What the seed changes, for the template.
struct StabilityValues {
  let sentences: [String]
  let table: TableValues

  /// nil where one seed was tried.
  init?(_ record: RunRecord) {
    guard let stability = record.stability else { return nil }
    sentences = StabilityText(stability).lines
    table = TableValues(seedsOf: stability, isFirst: !(record.selection.isFrontPoint ?? false))
  }
}

extension TableValues {
  /// - Parameter isFirst: whether the student of the page is the choice of the first seed.
  fileprivate init(seedsOf stability: Stability, isFirst: Bool) {
    func score(_ value: Double?) -> String { value.map { NumberText.fixed($0, 4) } ?? "–" }
    func strength(_ value: Double?) -> String { value.map { NumberText.short($0) } ?? "–" }
    let seeds = stability.seeds.enumerated().map { index, seed in
      let row = seed.selection
      let isChosen = isFirst && index == 0
      let fit = [row.lambda, row.correctionScale, row.nuisance, row.balance].map(strength)
      let scores = [row.mse, row.agreement, row.accuracy, row.macroF1].map(score)
      return Row(
        header: "\(seed.seed): \(row.title)" + (isChosen ? " (chosen)" : ""),
        cells: (fit + [NumberText.integer(row.bytes)] + scores).map { Cell($0) },
        isChosen: isChosen)
    }
    let parts: [(String, KeyPath<Stability.Spread, Double>)] = [
      ("least", \.least), ("median", \.median), ("most", \.most),
    ]
    let spreads = parts.map { name, part in
      let bytes = stability.bytes.map { NumberText.rounded($0[keyPath: part]) } ?? "–"
      let scores = [stability.mse, stability.agreement, stability.accuracy, stability.macroF1]
        .map { score($0?[keyPath: part]) }
      return Row(
        header: name,
        cells: (Array(repeating: "–", count: 4) + [bytes] + scores).map { Cell($0) })
    }
    self.init(
      caption: "The choice with each seed, and its cross-validated scores",
      corner: "seed and structure",
      columns: [
        "lambda", "correction scale", "nuisance", "balance", "bytes", "mean squared error",
        "agreement", "accuracy", "macro F1",
      ], rows: seeds + spreads)
  }
}
