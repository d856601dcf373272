import Foundation
import Tessera
import TestSupport
import Testing

@Suite("A journal of finished cells") struct SweepJournalTests {
  private let path = FileManager.default.temporaryDirectory
    .appendingPathComponent("journal-\(UUID().uuidString).json").path
  private let grid = GridSearch(
    regionCounts: [1, 2, 3], lambdas: [0.1, 10], folds: KFold(foldCount: 3))
  private var sweep: Sweep { Sweep(search: .grid(grid)) }

  @Test("lets a sweep go on where it stopped, to the same table")
  func resume() throws {
    defer { try? FileManager.default.removeItem(atPath: path) }
    let dump = try SyntheticTeacher().dump(300)
    let whole = try sweep.run(dump, parallelism: .allCores)
    #expect(try sweep.run(dump, journal: path, parallelism: .allCores).table == whole.table)
    // Without its last cells, as a sweep that was killed leaves it.
    let bytes = try Data(contentsOf: URL(fileURLWithPath: path))
    var journal = try #require(JSONSerialization.jsonObject(with: bytes) as? [String: Any])
    let cells = try #require(journal["cells"] as? [Any])
    #expect(cells.count == 9)
    journal["cells"] = Array(cells.prefix(4))
    try JSONSerialization.data(withJSONObject: journal).write(to: URL(fileURLWithPath: path))
    #expect(try sweep.run(dump, journal: path, parallelism: .allCores).table == whole.table)
  }

  @Test("takes finished cells as they are")
  func taken() throws {
    defer { try? FileManager.default.removeItem(atPath: path) }
    let dump = try SyntheticTeacher().dump(300)
    _ = try sweep.run(dump, journal: path, parallelism: .allCores)
    let journal = try String(contentsOfFile: path, encoding: .utf8)
    let pattern = try Regex("\"mse\" : [0-9.e-]+")
    try journal.replacing(pattern, with: "\"mse\" : 7")
      .write(toFile: path, atomically: true, encoding: .utf8)
    let found = try sweep.run(dump, journal: path, parallelism: .allCores)
    #expect(found.table.candidates.allSatisfy { $0.scores.mse == [7, 7, 7] })
  }

  /// Changes the scores of the first cell's first strength in the journal.
  private func changeScores(_ change: (inout [String: Any]) -> Void) throws {
    let url = URL(fileURLWithPath: path)
    var journal = try #require(
      JSONSerialization.jsonObject(with: Data(contentsOf: url)) as? [String: Any])
    var cells = try #require(journal["cells"] as? [[String: Any]])
    var scores = try #require(cells[0]["scores"] as? [[String: Any]])
    change(&scores[0])
    cells[0]["scores"] = scores
    journal["cells"] = cells
    try JSONSerialization.data(withJSONObject: journal).write(to: url)
  }

  @Test("with scores that no rows give has its cells computed again")
  func impossible() throws {
    defer { try? FileManager.default.removeItem(atPath: path) }
    let dump = try SyntheticTeacher().dump(300)
    var search = StudentSearch.standard
    search.structures = [
      .regional(regionCount: 1), .corrected(regionCount: 2, componentCount: 2),
    ]
    search.finalistCount = 1
    search.repeatLimit = nil
    search.folds = KFold(foldCount: 2)
    for sweep in [sweep, Sweep(search: .structures(search))] {
      try? FileManager.default.removeItem(atPath: path)
      let whole = try sweep.run(dump, journal: path, parallelism: .allCores)
      let journal = try Data(contentsOf: URL(fileURLWithPath: path))
      let hostile: [Double?] = [nil, -1, 1e308, -1e308, 1e300, .greatestFiniteMagnitude]
      for key in ["mse", "agreement", "divergence"] {
        for value in hostile {
          try journal.write(to: URL(fileURLWithPath: path))
          try changeScores { $0[key] = value }
          do {
            let found = try sweep.run(dump, journal: path, parallelism: .allCores)
            #expect(found.table == whole.table, "\(key): \(value as Any)")
            try rethrowing(JSONDocument.encode(SweepRecord(found)), as: TesseraError.records)
          } catch {
            #expect(error == .foreignJournal(path: path))
          }
        }
      }
    }
  }

  @Test("of another sweep, or of none, is refused and left as it is")
  func foreign() throws {
    defer { try? FileManager.default.removeItem(atPath: path) }
    let dump = try SyntheticTeacher().dump(300)
    _ = try sweep.run(dump, journal: path, parallelism: .allCores)
    let bytes = try Data(contentsOf: URL(fileURLWithPath: path))
    var other = grid
    other.seed = 8
    #expect(throws: TesseraError.foreignJournal(path: path)) {
      _ = try Sweep(search: .grid(other)).run(dump, journal: path, parallelism: .allCores)
    }
    #expect(throws: TesseraError.foreignJournal(path: path)) {
      _ = try Sweep(search: .structures(.standard)).run(dump, journal: path, parallelism: .allCores)
    }
    #expect(throws: TesseraError.foreignJournal(path: path)) {
      _ = try sweep.run(SyntheticTeacher().dump(301), journal: path, parallelism: .allCores)
    }
    #expect(try Data(contentsOf: URL(fileURLWithPath: path)) == bytes)
    try Data("{}".utf8).write(to: URL(fileURLWithPath: path))
    #expect(throws: TesseraError.foreignJournal(path: path)) {
      _ = try sweep.run(dump, journal: path, parallelism: .allCores)
    }
  }

  @Test("lets a search over structures go on, finalists and all")
  func structures() throws {
    defer { try? FileManager.default.removeItem(atPath: path) }
    let dump = try SyntheticTeacher().dump(300)
    var search = StudentSearch.standard
    search.structures = [
      .regional(regionCount: 1), .corrected(regionCount: 2, componentCount: 2),
    ]
    search.finalistCount = 1
    search.repeatLimit = nil
    let sweep = Sweep(search: .structures(search))
    let whole = try sweep.run(dump, parallelism: .allCores)
    #expect(try sweep.run(dump, journal: path, parallelism: .allCores).table == whole.table)
    let bytes = try Data(contentsOf: URL(fileURLWithPath: path))
    var journal = try #require(JSONSerialization.jsonObject(with: bytes) as? [String: Any])
    let cells = try #require(journal["cells"] as? [Any])
    // Of five folds: both closed forms, the finalist, and the choice that beat it.
    #expect(cells.count == 20)
    for count in [12, 17] {
      journal["cells"] = Array(cells.prefix(count))
      try JSONSerialization.data(withJSONObject: journal).write(to: URL(fileURLWithPath: path))
      #expect(try sweep.run(dump, journal: path, parallelism: .allCores).table == whole.table)
    }
  }

  @Test("is kept for a grid with other numbers of regions")
  func otherGrid() throws {
    defer { try? FileManager.default.removeItem(atPath: path) }
    let dump = try SyntheticTeacher().dump(300)
    _ = try sweep.run(dump, journal: path, parallelism: .allCores)
    var other = grid
    other.regionCounts = [2, 4]
    let wider = Sweep(search: .grid(other))
    let expected = try wider.run(dump, parallelism: .allCores)
    #expect(try wider.run(dump, journal: path, parallelism: .allCores).table == expected.table)
  }
}

