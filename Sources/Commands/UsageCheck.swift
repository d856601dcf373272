import ArgumentParser
import Foundation

/// Words of a command line that no verb and no option is called, found before anything is parsed: then
/// a missing argument does not hide them.
enum UsageCheck {
  /// Options that may be given more than once.
  private static let repeatable: Set<Substring> = ["--array", "--transfer", "--form", "--verify"]

  /// Refuses an unknown verb, an unknown option, and an option that is given twice.
  ///
  /// - Parameter arguments: the words behind the name of the tool.
  /// - Throws: `ValidationError` with the word and what is like it.
  static func check(_ arguments: some Collection<String>) throws {
    let words = arguments.prefix { $0 != "--" }
    try refuseRepetitions(words)
    guard let first = words.first, !first.hasPrefix("-") else { return }
    let verbs = TesseraCommand.configuration.subcommands
    guard let verb = verbs.first(where: { $0._commandName == first }) else {
      let names = verbs.map { $0._commandName } + ["help"]
      if first == "help" {
        if let second = words.dropFirst().first { try refuse(second, of: names, as: "verb") }
        return
      }
      return try refuse(first, of: names, as: "verb")
    }
    let known = options(of: verb)
    for word in words.dropFirst() where word.hasPrefix("--") {
      try refuse(String(word.prefix { $0 != "=" }), of: known, as: "option of \(first)")
    }
  }

  /// Refuses an option that is given twice: one of the two would be ignored.
  static func refuseRepetitions(_ arguments: some Sequence<String>) throws {
    var given: Set<Substring> = []
    for argument in arguments {
      let name = argument == "-o" ? "--output" : argument.prefix { $0 != "=" }
      guard name.hasPrefix("--"), !repeatable.contains(name) else { continue }
      guard given.insert(name).inserted else {
        throw ValidationError("\(name) is given twice. Give it once.")
      }
    }
  }

  /// The options that the help of a verb names.
  private static func options(of verb: any ParsableCommand.Type) -> [String] {
    let help = TesseraCommand.helpMessage(for: verb, includeHidden: true, columns: 1_000)
    let found = help.matches(of: /--[a-z][a-z0-9-]*/).map { String($0.output) }
    return found + ["--help", "--version"]
  }

  /// - Parameter kind: what the names are, in words.
  private static func refuse(_ word: String, of names: [String], as kind: String) throws {
    guard !names.contains(word) else { return }
    let proposal = nearest(to: word, in: names).map { " Did you mean \($0)?" } ?? ""
    throw ValidationError("'\(word)' is no \(kind).\(proposal)")
  }

  /// The name of the least edit distance, the first among equals; nil where none is like the word.
  static func nearest(to word: String, in names: [String]) -> String? {
    let distances = names.map { (name: $0, distance: distance(from: word, to: $0)) }
    guard let best = distances.min(by: { $0.distance < $1.distance }),
      best.distance <= max(1, word.count / 3)
    else { return nil }
    return best.name
  }

  /// Insertions, deletions, replacements and exchanges of neighbours (the restricted distance of
  /// Damerau, 1964).
  ///
  /// - Complexity: O(m n).
  static func distance(from a: String, to b: String) -> Int {
    let (a, b) = (Array(a), Array(b))
    var rows = [Array(0...b.count)]
    for i in a.indices {
      var row = [i + 1]
      for j in b.indices {
        let cost = a[i] == b[j] ? 0 : 1
        var least = min(rows[i][j] + cost, rows[i][j + 1] + 1, row[j] + 1)
        if i > 0, j > 0, a[i] == b[j - 1], a[i - 1] == b[j] {
          least = min(least, rows[i - 1][j - 1] + 1)
        }
        row.append(least)
      }
      rows.append(row)
    }
    return rows[a.count][b.count]
  }
}
