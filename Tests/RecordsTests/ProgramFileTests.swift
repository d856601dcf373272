import Foundation
import HostRuntime
import PackedFormat
import Records
import SignalFrontEnd
import Testing

@Suite("A program file")
struct ProgramFileTests {
  private static let folder = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().appending(path: "Fixtures/Golden")
  private static let names: [String] =
    ((try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? [])
    .filter { $0.hasSuffix(".tessera") }.map { String($0.dropLast(8)) }.sorted()

  private func read(_ lines: String...) throws(RecordsError) -> ProgramFile {
    try ProgramFile(bytes: Array("{\"stages\": [\(lines.joined(separator: ",\n"))]}".utf8))
  }

  @Test("every golden program is read back from what is printed", arguments: names)
  func printed(name: String) throws {
    let bytes = try [UInt8](Data(contentsOf: Self.folder.appending(path: "\(name).tessera")))
    guard let program = try PackedStudent(bytes: bytes).program else { return }
    let file = ProgramFile(program)
    #expect(try ProgramFile(bytes: Array(file.text.utf8)) == file)
    #expect(file.lines.count == program.stages.count)
  }

  @Test("names become nodes: a new one above all, a known one again, the source in place")
  func nodes() throws {
    let file = try read(
      #"{"stage": "standardize", "source": "window", "target": "z", "moments": true}"#,
      #"{"stage": "pool", "source": "z", "target": "y", "width": 4, "shift": 2, "rectified": true}"#,
      #"{"stage": "centre", "source": "y", "target": "y"}"#,
      #"{"stage": "difference", "source": "window", "target": "z", "channel": 1}"#,
      #"{"stage": "crossings", "source": "z", "levels": [-7, 0]}"#,
      #"{"stage": "positives", "source": "z", "dilation": 3, "kernels": [[0, 1, 8, -5]]}"#)
    #expect(file.stages.map(\.source) == [0, 1, 2, 0, 1, 1])
    #expect(file.stages.map(\.target) == [1, 2, 2, 1, 0, 0])
    #expect(file.stages.map(\.channel) == [255, 255, 255, 1, 255, 255])
    #expect(file.stages[1].operands == [4, 2, 1, 0])
    #expect(file.constants == [-7, 0, 0x810, -5])
    #expect(file.stages[5].constantStart == 2 && file.stages[5].constantCount == 2)
  }

  @Test(
    "what is wrong is refused, with its stage",
    arguments: [
      (#"{"stage": "wavelet", "source": "window"}"#, "no stage 'wavelet'"),
      (#"{"source": "window"}"#, "'stage' is missing"),
      (#"{"stage": "moments", "source": "z"}"#, "'source' is no node"),
      (#"{"stage": "moments", "source": "window", "target": "z"}"#, "makes no node"),
      (#"{"stage": "centre", "source": "window"}"#, "'target' has to name"),
      (#"{"stage": "centre", "source": "window", "target": "window"}"#, "was made before"),
      (#"{"stage": "moments", "source": "window", "channel": 16}"#, "'channel' is an integer"),
      (#"{"stage": "moments", "source": "window", "extra": 1}"#, "unknown key 'extra'"),
      (
        #"{"stage": "events", "source": "window", "threshold": 1.5, "refractory": 1}"#,
        "'threshold'"
      ),
      (
        #"{"stage": "events", "source": "window", "threshold": true, "refractory": 1}"#,
        "'threshold'"
      ),
      (
        #"{"stage": "events", "source": "window", "threshold": 70000, "refractory": 1}"#,
        "'threshold'"
      ),
      (#"{"stage": "ranks", "source": "window", "rectified": 1, "ranks": [3]}"#, "true or false"),
      (
        #"{"stage": "ranks", "source": "window", "rectified": true, "ranks": 3}"#,
        "'ranks' is a list"
      ),
      (#"{"stage": "crossings", "source": "window", "levels": [40000]}"#, "no integer of 16 bits"),
      (
        #"{"stage": "positives", "source": "window", "dilation": 1, "kernels": [[0, 1, 9, 0]]}"#,
        "from 0 to 8"
      ),
      ("7", "not an object"),
    ])
  func refusals(line: String, words: String) throws {
    do throws(RecordsError) {
      _ = try read(#"{"stage": "moments", "source": "window"}"#, line)
      Issue.record("accepted")
    } catch {
      #expect(error.description.contains(words) && error.description.contains("Stage 1"))
    }
  }

  @Test("limits come before the stages")
  func limits() {
    let moments = #"{"stage": "moments", "source": "window"}"#
    let levels = "[\(Array(repeating: "0", count: 4_096).joined(separator: ","))]"
    let crossings = #"{"stage": "crossings", "source": "window", "levels": \#(levels)}"#
    let files = [
      "", "[]", "{}", #"{"stages": []}"#, #"{"stages": {}}"#,
      #"{"stages": [\#(Array(repeating: moments, count: 65).joined(separator: ","))]}"#,
      #"{"stages": [\#(crossings), \#(crossings)]}"#, #"{"stages": [\#(moments)], "more": 1}"#,
      String(repeating: " ", count: ProgramFile.largestByteCount) + "{}",
    ]
    for file in files {
      #expect(throws: RecordsError.self) { _ = try ProgramFile(bytes: Array(file.utf8)) }
    }
    #expect(throws: Never.self) {
      _ = try ProgramFile(bytes: Array(#"{"stages": [\#(crossings)]}"#.utf8))
    }
  }
}
