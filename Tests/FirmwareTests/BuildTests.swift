import Firmware
import Foundation
import Testing

/// Compilers, Make, CMake and QEMU on generated folders.
@Suite("The generated folder builds")
struct BuildTests {
  static let strict =
    "-std=c99 -Wall -Wextra -Wshadow -Wconversion -pedantic -Werror -Isrc -Itest"
  static let shapes = Golden.names.filter { name in
    !name.hasPrefix("v2-")
      && ["140-k3-c5", "everything", "head", "shared", "n1-", "n3-k8"]
        .contains { name.contains($0) }
  }

  @Test("with every compiler, without a warning, and proves itself", arguments: shapes)
  func strictly(name: String) throws {
    let workshop = try Workshop(Golden.source(name))
    defer { workshop.remove() }
    for compiler in ["gcc", "clang"] where Workshop.has(compiler) {
      let build = try workshop.run(
        "\(compiler) \(Self.strict) -O1 -o proof src/model.c src/tessera.c test/vectors.c "
          + "test/selftest.c")
      #expect(build.code == 0 && build.output.isEmpty, "\(compiler): \(build.output)")
      let proof = try workshop.run("proof")
      #expect(proof.code == 0)
      #expect(proof.output == workshop.passLine)
    }
  }

  @Test("with other words for an alignment, at addresses that are multiples of 16")
  func alignment() throws {
    let workshop = try Workshop(Golden.source("standardized-n3-m3-k3-c2-counted"))
    defer { workshop.remove() }
    let program = """
      #include <stdio.h>
      #include "model.h"
      int main(void) { printf("%u", (unsigned)((uintptr_t)model_blob % 16u)); return 0; }

      """
    try workshop.write(Array(program.utf8), to: "main.c")
    for standard in ["c99", "c11", "gnu17"] {
      let build = try workshop.run(
        "cc -std=\(standard) -Wall -Wextra -pedantic -Werror -Isrc -o a main.c src/model.c")
      #expect(build.code == 0, "\(build.output)")
      #expect(try workshop.run("a").output == "0")
    }
  }

  @Test("where class names are strange, and they arrive as they were")
  func classNames() throws {
    let names = [
      "\"quoted\" \\ back\\", "??/ ??= ??' trigraph", "心拍 ♥ é 🫀", "*/ // line\nend\t%s", "\u{1}7",
    ]
    let workshop = try Workshop(
      Golden.source("standardized-n140-m140-k3-c5", classNames: names))
    defer { workshop.remove() }
    let program = """
      #include <stdio.h>
      #include "model.h"
      int main(void) {
        for (int i = 0; i < MODEL_OUTPUT_COUNT; i++) {
          for (const char *at = model_class_names[i]; *at != 0; at++) {
            printf("%d ", (int)(unsigned char)*at);
          }
          printf("/");
        }
        return 0;
      }

      """
    try workshop.write(Array(program.utf8), to: "main.c")
    for compiler in ["gcc -trigraphs", "clang -trigraphs"] {
      let build = try workshop.run(
        "\(compiler) \(Self.strict) -o names main.c src/model.c")
      #expect(build.code == 0 && build.output.isEmpty, "\(build.output)")
      let found = try workshop.run("names").output.split(separator: "/").map { name in
        String(decoding: name.split(separator: " ").compactMap { UInt8($0) }, as: UTF8.self)
      }
      #expect(found == names)
    }
  }

