import Firmware
import Foundation
import Testing

/// What of the runtime a folder compiles, and whom that refuses.
@Suite("The parts of the runtime that a folder compiles")
struct CompiledPartTests {
  private static let parts = [
    "FORMAT_1", "FORMAT_2", "STANDARDIZED", "PROJECTION", "GATE", "SHARED_MAP", "HEAD", "SCALES",
    "KEPT_INPUTS", "PROGRAM", "DIRECT", "CONSTANTS", "LIMITS", "ADAPTATION", "BEATS", "STREAM",
    "WIDE", "STAGE_SAMPLES", "STAGE_STANDARDIZE", "STAGE_MOMENTS", "STAGE_POOL", "STAGE_CENTRE",
    "STAGE_DIFFERENCE", "STAGE_EVENTS", "STAGE_CROSSINGS", "STAGE_RANKS", "STAGE_AUTOCORRELATION",
    "STAGE_BANDS", "STAGE_SPECTRUM", "STAGE_POSITIVES",
  ]

  /// The values of the macros in a generated runtime.
  private static func choices(_ name: String) throws -> [String: String] {
    let source = try Golden.source(name)
    let file = try #require(source.files.first { $0.path == "src/tessera.c" }).bytes
    let head = try #require(String(decoding: file, as: UTF8.self).split(separator: "\n\n").first)
    let words = head.split(separator: "\n").filter { $0.hasPrefix("#define TESSERA_WITH_") }
      .map { $0.split(separator: " ").map(String.init) }
    return Dictionary(uniqueKeysWithValues: words.map { (String($0[1].dropFirst(13)), $0[2]) })
  }

