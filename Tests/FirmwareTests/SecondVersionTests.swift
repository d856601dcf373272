import Firmware
import Foundation
import PackedFormat
import Testing

/// Folders of golden students of format version 2.
@Suite("The folder of a student of version 2")
struct SecondVersionTests {
  static let names = Golden.names.filter { $0.hasPrefix("v2-") }
  /// Students that have, together, everything that a student may have.
  static let kinds: [String] = {
    var seen: Set<String> = []
    return names.filter { name in
      guard let header = try? Golden.header(name) else { return true }
      return !traits(header).filter { seen.insert($0).inserted }.isEmpty
    }
  }()

  private static func traits(_ header: PackedHeader) -> [String] {
    let (shape, sections) = (header.shape, header.sections)
    return [
      "flags \(header.flags.rawValue & 0b100_0011)", "kept \(shape.hasKeptInputs)",
      "bits \(header.featureBits) \(header.componentBits)", "scales \(sections.scales.rawValue)",
      "program \(sections.hasProgram)", "limits \(sections.limits != .none)",
      "adaptation \(sections.hasAdaptation)", "beats \(sections.hasBeats)",
      "constants \(sections.constantWordCount > 0)",
      "channels \(header.channelCount > 1)", "hop \(header.hop > 0)",
      "integers \(header.acceptsIntegers)", "rate \(header.sampleRate > 0)",
      "head \(shape.hasHead)", "shared \(shape.hasSharedMap)",
    ]
  }

  @Test("builds with its Makefile without a warning, and proves itself", arguments: names)
  func proves(name: String) throws {
    let workshop = try Workshop(Golden.source(name))
    defer { workshop.remove() }
    let compilers = Self.kinds.contains(name) ? ["gcc", "clang"] : ["gcc"]
    for compiler in compilers where Workshop.has(compiler) {
      let made = try workshop.run("make -s test CC=\(compiler) CPPFLAGS=-Werror CFLAGS=-O1")
      #expect(made.code == 0, "\(name), \(compiler): \(made.output)")
      #expect(made.output == workshop.passLine)
    }
  }

  @Test(
    "gives the host's integers on a Cortex-M4",
    .enabled(if: Workshop.has("qemu-system-arm", "arm-none-eabi-gcc"), "skipped: no emulator"),
    arguments: kinds)
  func emulated(name: String) throws {
    let workshop = try Workshop(Golden.source(name))
    defer { workshop.remove() }
    let made = try workshop.run("make -s qemu CPPFLAGS=-Werror")
    #expect(made.code == 0, "\(name): \(made.output)")
    #expect(made.output == workshop.passLine)
  }

  @Test("states the sizes of the oracle", arguments: names)
  func sizes(name: String) throws {
    let workshop = try Workshop(Golden.source(name))
    defer { workshop.remove() }
    let facts = try Golden.facts(name)
    let header = try Golden.header(name)
    let streams = (facts.streamSize ?? 0) > 0
    let program = """
      #include <stdio.h>
      #include "model.h"
      #ifndef MODEL_STREAM_SIZE
      #define MODEL_STREAM_SIZE 0
      #endif
      #ifndef MODEL_PROGRAM_SIZE
      #define MODEL_PROGRAM_SIZE 0
      #endif
      int main(void) {
        printf("%d ", MODEL_PROGRAM_SIZE);
        printf("%d %d %d %d ", MODEL_WINDOW_COUNT, MODEL_INPUT_SIZE, MODEL_SCRATCH_SIZE,
               MODEL_STREAM_SIZE);
        printf("%d %d ", MODEL_FEATURE_BITS, MODEL_COMPONENT_BITS);
        printf("%d %d %d", MODEL_ACCEPTS_FLOATS, MODEL_ACCEPTS_COUNTS, MODEL_ACCEPTS_INTEGERS);
        return 0;
      }

      """
    try workshop.write(Array(program.utf8), to: "main.c")
    let build = try workshop.run("cc -std=c99 -Werror -Isrc -o a main.c")
    #expect(build.code == 0, "\(build.output)")
    let expected = try [
      facts.programSize ?? 0,
      #require(facts.windowCount), #require(facts.inputSize), facts.scratch,
      #require(facts.streamSize), header.featureBits, header.componentBits,
      facts.acceptsFloats == true ? 1 : 0, facts.acceptsCounts ? 1 : 0,
      facts.acceptsIntegers == true ? 1 : 0,
    ]
    #expect(try workshop.run("a").output == expected.map { "\($0)" }.joined(separator: " "))
    let text = try workshop.text("src/model.h")
    #expect(text.contains("_STREAM_SIZE") == streams && text.contains("_HOP") == streams)
    #expect(text.contains("_CHANNEL_COUNT") == (header.channelCount > 1))
    #expect(text.contains("_SAMPLE_RATE_MILLIHERTZ") == (header.sampleRate > 0))
    #expect(text.contains("SCRATCH_SIZE_OF") == (max(header.featureBits, header.componentBits) > 8))
  }

