import ActivationFormats
import Foundation
import Rows
import Testing

@Suite("Summaries")
struct SummaryTests {
  @Test("list arrays in order, with ranges")
  func lists() throws {
    let summaries = try ActivationDump.summarize(
      path: Places.fixture("dump.npz"), parallelism: .allCores)
    #expect(
      summaries.map(\.name) == [
        "inputs", "activations", "logits", "labels", "groups", "parents", "head_weight",
        "head_bias", "teacher_parameters", "teacher_macs", "class_names",
      ])
    let inputs = try #require(summaries.first)
    #expect(inputs.shape == [12, 3, 2] && inputs.elementType == .float32)
    #expect(inputs.minimum == -2 && inputs.maximum == 2 && inputs.nonFiniteCount == 0)
    let names = try #require(summaries.last)
    #expect(names.elementType == nil && names.typeName == "<U14" && names.shape == [3])
  }

  @Test("come with digest and objection in a survey, which opens the dump once")
  func survey() throws {
    let path = Places.fixture("dump.npz")
    let survey = try DumpSurvey(of: path, options: DumpOptions(), parallelism: .serial)
    #expect(try survey.arrays == ActivationDump.summarize(path: path, parallelism: .allCores))
    #expect(try survey.digest == ActivationDump.read(path, parallelism: .allCores).digest)
    #expect(survey.objection == nil)
    let scratch = try Scratch()
    try scratch.write("inputs", shape: [2, 2], [.nan, 1, 2, 3])
    let refused = try DumpSurvey(of: scratch.path, options: DumpOptions(), parallelism: .serial)
    #expect(refused.arrays.map(\.nonFiniteCount) == [1])
    #expect(try refused.digest == ActivationDump.digest(of: scratch.path))
    #expect(throws: try #require(refused.objection)) {
      try ActivationDump.read(scratch.path, parallelism: .allCores)
    }
  }

  @Test("work on values that are not finite, and on what no dump has")
  func nonFinite() throws {
    let scratch = try Scratch()
    try scratch.write("extra", shape: [2, 2], [.nan, 1e300, -.infinity, -1])
    try scratch.write("none", shape: [2], [.nan, .nan])
    try scratch.write("empty", shape: [0, 3], [])
    try scratch.write("thin", shape: [1 << 58, 0], [])
    let summaries = try ActivationDump.summarize(path: scratch.path, parallelism: .allCores)
    #expect(summaries.map(\.name) == ["empty", "extra", "none", "thin"])
    #expect(summaries[0].minimum == nil && summaries[0].nonFiniteCount == 0)
    #expect(summaries[1].minimum == -1 && summaries[1].maximum == 1e300)
    #expect(summaries[1].nonFiniteCount == 2)
    #expect(summaries[2].minimum == nil && summaries[2].nonFiniteCount == 2)
  }

  @Test("list objects and text without reading them")
  func objects() throws {
    let summaries = try ActivationDump.summarize(
      path: Places.fixture("objects.npz"), parallelism: .allCores)
    #expect(summaries.last?.typeName == "objects" && summaries.last?.elementType == nil)
    let table = try ActivationDump.summarize(
      path: Places.fixture("dump.csv"), parallelism: .allCores)
    #expect(table.last?.name == "note" && table.last?.typeName == "text")
  }
}
