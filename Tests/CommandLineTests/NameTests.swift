import Testing

@Suite("Names of files")
struct NameTests {
  @Test(
    "may have one letter, dots, blanks, a percent sign or a tilde",
    arguments: ["x", "é", "-x", "a b", "~", "~x", "%41", ".x", "x.", "x.y.z"])
  func names(name: String) throws {
    let tool = try Tool()
    defer { tool.remove() }
    let dump = "d\(name)"
    let made = ["s", "f", "p", "r", "c", "i", "t", "j"].map { name == "x" ? $0 : "\(name)\($0)" }
    try Dump().write(to: dump, in: tool)
    let (student, folder, front) = (made[0], made[1], made[2])
    for arguments in [
      [
        "compress", dump, "--output=\(student)", "--pareto=\(front)", "--k", "1", "--lambda", "1",
        "--force", "--resume=\(made[7])",
      ],
      ["generate", "./\(student)", "--output=\(folder)"],
      ["report", "./\(student)", "--test", dump, "--output=\(made[3])", "--card=\(made[4])"],
      ["predict", "./\(student)", dump, "--output=\(made[5])"],
      ["augment", dump, "--output=\(made[6])"],
      ["inspect", "./\(student)", "--verify", "./\(folder)"],
      ["evaluate", "./\(student)", dump, "--quiet"],
    ] {
      let outcome = try tool.run(arguments)
      #expect(outcome.code == 0, "\(arguments): \(outcome.error)")
    }
    let files = try tool.files()
    #expect(Set(files).isSuperset(of: made + [dump]), "\(files)")
  }
}