// Journals of versions whose properties had other names.
extension SweepJournalTests {
  @Test("of an earlier version is gone on with, and nothing is computed again")
  func earlier() throws {
    var search = StudentSearch.standard
    search.repeatLimit = nil
    search.restartCount = 1
    search.structures = [.corrected(regionCount: 2, componentCount: 4)]
    search.penalties = [Penalties(shared: 0.5, corrections: 0.25)]
    search.correctionScales = [1]
    search.distilledPenalties = search.penalties
    search.folds = KFold(foldCount: 2)
    let grid = GridSearch(regionCounts: [3], lambdas: [10], folds: KFold(foldCount: 2))
    let dump = try SyntheticTeacher().dump(300)
    for (search, journal) in [
      (Search.grid(grid), Self.gridJournal(of: dump)),
      (.structures(search), Self.structureJournal(of: dump)),
    ] {
      defer { try? FileManager.default.removeItem(atPath: path) }
      try journal.write(toFile: path, atomically: true, encoding: .utf8)
      let found = try Sweep(search: search).run(dump, journal: path, parallelism: .allCores)
      #expect(found.table.candidates.allSatisfy { $0.scores.mse == [7, 8] })
      let left = try Data(contentsOf: URL(fileURLWithPath: path))
      #expect(try object(left) == object(Data(journal.utf8)))
    }
  }

  private func object(_ json: Data) throws -> NSDictionary {
    try #require(JSONSerialization.jsonObject(with: json) as? NSDictionary)
  }

  private static func gridJournal(of dump: ActivationDump) -> String {
    let scores = #"{"accuracy": 0.5, "agreement": 0.75, "macro_f1": 0.25, "macro_f2": 0.125"#
    let cells = (0..<2).map {
      """
      {"fold": \($0), "is_distilled": false, "scores": [\(scores), "mse": \($0 + 7)}],
       "structure": {"cluster_count": 3, "form": "regional"}}
      """
    }
    return """
      {"cells": [\(cells.joined(separator: ", "))], "dumps": ["\(dump.digest)"], "head": "folded",
       "search": {"grid": {"_0": {
         "cluster_counts": [], "folds": {"fold_count": 2, "order": {"shuffled": {"seed": 0}}},
         "regularizations": [10], "restart_count": 1, "seed": 0, "shrinkage": "global",
         "uses_groups": true}}},
       "version": "\(TesseraVersion.current)"}
      """
  }

  private static func structureJournal(of dump: ActivationDump) -> String {
    let scores = """
      {"accuracy": 0.5, "agreement": 0.75, "divergence": 0.0625, "macro_f1": 0.25, "macro_f2": 0.125
      """
    let cells = (0..<4).map {
      """
      {"fold": \($0 % 2), "is_distilled": \($0 >= 2), "scores": [\(scores), "mse": \($0 % 2 + 7)}],
       "structure": {"cluster_count": 2, "component_count": 4, "form": "corrected"}}
      """
    }
    return """
      {"cells": [\(cells.joined(separator: ", "))], "dumps": ["\(dump.digest)"], "head": "folded",
       "search": {"structures": {"_0": {
         "correction_scales": [1],
         "distillation": {"is_balanced": false, "label_share": 0, "temperature": 2},
         "distilled_penalties": [{"corrections": 0.25, "shared": 0.5}], "finalist_count": 0,
         "folds": {"fold_count": 2, "order": {"shuffled": {"seed": 0}}},
         "penalties": [{"corrections": 0.25, "shared": 0.5}], "restart_count": 1, "seed": 0,
         "structures": [], "uses_groups": true}}},
       "version": "\(TesseraVersion.current)"}
      """
  }
}
