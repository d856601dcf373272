import Firmware
import Testing

@Suite("Names in C")
struct FirmwareNameTests {
  @Test("are identifiers", arguments: ["model", "beats", "a", "ecg_5000", "abcdefghijklmnop"])
  func accepts(name: String) throws {
    #expect(try FirmwareName(name).text == name)
    #expect(try FirmwareName(name).macro == name.uppercased())
  }

  @Test(
    "are refused with the reason",
    arguments: [
      (
        FirmwareName.Objection.notAnIdentifier,
        ["", "1a", "_a", "Beats", "a-b", "a b", "a/b", "..", "é", "a\n", "a\"", "ａ"]
      ),
      (.tooLong, ["abcdefghijklmnopq"]),
      (.ofTheRuntime, ["tessera", "tessera_x"]),
      (.ofTheFolder, ["vectors", "selftest", "profile", "startup", "semihosting"]),
      (.wordOfC, ["int", "class", "main", "typeof"]),
      (
        .headerOfC,
        [
          "stdint", "stddef", "stdio", "string", "math", "stdlib", "errno", "time", "limits",
          "assert", "ctype", "signal",
        ]
      ),
      (.targetOfBuilds, ["all", "help", "clean", "install", "test", "m"]),
    ])
  func refuses(objection: FirmwareName.Objection, names: [String]) {
    for name in names {
      #expect(throws: objection, "\(name)") { try FirmwareName(name) }
    }
  }
}