  @Test("are those that Docs/Format.md names")
  func names() throws {
    let page = try String(
      contentsOf: Workshop.root.appending(path: "Docs/Format.md"), encoding: .utf8)
    let chapter = try #require(page.split(separator: "\n## What is compiled").last)
    for part in Self.parts { #expect(chapter.contains("_\(part)`"), "\(part)") }
    #expect(try Set(Self.choices("folded-n140-k3-c5").keys) == Set(Self.parts))
  }

  @Test(
    "are those that the student has",
    arguments: [
      ("folded-n1-k1-c1", ["FORMAT_1"]),
      ("folded-n140-k3-c5", ["FORMAT_1", "GATE"]),
      ("standardized-n140-m140-k3-c5", ["FORMAT_1", "STANDARDIZED", "GATE"]),
      (
        "standardized-n140-m137-everything",
        ["FORMAT_1", "STANDARDIZED", "PROJECTION", "GATE", "SHARED_MAP", "HEAD"]
      ),
      ("v2-unknown-n3-k2-c2", ["FORMAT_2", "GATE"]),
      ("v2-channels-n12-k2-c2", ["FORMAT_2", "GATE"]),
      ("v2-binary-n2-k1-c1", ["FORMAT_2"]),
      ("v2-scales-n6-k2-c2", ["FORMAT_2", "GATE", "SCALES"]),
      ("v2-kept-n5-k2-c2", ["FORMAT_2", "GATE", "KEPT_INPUTS"]),
      ("v2-wide-n9-k2-c1", ["FORMAT_2", "GATE", "WIDE"]),
      (
        "v2-projection-8-16-n21-k3-d10-c3",
        ["FORMAT_2", "PROJECTION", "GATE", "SHARED_MAP", "WIDE"]
      ),
      ("v2-samples-alone-n8-k2-c2", ["FORMAT_2", "GATE", "SCALES", "PROGRAM", "STAGE_SAMPLES"]),
      (
        "v2-program-events-k2-c2",
        ["FORMAT_2", "GATE", "SCALES", "PROGRAM", "STAGE_STANDARDIZE", "STAGE_EVENTS"]
      ),
      (
        "v2-program-spectrum-256-k2-c2",
        [
          "FORMAT_2", "GATE", "SCALES", "PROGRAM", "CONSTANTS", "STAGE_STANDARDIZE",
          "STAGE_SPECTRUM",
        ]
      ),
      ("v2-limits-02-n5-k2-c2", ["FORMAT_2", "PROJECTION", "GATE", "LIMITS", "WIDE"]),
      ("v2-adaptation-n5-k1-d32-c2", ["FORMAT_2", "PROJECTION", "ADAPTATION"]),
      ("v2-beats-n36-m36-k2-c2", ["FORMAT_2", "STANDARDIZED", "GATE", "BEATS", "STREAM"]),
    ])
  func needs(name: String, parts: [String]) throws {
    let choices = try Self.choices(name)
    for part in Self.parts {
      // Every student has a program or none.
      let isNeeded = part == "DIRECT" ? !parts.contains("PROGRAM") : parts.contains(part)
      #expect(choices[part] == (isNeeded ? "1" : "0"), "\(name): \(part)")
    }
  }

  /// What `tessera_open` returns for a student in the firmware of another's folder.
  private func status(
    of other: String, inFolderOf name: String, _ options: String = ""
  ) throws -> Int32 {
    let workshop = try Workshop(Golden.source(name))
    defer { workshop.remove() }
    try workshop.add(Golden.source(other, called: FirmwareName("other")), in: "second")
    let program = """
      #include "other.h"
      int main(void) {
        tessera_model model;
        return (int)tessera_open(&model, other_blob, OTHER_SIZE);
      }

      """
    try workshop.write(Array(program.utf8), to: "main.c")
    let build = try workshop.run(
      "cc -std=c99 -Wall -Wextra -Werror -Isrc -Isecond/src -o a main.c src/tessera.c "
        + "second/src/other.c \(options)")
    try #require(build.code == 0, "\(build.output)")
    return try workshop.run("a").code
  }

  @Test(
    "refuse a student that needs another one, and say what of it",
    arguments: [
      ("v2-scales-n6-k2-c2", "folded-n140-k3-c5", 5), ("folded-n3-k2-c2", "v2-wide-n9-k2-c1", 5),
      ("folded-n3-k2-c2", "folded-n1-k1-c1", 8),
      ("standardized-n3-m3-k3-c2-counted", "folded-n140-k3-c5", 8),
      ("projection-n140-k3-d9-c5", "folded-n140-k3-c5", 8),
      ("shared-n3-k3-c5", "folded-n140-k3-c5", 8),
      ("linear-head-n140-k3-q6-c5", "folded-n140-k3-c5", 8),
      ("v2-wide-n9-k2-c1", "v2-channels-n12-k2-c2", 8),
      ("v2-scales-n6-k2-c2", "v2-channels-n12-k2-c2", 16),
      ("v2-kept-n5-k2-c2", "v2-channels-n12-k2-c2", 16),
      ("v2-samples-alone-n8-k2-c2", "v2-scales-n6-k2-c2", 16),
      ("v2-scales-n6-k2-c2", "v2-samples-alone-n8-k2-c2", 16),
      ("v2-program-bands-k2-c2", "v2-program-events-k2-c2", 16),
      ("v2-program-difference-k2-c2", "v2-program-events-k2-c2", 15),
      // Nothing executes the reserved sections yet, and none of them is critical.
      ("v2-beats-n36-m36-k2-c2", "v2-channels-standardized-n12-m8-k2-c2", 0),
      ("folded-n3-k2-c2", "folded-n140-k3-c5", 0),
    ])
  func refusals(other: String, name: String, code: Int32) throws {
    #expect(try status(of: other, inFolderOf: name) == code)
    let options = Self.parts.map { "-DTESSERA_WITH_\($0)=1" }.joined(separator: " ")
    #expect(try status(of: other, inFolderOf: name, options) == 0)
  }

  @Test("refuse a stage that was left out")
  func stage() throws {
    let name = "v2-samples-alone-n8-k2-c2"
    #expect(try status(of: name, inFolderOf: name, "-DTESSERA_WITH_STAGE_SAMPLES=0") == 15)
  }
}
