import Firmware
import Testing

@Suite("Names in C")
struct FirmwareNameTests {
  @Test("are identifiers", arguments: ["model", "beats", "a", "ecg_5000", "abcdefghijklmnop"])
  func accepts(name: String) {
    #expect(FirmwareName(name)?.text == name)
    #expect(FirmwareName(name)?.macro == name.uppercased())
  }

  @Test(
    "are refused otherwise",
    arguments: [
      "", "1a", "_a", "Beats", "a-b", "a b", "a/b", "..", "é", "a\n", "int", "class", "vectors",
      "selftest", "tessera", "tessera_x", "main", "abcdefghijklmnopq", "a\"", "ａ",
    ])
  func refuses(name: String) {
    #expect(FirmwareName(name) == nil)
  }
}
