import Firmware
import Foundation
import PackedFormat
import Testing

@Suite("The generated folder")
struct FirmwareSourceTests {
  private static let student = "standardized-n140-m140-k3-c5"

  private func file(_ path: String, of source: FirmwareSource) throws -> [UInt8] {
    try #require(source.files.first { $0.path == path }).bytes
  }

  @Test("holds the student byte for byte", arguments: Golden.names)
  func blob(name: String) throws {
    let source = try Golden.source(name)
    let text = String(decoding: try file("src/model.c", of: source), as: UTF8.self)
    let blob = try #require(text.split(separator: "model_blob[MODEL_SIZE] PLACE = {").last)
    let bytes = try #require(blob.split(separator: "};").first).split { ", \n".contains($0) }
      .map { UInt8($0.dropFirst(2), radix: 16) }
    #expect(bytes == source.bytes.map(Optional.some))
  }

  @Test("holds the runtime of the project byte for byte, its parts in one file")
  func runtime() throws {
    func text(_ path: String) throws -> String {
      try String(contentsOf: Workshop.root.appending(path: path), encoding: .utf8)
    }
    let source = try Golden.source(Self.student)
    let includes = try text("Runtime/C99/tessera.c").split(separator: "\"")
      .filter { $0.hasPrefix("parts/") }
    let parts = try includes.map { try text("Runtime/C99/\($0)") }
    #expect(parts.count > 1)
    let runtime = String(decoding: try file("src/tessera.c", of: source), as: UTF8.self)
    let whole = "\n" + parts.joined(separator: "\n")
    #expect(runtime.hasSuffix(whole))
    // Nothing but the lines that choose what is compiled.
    let head = try #require(runtime.dropLast(whole.count).split(separator: " */\n").last)
    #expect(
      head.split(separator: "\n").allSatisfy {
        $0 == "#endif" || $0.hasPrefix("#if defined(__AVR__)")
          || $0.contains(/^#(ifndef|define) TESSERA_(PROGRAM_MEMORY|WITH_[A-Z_0-9]+( [01])?)$/)
      }, "\(head)")
    let header = try text("Sources/CTesseraRuntime/include/tessera.h")
    #expect(try file("src/tessera.h", of: source) == Array(header.utf8))
  }

  @Test("is the same twice, without escapes of HTML and unrendered tags")
  func text() throws {
    let source = try Golden.source(Self.student, classNames: ["&", "<", ">", "\"", "'"])
    #expect(try source == Golden.source(Self.student, classNames: ["&", "<", ">", "\"", "'"]))
    for file in source.files where file.path != "src/tessera.c" {
      let text = String(decoding: file.bytes, as: UTF8.self)
      for sign in ["{{", "}}}", "&amp;", "&lt;", "&quot;", "&#"] {
        #expect(!text.contains(sign), "\(file.path) has \(sign)")
      }
      #expect(text.hasSuffix("\n") && !text.hasSuffix("\n\n"), "\(file.path)")
    }
  }

  @Test(
    "names classes where there are some, and otherwise gives the values of the outputs",
    arguments: [(student, true), ("folded-n6-k9-c4", false), ("v2-binary-n9-k3-c1", true)])
  func outputs(student: String, hasClasses: Bool) throws {
    let source = try Golden.source(student)
    for path in ["README.md", "examples/Classify/Classify.ino"] {
      let text = String(decoding: try file(path, of: source), as: UTF8.self)
      #expect(text.contains("model_class_names[result.label]") == hasClasses, "\(path)")
      #expect(
        text.contains("(tessera_output_scale(&model) * result.logits[i]") != hasClasses, "\(path)")
    }
  }

  @Test("is called as it is told")
  func name() throws {
    let name = try FirmwareName("beats")
    let source = try Golden.source(Self.student, called: name)
    let paths = source.files.map(\.path)
    #expect(paths.contains("src/beats.c") && paths.contains("src/beats.h"))
    #expect(!paths.contains("src/model.c"))
    #expect(paths == paths.sorted())
    let header = String(decoding: try file("src/beats.h", of: source), as: UTF8.self)
    #expect(header.contains("#define BEATS_SIZE \(source.bytes.count)"))
    #expect(header.contains("beats_blob[BEATS_SIZE]"))
  }

  @Test("lists names of features with their numbers, of at most 64 bytes")
  func featureNames() throws {
    let bytes = try Golden.bytes(Self.student)
    let vectors = try ProofVectors(student: bytes)
    func source(_ names: [String]?) throws -> FirmwareSource {
      try FirmwareSource(
        student: bytes, sha256: "", featureNames: names, vectors: vectors, version: "")
    }
    let count = vectors.windowCount
    let names = (0..<count).map { $0 == 0 ? String(repeating: "é", count: 40) : "x \($0)" }
    let code = try file("src/model.c", of: source(names))
    let found = try #require(FirmwareSource.featureNames(inSource: code))
    #expect(found == [String(repeating: "é", count: 32)] + names.dropFirst())
    #expect(try file("src/model.c", of: source(found)) == code)
    #expect(try FirmwareSource.featureNames(inSource: file("src/model.c", of: source(nil))) == nil)
    #expect(throws: FirmwareError.featureNameCount(found: 1, expected: count)) {
      try source(["a"])
    }
  }

  @Test("is an Arduino library for AVR, and where constants lie in flash")
  func architectures() throws {
    let source = try Golden.source(Self.student)
    let text = String(decoding: try file("library.properties", of: source), as: UTF8.self)
    let line = try #require(text.split(separator: "\n").first { $0.hasPrefix("architectures=") })
    let names = line.dropFirst("architectures=".count).split(separator: ",")
    let expected = ["samd", "mbed_nano", "nrf52", "esp32", "rp2040", "stm32", "avr"]
    #expect(expected.allSatisfy { names.map(String.init).contains($0) })
    #expect(Set(names).isDisjoint(with: ["*", "megaavr"]))
  }

  @Test("refuses what is no student, and another number of class names")
  func refusals() throws {
    let bytes = try Golden.bytes(Self.student)
    let vectors = try ProofVectors(student: bytes)
    #expect(throws: FirmwareError.invalidStudent(.tooShort)) {
      try FirmwareSource(student: [1, 2, 3], sha256: "", vectors: vectors, version: "")
    }
    #expect(throws: FirmwareError.classNameCount(found: 1, expected: 5)) {
      try FirmwareSource(
        student: bytes, sha256: "", classNames: ["a"], vectors: vectors, version: "")
    }
  }
}
