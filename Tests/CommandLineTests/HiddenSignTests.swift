import Foundation
import Testing

/// Names come from whoever made a dump: they may not steer a terminal or forge a line.
@Suite("Hidden signs")
struct HiddenSignTests {
  private static let name = "in\u{1B}[31mputs\n\rFAKE: verified\u{7}\u{202E}\u{9B}\u{2028}"
  private static let visible =
    "in\\u{1B}[31mputs\\u{A}\\u{D}FAKE: verified\\u{7}\\u{202E}\\u{9B}\\u{2028}"

  /// A `.safetensors` file with one tensor of this name.
  private func write(to file: String, in tool: Tool) throws {
    let header = try JSONSerialization.data(withJSONObject: [
      Self.name: ["dtype": "F32", "shape": [1, 1], "data_offsets": [0, 4]]
    ])
    let length = (0..<8).map { UInt8(truncatingIfNeeded: header.count >> (8 * $0)) }
    try tool.write(length + header + [0, 0, 0, 0], to: file)
  }

  @Test("of a name in a dump are shown, in tables and in messages")
  func dump() throws {
    let tool = try Tool()
    defer { tool.remove() }
    try write(to: "d.safetensors", in: tool)
    let inspected = try tool.run("inspect", "d.safetensors")
    let refused = try tool.run("compress", "d.safetensors", "--output", "s.tessera")
    for text in [inspected.output, inspected.error, refused.error] {
      #expect(text.contains(Self.visible), "\(text)")
      #expect(text.unicodeScalars.allSatisfy { $0 == "\n" || $0.value >= 32 && $0 != "\u{202E}" })
      #expect(!text.contains("\nFAKE"))
    }
    #expect(inspected.output.split(separator: "\n").count == 3)
  }

  @Test("of a path and of class names are shown, on the terminal and in the card")
  func names() throws {
    let tool = try GenerateTests.made()
    defer { tool.remove() }
    let path = "no\u{1B}]0;title\u{7}\nerror: none.npz"
    let missing = try tool.run("inspect", path)
    #expect(missing.error.contains("no\\u{1B}]0;title\\u{7}\\u{A}error: none.npz"))
    #expect(missing.error.split(separator: "\n").count == 1)
    let record = String(decoding: try tool.bytes("s.json"), as: UTF8.self)
    try tool.write(
      record.replacing("\"name\" : \"dump\"", with: "\"name\" : \"du\\u001b[2Jmp\\u202e\""),
      to: "s.json")
    let shown = try tool.run("inspect", "s.tessera")
    #expect(shown.code == 0 && !shown.output.contains("\u{1B}"))
    #expect(shown.output.contains("du\\u{1B}[2Jmp\\u{202E}"), "\(shown.output)")
    let card = try tool.run("report", "s.tessera", "--card", "card.md")
    let text = String(decoding: try tool.bytes("card.md"), as: UTF8.self)
    #expect(card.code == 0 && !text.contains("\u{1B}") && !text.contains("\u{202E}"))
  }
}
