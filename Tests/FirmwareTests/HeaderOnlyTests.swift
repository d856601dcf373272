import Firmware
import Testing

/// A student and its runtime in one header.
@Suite("The single header of a student")
struct HeaderOnlyTests {
  @Test(
    "proves itself in C99 without a warning",
    arguments: ["folded-n140-k3-c5", "standardized-n140-m137-everything"]
      + SecondVersionTests.kinds)
  func proves(name: String) throws {
    let source = try Golden.source(name)
    let workshop = try Workshop(source)
    defer { workshop.remove() }
    try workshop.write(source.headerOnly, to: "only/model.h")
    // What the self-test includes beside the header is in it.
    try workshop.write([], to: "only/tessera.h")
    let program = "#define MODEL_IMPLEMENTATION\n#include \"model.h\"\n"
    try workshop.write(Array(program.utf8), to: "only/student.c")
    let flags = "-std=c99 -O1 -Wall -Wextra -pedantic -Werror -Ionly -Itest"
    let build = try workshop.run(
      "gcc \(flags) -o proof test/selftest.c test/vectors.c only/student.c")
    #expect(build.code == 0, "\(build.output)")
    #expect(try workshop.run("proof").output == workshop.passLine)
  }

  @Test(
    "opens in a C++ program, which Arduino sketches are", arguments: ["c++11", "c++20"],
    ["folded-n140-k3-c5", "v2-everything-program-n13-k4-d5-q6-c1"])
  func cPlusPlus(standard: String, name: String) throws {
    let source = try Golden.source(name)
    let workshop = try Workshop(source)
    defer { workshop.remove() }
    try workshop.write(source.headerOnly, to: "only/model.h")
    let program = """
      #define MODEL_IMPLEMENTATION
      #include "model.h"
      int main() {
        tessera_model model;
        return tessera_open(&model, model_blob, MODEL_SIZE);
      }

      """
    try workshop.write(Array(program.utf8), to: "main.cpp")
    for compiler in ["g++", "clang++"] where Workshop.has(compiler) {
      let build = try workshop.run(
        "\(compiler) -std=\(standard) -w -Ionly -o a main.cpp")
      #expect(build.code == 0, "\(build.output)")
      #expect(try workshop.run("a").code == 0)
    }
  }
}
