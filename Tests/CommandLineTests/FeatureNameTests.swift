import Foundation
import Tessera
import Testing

/// Names of inputs, on their way from a dump to a firmware.
@Suite("Names of inputs") struct FeatureNameTests {
  private let names = ["age", "weight", "height", "*/ \"q\"", "??/", "pulse"]

  /// Inputs of which one is blown up by a row, and an array of names.
  private func write(in tool: Tool) throws {
    var dump = Dump(rows: 200)
    for row in 0..<200 { dump.inputs[6 * row + 1] *= 1_000 }
    dump.inputs[1] = 3e9
    try dump.write(
      to: "dump", in: tool,
      replacing: ["inputs": NPYWriter.bytes(of: dump.inputs, shape: [200, 6])])
    let width = 6
    let words = names.flatMap { name in
      name.unicodeScalars.map(\.value)
        + Array(repeating: 0, count: width - name.unicodeScalars.count)
    }
    try tool.write(
      NPYWriter.header(descriptor: "<U\(width)", shape: [names.count])
        + words.flatMap { [UInt8($0 & 255), UInt8($0 >> 8 & 255), 0, 0] },
      to: "dump/feature_names.npy")
  }

  @Test("stand in the record, in warnings, in the report and in the firmware")
  func travel() throws {
    let tool = try Tool()
    defer { tool.remove() }
    try write(in: tool)
    let made = try tool.run(
      "compress", "dump", "--output", "s.tessera", "--keep-inputs", "50%", "--force")
    #expect(made.code == 0, "\(made.error)")
    let record = try #require(try StudentFile.read(tool.path("s.tessera")).record)
    #expect(record.featureNames == names)
    let kept = try #require(record.keptInputs)
    let inspected = try tool.run("inspect", "s.tessera").output
    let list = kept.map { "\($0) '\(names[$0])'" }.joined(separator: ", ")
    #expect(inspected.contains("kept inputs: \(kept.count) of 6 features: \(list)"), "\(inspected)")
    #expect(try tool.run("report", "s.tessera", "--output", "r.html", "--card", "c.md").code == 0)
    let page = String(decoding: try tool.bytes("r.html"), as: UTF8.self)
    #expect(page.contains("Features: \(kept[0]) "), "no names")
    try firmware(kept, in: tool)
  }

  private func firmware(_ kept: [Int], in tool: Tool) throws {
    #expect(try tool.run("generate", "s.tessera", "--output", "fw").code == 0)
    let source = String(decoding: try tool.bytes("fw/src/model.c"), as: UTF8.self)
    let missing = try #require((0..<6).first { !kept.contains($0) })
    #expect(source.contains("/* \(kept[0]) */") && source.contains("/* \(missing), not read */"))
    let program = """
      #include <stdio.h>
      #include "model.h"
      int main(void) {
        for (int i = 0; i < MODEL_WINDOW_COUNT; i++) printf("%s\\n", model_feature_names[i]);
        return 0;
      }

      """
    try tool.write(Array(program.utf8), to: "main.c")
    let build = """
      cc -std=c99 -trigraphs -Wall -Wextra -pedantic -Werror -DMODEL_WITH_FEATURE_NAMES=1 -Ifw/src \
      -o names main.c fw/src/model.c && ./names && make -s -C fw test CFLAGS=-Werror
      """
    let outcome = try tool.start(
      ["-c", build], program: URL(fileURLWithPath: "/bin/sh")
    ).outcome()
    #expect(outcome.code == 0, "\(outcome.error)")
    #expect(outcome.output.hasPrefix(names.joined(separator: "\n")), "\(outcome.output)")
    let verified = try tool.run("inspect", "s.tessera", "--verify", "fw")
    #expect(verified.code == 0, "\(verified.error)\(verified.output)")
    try FileManager.default.removeItem(atPath: tool.path("s.json"))
    let alone = try tool.run("inspect", "s.tessera", "--verify", "fw")
    #expect(alone.code == 0 && alone.error.contains("class names and feature names are the"))
  }

  @Test("name the column that a row blows up")
  func column() throws {
    let tool = try Tool()
    defer { tool.remove() }
    try write(in: tool)
    let made = try tool.run("compress", "dump", "--output", "s.tessera", "--force")
    #expect(made.error.contains("inputs, column 1 'weight': row 0 holds"), "\(made.error)")
  }
}
