import Firmware
import PackedFormat
import Testing

@Suite(
  "In an emulator",
  .enabled(if: Workshop.hasEveryCore, "skipped: no compiler or no emulator of some core"))
struct EmulatorTests {
  @Test("every core gives the host's integers", arguments: DeviceCore.allCases)
  func proof(core: DeviceCore) throws {
    // The vectors of windows of 140 floats do not fit beside the runtime into 32 KB.
    let names =
      core.rawValue == "atmega328p"
      ? ["folded-n3-k2-c2", "standardized-n3-m3-k3-c2-counted"]
      : ["standardized-n140-m140-k3-c5", "standardized-n140-m137-everything"]
    for name in names {
      let workshop = try Workshop(Golden.source(name))
      defer { workshop.remove() }
      let made = try workshop.run("make -s qemu CORE=\(core.rawValue)")
      #expect(made.code == 0, "\(made.output)")
      #expect(made.output == workshop.passLine)
    }
  }

  @Test("the profile program reports size, stack and instructions", arguments: DeviceCore.counted)
  func profile(core: DeviceCore) throws {
    let workshop = try Workshop(Golden.source("standardized-n140-m140-k3-c5"))
    defer { workshop.remove() }
    let made = try workshop.run("make -s profile CORE=\(core.rawValue)")
    #expect(made.code == 0, "\(made.output)")
    let found = try #require(DeviceMeasurement(parsing: made.output))
    #expect((1_000...4_000).contains(found.text))
    #expect(found.data == 0 && found.bss == 0)
    #expect((40...400).contains(found.inferenceStack) && (40...400).contains(found.openStack))
    #expect(found.openInstructions > 10_000)
    if core.isEstimated {
      let bytes = try Golden.bytes("standardized-n140-m140-k3-c5")
      let header = try PackedHeader(parsing: bytes.span.bytes)
      let estimate = DeviceEstimate(core: core, shape: header.shape)
      let ratio = Double(found.inferenceInstructions) / Double(estimate.instructions)
      #expect((0.75...1.25).contains(ratio), "measured \(found), estimated \(estimate)")
      let size = Double(found.text) / Double(estimate.text)
      #expect((0.95...1.05).contains(size) && found.rodata == estimate.rodata)
    }
    for input in ["f32", "i16"] {
      let made = try workshop.run("make -s profile-\(input) CORE=\(core.rawValue)")
      #expect(made.code == 0, "\(made.output)")
      let cost = try #require(QuantizationMeasurement(parsing: made.output))
      #expect((200...3_000).contains(cost.code - found.text - found.rodata))
      #expect((40...400).contains(cost.stack))
      #expect(cost.instructions > 140 * 10)
    }
  }

  @Test(
    "the profile of a student of version 2 is near its estimate",
    arguments: DeviceCore.estimated,
    ["v2-wide-n141-k6-c5", "v2-scales-projection-n140-k3-d9-c5", "v2-kept-wide-n70-m120-k3-c5"])
  func second(core: DeviceCore, name: String) throws {
    let workshop = try Workshop(Golden.source(name))
    defer { workshop.remove() }
    let made = try workshop.run("make -s profile CORE=\(core.rawValue) PROFILE_COUNT=2")
    #expect(made.code == 0, "\(made.output)")
    let found = try #require(DeviceMeasurement(parsing: made.output))
    let estimate = try DeviceEstimate(core: core, shape: Golden.header(name).shape)
    let work = Double(found.inferenceInstructions) / Double(estimate.instructions)
    #expect((0.75...1.25).contains(work), "measured \(found), estimated \(estimate)")
    let size = Double(found.text) / Double(estimate.text)
    #expect((0.95...1.05).contains(size), "measured \(found), estimated \(estimate)")
    #expect(found.rodata == estimate.rodata)
    #expect(abs(max(found.inferenceStack, found.openStack) - estimate.stack) <= 12)
    for type in try FrontEndFacts(Golden.header(name), in: Golden.bytes(name)).types {
      let made = try workshop.run("make -s profile-\(type.rawValue) CORE=\(core.rawValue)")
      let cost = try #require(QuantizationMeasurement(parsing: made.output), "\(made.output)")
      #expect(cost.instructions > 70 * 10 && (40...400).contains(cost.stack))
    }
  }