  @Test(
    "into C++ programs and Arduino sketches", arguments: ["c++11", "c++20"],
    ["standardized-n140-m140-k3-c5", "folded-n6-k9-c4"])
  func cPlusPlus(standard: String, student: String) throws {
    let workshop = try Workshop(Golden.source(student))
    defer { workshop.remove() }
    let stub = """
      #include <stddef.h>
      struct { void begin(long) {} void println(const char *) {} void println(int) {} void println(double, int) {} } Serial;
      enum { HIGH = 1, LOW = 0, OUTPUT = 1 };
      void pinMode(int, int) {}
      void digitalWrite(int, int) {}
      void delay(long) {}

      """
    let program = """
      #include "model.h"
      #include "tessera.h"
      #include "vectors.h"
      static MODEL_SCRATCH(scratch);
      int main() {
        tessera_model model;
        tessera_result result;
        int8_t input[MODEL_INPUT_COUNT] = {0};
        if (tessera_open(&model, model_blob, MODEL_SIZE) != TESSERA_OK) return 1;
        return tessera_infer(&model, input, MODEL_INPUT_COUNT, scratch, sizeof scratch, &result);
      }

      """
    try workshop.write(Array(stub.utf8), to: "stub.h")
    try workshop.write(Array(program.utf8), to: "main.cpp")
    let flags = "-std=\(standard) -Wall -Wextra -pedantic -Werror -Isrc -Itest"
    for compiler in ["g++", "clang++"] where Workshop.has(compiler) {
      for lamp in ["", "-DLED_BUILTIN=13"] {
        let sketch = try workshop.run(
          "\(compiler) \(flags) \(lamp) -include stub.h -x c++ -fsyntax-only "
            + "examples/Classify/Classify.ino")
        #expect(sketch.code == 0, "\(sketch.output)")
      }
      #expect(try workshop.run("cc -c -Isrc src/model.c src/tessera.c").code == 0)
      let build = try workshop.run("\(compiler) \(flags) -o a main.cpp model.o tessera.o")
      #expect(build.code == 0, "\(build.output)")
      #expect(try workshop.run("a").code == 0)
    }
  }

  @Test("with Make, whatever CC and CFLAGS are", arguments: ["", "CC=clang CFLAGS=-O0", "CFLAGS="])
  func make(options: String) throws {
    let workshop = try Workshop(Golden.source("standardized-n140-m140-k3-c5"))
    defer { workshop.remove() }
    let made = try workshop.run("make -s test \(options)")
    #expect(made.code == 0, "\(made.output)")
    #expect(made.output == workshop.passLine)
  }

  @Test("with CMake", .enabled(if: Workshop.has("cmake"), "skipped: no cmake"))
  func cmake() throws {
    let workshop = try Workshop(Golden.source("standardized-n140-m140-k3-c5"))
    defer { workshop.remove() }
    for command in ["cmake -B b", "cmake --build b", "ctest --test-dir b"] {
      let outcome = try workshop.run(command)
      #expect(outcome.code == 0, "\(outcome.output)")
    }
  }

  @Test("again with Make when the compiler or its flags are others")
  func flags() throws {
    let workshop = try Workshop(Golden.source("folded-n3-k2-c2"))
    defer { workshop.remove() }
    #expect(try workshop.run("make -s test").code == 0)
    #expect(try workshop.run("make test").output.hasPrefix("build/host/selftest\n"))
    let broken = try workshop.run("make -s test CC=/bin/false")
    #expect(broken.code != 0 && !broken.output.contains("PASS"), "\(broken.output)")
    let other = try workshop.run("make test CFLAGS=-DIT='s'")
    #expect(other.code == 0 && other.output.contains("-DIT='s' "), "\(other.output)")
  }

  @Test("and fails its proof when one expected logit differs")
  func detects() throws {
    let workshop = try Workshop(Golden.source("standardized-n140-m140-k3-c5"))
    defer { workshop.remove() }
    let text = try workshop.text("test/vectors.c")
    let start = try #require(text.range(of: "vector_logits"))
    let digit = try #require(
      text[start.upperBound...].range(of: #"[0-9](?=,\s)"#, options: .regularExpression))
    let changed = text.replacingCharacters(in: digit, with: text[digit] == "1" ? "2" : "1")
    try workshop.write(Array(changed.utf8), to: "test/vectors.c")
    let made = try workshop.run("make -s test")
    #expect(made.code != 0)
    #expect(made.output.contains("FAIL model: vector 0: logit "), "\(made.output)")
    #expect(!made.output.contains("PASS"))
  }

  @Test("and fails its proof when one expected input of counts differs")
  func detectsCounts() throws {
    let workshop = try Workshop(Golden.source("standardized-n140-m140-k3-c5"))
    defer { workshop.remove() }
    let text = try workshop.text("test/vectors.c")
    let start = try #require(text.range(of: "vector_count_inputs"))
    let digit = try #require(
      text[start.upperBound...].range(of: #"[0-9](?=,\s)"#, options: .regularExpression))
    let changed = text.replacingCharacters(in: digit, with: text[digit] == "1" ? "2" : "1")
    try workshop.write(Array(changed.utf8), to: "test/vectors.c")
    let made = try workshop.run("make -s test")
    #expect(made.code != 0)
    #expect(made.output.contains("FAIL model: vector 0: of counts: input "), "\(made.output)")
  }
}
