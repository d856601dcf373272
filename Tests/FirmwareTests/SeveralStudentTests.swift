import Firmware
import Foundation
import Testing

/// Two generated folders in one firmware: a student that takes counts, and one in `second`.
@Suite("Two students in one firmware")
struct SeveralStudentTests {
  private static let program = """
    #include "model.h"
    #include "other.h"
    static uint32_t scratch[(MODEL_SCRATCH_SIZE + OTHER_SCRATCH_SIZE) / 4];
    static int8_t input[MODEL_INPUT_COUNT + OTHER_INPUT_COUNT];
    int main(void) {
      tessera_model one;
      tessera_model two;
      tessera_result result;
      if (tessera_open(&one, model_blob, MODEL_SIZE) != TESSERA_OK) { return 1; }
      if (tessera_open(&two, other_blob, OTHER_SIZE) != TESSERA_OK) { return 2; }
      if (tessera_infer(&one, input, MODEL_INPUT_COUNT, scratch, sizeof scratch, &result) != 0) {
        return 3;
      }
      return (int)tessera_infer(&two, input, OTHER_INPUT_COUNT, scratch, sizeof scratch, &result);
    }

    """

  private func workshop() throws -> Workshop {
    let workshop = try Workshop(Golden.source("standardized-n140-m140-k3-c5"))
    let other = try Golden.source("rectified-head-n144-k2-q7-c4", called: FirmwareName("other"))
    try workshop.add(other, in: "second")
    try workshop.write(Array(Self.program.utf8), to: "app/main.c")
    return workshop
  }

  @Test("link with one copy of the runtime")
  func recipe() throws {
    let workshop = try workshop()
    defer { workshop.remove() }
    let compile =
      "cc -std=c99 -Wall -Wextra -pedantic -Werror -Isrc -Isecond/src -o both app/main.c "
      + "src/model.c src/tessera.c second/src/other.c "
    #expect(try workshop.run(compile).code == 0)
    // The first has no head, and its runtime opens no student that has one.
    #expect(try workshop.run("both").code == 2)
    let needs = try workshop.text("second/README.md").split(separator: "\n")
      .filter { $0.hasPrefix("    -DTESSERA_WITH_") }.joined(separator: " ")
    #expect(needs.contains("-DTESSERA_WITH_HEAD=1"))
    let build = try workshop.run(compile + needs)
    #expect(build.code == 0, "\(build.output)")
    #expect(try workshop.run("both").code == 0)
  }

  @Test("link with a runtime from which the lines of its student were deleted")
  func everything() throws {
    let workshop = try workshop()
    defer { workshop.remove() }
    let runtime = try workshop.text("src/tessera.c")
    let whole = try #require(runtime.range(of: "\n\n"))
    try workshop.write(Array(runtime[whole.upperBound...].utf8), to: "src/tessera.c")
    let build = try workshop.run(
      "cc -std=c99 -Isrc -Isecond/src -o both app/main.c src/model.c src/tessera.c "
        + "second/src/other.c")
    #expect(build.code == 0, "\(build.output)")
    #expect(try workshop.run("both").code == 0)
  }

  @Test(
    "share the runtime of the first with CMake",
    .enabled(if: Workshop.has("cmake"), "skipped: no cmake"))
  func cmake() throws {
    let workshop = try workshop()
    defer { workshop.remove() }
    let lists = """
      cmake_minimum_required(VERSION 3.13)
      project(app C)
      add_subdirectory(.. first)
      add_subdirectory(../second second)
      add_executable(app main.c)
      target_link_libraries(app PRIVATE -Wl,--whole-archive model other -Wl,--no-whole-archive)

      """
    try build(lists, in: workshop)
  }

  /// Zephyr's functions as its modules use them, with its way to link: whole archives.
  @Test(
    "share the runtime of the first as Zephyr modules",
    .enabled(if: Workshop.has("cmake"), "skipped: no cmake"))
  func zephyr() throws {
    let workshop = try workshop()
    defer { workshop.remove() }
    let lists = """
      cmake_minimum_required(VERSION 3.13)
      project(app C)
      macro(zephyr_library_named name)
        set(current ${name})
        add_library(${name} STATIC "")
        set_property(GLOBAL APPEND PROPERTY libraries ${name})
      endmacro()
      macro(zephyr_library_sources)
        foreach(source ${ARGN})
          target_sources(${current} PRIVATE ${CMAKE_CURRENT_SOURCE_DIR}/${source})
        endforeach()
      endmacro()
      macro(zephyr_include_directories folder)
        get_filename_component(path ${folder} ABSOLUTE)
        set_property(GLOBAL APPEND PROPERTY folders ${path})
        include_directories(${path})
      endmacro()
      set(CONFIG_TESSERA_MODEL y)
      set(CONFIG_TESSERA_OTHER y)
      add_subdirectory(../zephyr first)
      add_subdirectory(../second/zephyr second)
      get_property(libraries GLOBAL PROPERTY libraries)
      get_property(folders GLOBAL PROPERTY folders)
      add_executable(app main.c)
      target_include_directories(app PRIVATE ${folders})
      target_link_libraries(app PRIVATE -Wl,--whole-archive ${libraries} -Wl,--no-whole-archive)

      """
    try build(lists, in: workshop)
  }

  private func build(_ lists: String, in workshop: Workshop) throws {
    try workshop.write(Array(lists.utf8), to: "app/CMakeLists.txt")
    for command in ["cmake -S app -B b", "cmake --build b", "b/app"] {
      let outcome = try workshop.run(command)
      #expect(outcome.code == 0, "\(outcome.output)")
    }
  }
}