  @Test("a model has the size that is stated")
  func model() throws {
    let workshop = try Workshop(Golden.source("folded-n3-k2-c2"))
    defer { workshop.remove() }
    let program = """
      #include "tessera.h"
      typedef char right_size[(sizeof(tessera_model) == \(FirmwareSource.modelByteCount)) ? 1 : -1];

      """
    try workshop.write(Array(program.utf8), to: "size.c")
    for core in DeviceCore.counted {
      let build = try workshop.run(
        "\(core.compiler) \(core.flags) -ffreestanding -Isrc -fsyntax-only size.c")
      #expect(build.code == 0, "\(build.output)")
    }
  }

  @Test("quantising counts is not measured where the student takes none")
  func noCounts() throws {
    let workshop = try Workshop(Golden.source("standardized-n140-m100-k8-c1-no-counts"))
    defer { workshop.remove() }
    let made = try workshop.run("make -s profile-i16")
    #expect(made.code == 0, "\(made.output)")
    #expect(QuantizationMeasurement(parsing: made.output) == nil)
  }

  @Test("a damaged student is refused, and an unknown core too")
  func refusals() throws {
    let workshop = try Workshop(Golden.source("standardized-n3-m3-k3-c2-counted"))
    defer { workshop.remove() }
    let text = try workshop.text("src/model.c")
    let damaged = text.replacing("0x54, 0x53, 0x52, 0x41", with: "0x54, 0x53, 0x52, 0x42")
    try workshop.write(Array(damaged.utf8), to: "src/model.c")
    let made = try workshop.run("make -s qemu")
    #expect(made.code != 0)
    #expect(made.output.contains("FAIL model: tessera_open returns 4"))
    let other = try workshop.run("make -s qemu CORE=cortex-m9")
    #expect(other.code != 0 && other.output.contains("cortex-m9 is not"), "\(other.output)")
    #expect(try workshop.run("ls build/cortex-m9").code != 0)
  }
}

@Suite("Figures of a device")
struct DeviceFigureTests {
  @Test("are read from what the tools print")
  func parsing() throws {
    let output = """
      profile.elf  :
      section           size        addr
      .tessera_text     1872          64
      .bss               200   536870912
      open_instructions 198040
      status 0
      inferences 32
      inference_instructions 88160
      open_stack 112
      inference_stack 216

      """
    let found = try #require(DeviceMeasurement(parsing: output))
    #expect(found.text == 1_872 && found.rodata == 0 && found.bss == 0)
    #expect(found.inferenceInstructions == 2_755 && found.openInstructions == 198_040)
    #expect(found.openStack == 112 && found.inferenceStack == 216)
    #expect(DeviceMeasurement(parsing: "") == nil)
    #expect(DeviceMeasurement(parsing: output.replacing("status 0", with: "status 7")) == nil)
    #expect(DeviceMeasurement(parsing: output.replacing("inferences 32", with: "")) == nil)
  }

  @Test("are estimated in proportion to the work", arguments: DeviceCore.estimated)
  func estimates(core: DeviceCore) {
    let small = DeviceEstimate(
      core: core, shape: PackedShape(inputCount: 140, regionCount: 3, outputCount: 5))
    let large = DeviceEstimate(
      core: core,
      shape: PackedShape(inputCount: 140, regionCount: 3, outputCount: 5, headInputCount: 128))
    #expect(large.instructions > 10 * small.instructions)
    #expect(small.text < large.text && small.stack == large.stack)
  }
}
