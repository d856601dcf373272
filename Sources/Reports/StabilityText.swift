package import Records

/// What the seed changes, in words: how often each structure is chosen, how far the students differ,
/// and what to do.
package struct StabilityText {
  /// How many seeds choose each structure, in a sentence.
  package let choices: String
  /// How far the labels of the students differ, in a sentence; nil without labels.
  package let labels: String?
  /// What follows, a sentence each.
  package let advice: [String]

  package init(_ stability: Stability) {
    let count = stability.seeds.count
    let parts = stability.structures.map {
      "\($0.title) by \($0.seeds) of \(count) seeds (\(NumberText.integer($0.bytes)) bytes)"
    }
    choices = "Chosen: \(parts.joined(separator: "; "))."
    labels = stability.sameLabels.map {
      "The students of any two seeds give the same label on at least "
        + "\(NumberText.fixed(100 * $0.share, 2)) % of \(NumberText.integer($0.rows)) training rows."
    }
    advice =
      stability.structures.count > 1
      ? [
        "The choice changes with the seed, so that these rows do not settle it.",
        "Take a seed whose structure most seeds choose, and not the seed of the best score.",
        "Expect the worst of the scores, and add rows, groups or a transfer set (--transfer).",
      ]
      : [
        "The structure does not change with the seed.",
        "Scores that differ still come from the seed, so take no seed for its score.",
      ]
  }

  /// All of it, a line each.
  package var lines: [String] {
    [choices] + [labels].compactMap(\.self) + [advice.joined(separator: " ")]
  }
}