  @Test("has two class names for a binary output")
  func binary() throws {
    let name = "v2-binary-n9-k3-c1"
    let workshop = try Workshop(Golden.source(name, classNames: ["calm", "alarm"]))
    defer { workshop.remove() }
    #expect(try workshop.text("src/model.h").contains("model_class_names[MODEL_CLASS_COUNT]"))
    #expect(try workshop.text("src/model.c").contains("\"calm\",\n    \"alarm\""))
    #expect(try workshop.run("make -s test CPPFLAGS=-Werror").output == workshop.passLine)
    #expect(throws: FirmwareError.binaryClassNameCount(found: 1)) {
      try Golden.source(name, classNames: ["alarm"])
    }
    let bytes = try Golden.bytes(name)
    #expect(Set(try ProofVectors(student: bytes, count: 200).labels) == [0, 1])
  }

  @Test("compiles as an Arduino sketch and in C++", arguments: kinds)
  func sketch(name: String) throws {
    let workshop = try Workshop(Golden.source(name))
    defer { workshop.remove() }
    let stub = """
      #include <stddef.h>
      struct { void begin(long) {} void println(const char *) {} void println(int) {} void println(double, int) {} } Serial;
      enum { HIGH = 1, LOW = 0, OUTPUT = 1, LED_BUILTIN = 13 };
      void pinMode(int, int) {}
      void digitalWrite(int, int) {}
      void delay(long) {}

      """
    try workshop.write(Array(stub.utf8), to: "stub.h")
    try workshop.write(Array("#include \"vectors.h\"\n".utf8), to: "vectors.cpp")
    let flags = "g++ -std=c++11 -Wall -Wextra -pedantic -Werror -Isrc -Itest -fsyntax-only"
    let sketch = try workshop.run(
      "\(flags) -include stub.h -x c++ examples/Classify/Classify.ino vectors.cpp")
    #expect(sketch.code == 0, "\(name): \(sketch.output)")
  }

  @Test("shows in its README the code that compiles", arguments: kinds)
  func readme(name: String) throws {
    let workshop = try Workshop(Golden.source(name))
    defer { workshop.remove() }
    let text = try workshop.text("README.md")
    let blocks = text.split(separator: "```c\n").dropFirst()
    let code = try #require(blocks.first?.split(separator: "```").first)
    let halves = code.split(separator: "/* once */")
    // Classes have a name and a margin; other outputs are numbers.
    let use =
      code.contains("_class_names")
      ? "static void use(const char *name, int margin) { (void)name; (void)margin; }"
      : "static void use(float output) { (void)output; }"
    let program = """
      static void stop(void) {}
      \(use)
      \(halves[0])
      int main(void) {
      \(halves[1])
      return 0;
      }

      """
    try workshop.write(Array(program.utf8), to: "main.c")
    let build = try workshop.run("cc -std=c99 -Wall -Wextra -Werror -Isrc -fsyntax-only main.c")
    #expect(build.code == 0, "\(name): \(build.output)")
  }

  @Test(
    "shows the code of a stream that compiles",
    arguments: [
      ("v2-stream-overlap-n15-k2-c2", 1), ("v2-beats-n36-m36-k2-c2", 2),
      ("v2-beats-rr-n36-m32-k2-c2", 1),
    ])
  func stream(name: String, count: Int) throws {
    let workshop = try Workshop(Golden.source(name))
    defer { workshop.remove() }
    let blocks = try workshop.text("README.md").split(separator: "```c\n").dropFirst(2)
    #expect(blocks.count == count)
    for block in blocks {
      let code = try #require(block.split(separator: "```").first)
      let place = try #require(code.range(of: "/* once"))
      let program = """
        #include "model.h"
        #define use(...) ((void)0)
        static tessera_model model;
        static tessera_result result;
        static const int16_t *frames, *samples;
        static size_t left;
        static void stop(void) {}
        \(code[..<place.lowerBound])
        int main(void) {
        \(code[place.lowerBound...])
        return 0;
        }

        """
      try workshop.write(Array(program.utf8), to: "main.c")
      let build = try workshop.run(
        "cc -std=c99 -Wall -Wextra -Werror -Wno-unused -Isrc -fsyntax-only main.c")
      #expect(build.code == 0, "\(build.output)")
    }
  }

  @Test(
    "of a program gives the host's integers on every core",
    .enabled(if: Workshop.hasEveryCore, "skipped: no compiler or no emulator of some core"),
    arguments: ["v2-program-events-k2-c2", "v2-program-kept-wide-n5-k2-c3"],
    DeviceCore.allCases.filter { $0.rawValue != "atmega328p" })
  func signal(name: String, core: DeviceCore) throws {
    let workshop = try Workshop(Golden.source(name))
    defer { workshop.remove() }
    let made = try workshop.run("make -s qemu CORE=\(core.rawValue) CPPFLAGS=-Werror")
    #expect(made.code == 0 && made.output == workshop.passLine, "\(made.output)")
    guard core.isCounted else { return }
    let profile = try workshop.run("make -s profile-i16 CORE=\(core.rawValue) PROFILE_COUNT=2")
    let cost = try #require(QuantizationMeasurement(parsing: profile.output), "\(profile.output)")
    #expect(cost.instructions > 90 * 10 && (40...480).contains(cost.stack))
  }

  @Test("makes a self-test that fails when one expected input of integers differs")
  func detects() throws {
    let workshop = try Workshop(Golden.source("v2-scales-integers-n5-k3-c5"))
    defer { workshop.remove() }
    let text = try workshop.text("test/vectors.c")
    let start = try #require(text.range(of: "vector_integer_inputs"))
    let digit = try #require(
      text[start.upperBound...].range(of: #"[0-9](?=,\s)"#, options: .regularExpression))
    let changed = text.replacingCharacters(in: digit, with: text[digit] == "1" ? "2" : "1")
    try workshop.write(Array(changed.utf8), to: "test/vectors.c")
    let made = try workshop.run("make -s test")
    #expect(made.code != 0)
    #expect(made.output.contains("FAIL model: vector 0: of integers: input "), "\(made.output)")
  }
}
