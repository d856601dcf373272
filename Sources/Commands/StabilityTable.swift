import ArgumentParser
import Reports
import Tessera

/// Further seeds, to see what the seed changes.
struct StabilityArguments: ParsableArguments {
  @Option(
    name: .customLong("stability"), parsing: .unconditional,
    help: ArgumentHelp(
      "Also run the search with the next seeds, this many in all, and show what the seed changes: "
        + "2 to 20.", valueName: "count"))
  var requestedCount: Int?

  func validate() throws {
    let range = Stability.seedCounts
    guard range.contains(requestedCount ?? range.lowerBound) else {
      throw ValidationError("--stability takes \(range.lowerBound) to \(range.upperBound).")
    }
  }

  /// The number of seeds, 1 where it was not asked for.
  var seedCount: Int { requestedCount ?? 1 }

  /// Refuses a file of finished cells, which are of one seed.
  func check(beside sweep: SweepArguments) throws {
    guard requestedCount == nil || sweep.resume == nil else {
      throw ValidationError(
        "--resume keeps the cells of one seed, and --stability has several. Leave one of them out.")
    }
  }
}

/// The choices with several seeds on the terminal.
struct StabilityTable {
  private let stability: Stability

  init(_ stability: Stability) { self.stability = stability }

  func show() {
    var table = TextTable(
      [
        "seed", "student", "lambda", "scale", "nuisance", "balance", "bytes", "MSE", "agreement",
        "accuracy", "macro F1",
      ], leading: 2)
    for (index, seed) in stability.seeds.enumerated() {
      let row = seed.selection
      let fit = [row.correctionScale, row.nuisance, row.balance]
        .map { $0.map(Format.lambda) ?? "-" }
      table.add(
        ["\(seed.seed)", row.title, Format.lambda(row.lambda)] + fit + [Format.integer(row.bytes)]
          + [row.mse, row.agreement, row.accuracy, row.macroF1].map { Format.score($0) },
        style: index == 0 ? .green : nil)
    }
    let parts: [(String, KeyPath<Stability.Spread, Double>)] = [
      ("least", \.least), ("median", \.median), ("most", \.most),
    ]
    for (name, part) in parts {
      let scores = [stability.mse, stability.agreement, stability.accuracy, stability.macroF1]
      table.add(
        [name, "", "", "", "", ""]
          + [stability.bytes.map { Format.rounded($0[keyPath: part]) } ?? "-"]
          + scores.map { Format.score($0?[keyPath: part]) })
    }
    Terminal.print("")
    table.show()
    for line in StabilityText(stability).lines { Terminal.print(line) }
  }
}
