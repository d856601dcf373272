import Testing

@Suite("Values of options")
struct OptionValueTests {
  static let verbs: [[String]] = [
    ["compress", "dump", "--output", "o.tessera", "--k", "1", "--lambda", "1", "--force"],
    ["sweep", "dump", "--k", "1", "--lambda", "1"],
    ["compare", "dump", "--test", "dump"],
    ["evaluate", "s.tessera", "dump"],
    ["predict", "s.tessera", "dump", "--output", "p.npy"],
    ["augment", "dump", "--output", "inputs"],
    ["generate", "s.tessera", "--output", "firmware", "--force"],
    ["report", "s.tessera", "--output", "r.html"],
    ["inspect", "s.tessera"], ["profile", "s.tessera", "--estimate"],
  ]

  private static let values = [
    "", "-9223372036854775808", "9223372036854775807", "1e308", "nan", "5e-324",
    "-9223372036854775808...9223372036854775807",
    "1.7976931348623157e308...1.7976931348623157e308", "é=%41",
  ]

  @Test("are taken or refused, however large, small or strange", arguments: verbs)
  func anyValue(verb: [String]) throws {
    let tool = try Tool()
    defer { tool.remove() }
    try Dump(rows: 30).write(to: "dump", in: tool)
    try #require(
      tool.run(
        "compress", "dump", "--output", "s.tessera", "--k", "1", "--lambda", "1", "--force"
      ).code == 0)
    let help = try tool.run(verb[0], "--help").output
    // So many restarts are no mistake that the tool could see, and take their time.
    let options = Set(help.matches(of: /(--[a-z0-9-]+) </).map { String($0.1) })
      .subtracting(["--restarts"])
    try #require(!options.isEmpty)
    for option in options.sorted() {
      for value in Self.values {
        let outcome = try tool.run(verb + ["\(option)=\(value)"])
        #expect(
          [0, 64, 65, 66, 69, 73, 74].contains(outcome.code),
          "\(option)=\(value): \(outcome.code), \(outcome.error)")
      }
    }
  }
}
