import Foundation
import Tessera
import Testing

/// The verb `export`.
@Suite("Writing a student for another runtime")
struct ExportTests {
  @Test("writes every file that was asked for, and names it")
  func writes() throws {
    let tool = try GenerateTests.made()
    defer { tool.remove() }
    let outcome = try tool.run(
      "export", "s.tessera", "--onnx", "s.onnx", "--json", "w.json", "--c-header-only", "blobs.h")
    #expect(outcome.code == 0, "\(outcome.error)")
    #expect(["s.onnx", "w.json", "blobs.h"].allSatisfy(outcome.output.contains))
    let student = try StudentFile.read(tool.path("s.tessera")).student
    let graph = String(decoding: try tool.bytes("s.onnx"), as: UTF8.self)
    #expect(graph.contains(student.sha256) && graph.contains("MatMul"))
    let header = String(decoding: try tool.bytes("blobs.h"), as: UTF8.self)
    #expect(header.contains("BLOBS_IMPLEMENTATION") && header.contains(student.sha256))
  }

  @Test("writes the weights that were packed")
  func weights() throws {
    let tool = try GenerateTests.made()
    defer { tool.remove() }
    #expect(try tool.run("export", "s.tessera", "--json", "w.json", "--quiet").output.isEmpty)
    let document = try #require(
      JSONSerialization.jsonObject(with: Data(tool.bytes("w.json"))) as? [String: Any])
    let maps = try #require(document["region_maps"] as? [[String: Any]])
    let student = try StudentFile.read(tool.path("s.tessera")).student
    let packed = QuantizedStudent(student)
    #expect(maps.count == packed.regionMaps.count)
    for (map, found) in zip(packed.regionMaps, maps) {
      let rows = try #require(found["weights"] as? [[Int]])
      #expect(rows.flatMap(\.self) == map.weights.map(Int.init))
      #expect(found["biases"] as? [Int] == map.biases.map(Int.init))
    }
    #expect(document["float_student"] != nil)
  }

  @Test("writes the float student where there is a run record")
  func floats() throws {
    let tool = try GenerateTests.made()
    defer { tool.remove() }
    #expect(try tool.run("export", "s.tessera", "--onnx", "f.onnx", "--float").code == 0)
    #expect(String(decoding: try tool.bytes("f.onnx"), as: UTF8.self).contains("float64"))
    try FileManager.default.removeItem(atPath: tool.path("s.json"))
    let refused = try tool.run("export", "s.tessera", "--onnx", "g.onnx", "--float")
    #expect(refused.code == 65 && refused.error.contains("--float"), "\(refused.error)")
    #expect(!FileManager.default.fileExists(atPath: tool.path("g.onnx")))
  }

  @Test("refuses a request of nothing, and options without their file")
  func usage() throws {
    let tool = try GenerateTests.made()
    defer { tool.remove() }
    for options in [[], ["--float"], ["--json", "w.json", "--window", "int16"]] {
      let refused = try tool.run(["export", "s.tessera"] + options)
      #expect(refused.code == 64 && refused.error.contains("--onnx"), "\(refused.error)")
    }
    let both = try tool.run(
      "export", "s.tessera", "--onnx", "f.onnx", "--float", "--window", "int16")
    #expect(both.code == 64, "\(both.error)")
  }

  @Test(
    "refuses a header whose name C or Windows cannot have, and proposes another",
    arguments: [
      ("my-model.h", "my_model.h"), ("con.h", "con_model.h"), ("wire.hpp", "wire_model.h"),
    ]
  )
  func headerNames(name: String, proposal: String) throws {
    let tool = try GenerateTests.made()
    defer { tool.remove() }
    let refused = try tool.run("export", "s.tessera", "--c-header-only", name)
    #expect(refused.code == 65 && refused.error.contains(proposal), "\(refused.error)")
  }

  @Test("names the windows that a student takes")
  func windows() throws {
    let tool = try GenerateTests.made()
    defer { tool.remove() }
    let refused = try tool.run(
      "export", "s.tessera", "--onnx", "s.onnx", "--window", "int32")
    #expect(refused.code == 65 && refused.error.contains("float32"), "\(refused.error)")
  }
}
