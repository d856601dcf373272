import Testing

@Suite("Wrong usage")
struct UsageTests {
  @Test(
    "of a verb or an option gets what is like it, before anything that is missing",
    arguments: [
      (["compres", "x.npz"], "'compres' is no verb. Did you mean compress?"),
      (["help", "evalute"], "'evalute' is no verb. Did you mean evaluate?"),
      (["frobnicate"], "'frobnicate' is no verb.\n"),
      (
        ["compress", "--bugdet", "3KB"],
        "'--bugdet' is no option of compress. Did you mean --budget?"
      ),
      (["compress", "x.npz", "--outptu=y"], "Did you mean --output?"),
      (
        ["evaluate", "s", "t", "--jsno", "x"],
        "'--jsno' is no option of evaluate. Did you mean --json?"
      ),
      (["compress", "x", "--xyzzy"], "'--xyzzy' is no option of compress.\n"),
    ])
  func proposals(words: [String], message: String) throws {
    let tool = try Tool()
    defer { tool.remove() }
    let outcome = try tool.run(words)
    #expect(outcome.code == 64)
    #expect(
      outcome.error.hasPrefix("error: ") && outcome.error.contains(message), "\(outcome.error)")
  }

  @Test(
    "begins with the word that every failure has", arguments: [["compress"], ["sweep", "--k"]])
  func word(words: [String]) throws {
    let tool = try Tool()
    defer { tool.remove() }
    let outcome = try tool.run(words)
    #expect(outcome.code == 64 && outcome.error.hasPrefix("error: "), "\(outcome.error)")
  }

  @Test(
    "is no help that was asked for", arguments: [["--help"], ["help", "compress"], ["--version"]])
  func help(words: [String]) throws {
    let tool = try Tool()
    defer { tool.remove() }
    let outcome = try tool.run(words)
    #expect(outcome.code == 0 && outcome.error.isEmpty && !outcome.output.isEmpty)
  }

  @Test("knows short options, and those that every verb has")
  func options() throws {
    let tool = try Tool()
    defer { tool.remove() }
    // What is missing is reported, and no option.
    for option in ["-o", "-h", "--quiet", "--seed"] {
      let outcome = try tool.run(["compress", option])
      #expect(!outcome.error.contains("is no option"), "\(outcome.error)")
    }
  }
}
