import Firmware
import Foundation
import Testing

@Suite("The table of cores")
struct DeviceCoreTests {
  private static let table: [[String]] = {
    let path = Workshop.root.appending(path: "Runtime/Cores/cores.txt")
    let text = (try? String(contentsOf: path, encoding: .utf8)) ?? ""
    return text.split(separator: "\n").filter { !$0.hasPrefix("#") }
      .map { $0.split(separator: " ", maxSplits: 9).map(String.init) }
  }()

  @Test("has every field of every core, and no core twice")
  func fields() {
    #expect(Set(Self.table.map { $0[0] }).count == Self.table.count)
    for fields in Self.table {
      #expect(fields.count == 10, "\(fields)")
      #expect(["thumb1", "portable", "dsp", "mve"].contains(fields[1]), "\(fields)")
      #expect(["arm", "riscv32", "xtensa", "avr"].contains(fields[3]), "\(fields)")
      #expect((fields[3] == "avr") == (fields[6] == "-"), "\(fields)")
      #expect((fields[3] == "avr") == (fields[7] == "-"), "\(fields)")
      #expect(["yes", "no"].contains(fields[8]), "\(fields)")
    }
  }

  @Test("has the cores of generated folders, by name, machine and flags")
  func generated() {
    let cores = Self.table.filter { $0[8] == "yes" }
    #expect(DeviceCore.allCases.map(\.rawValue) == cores.map { $0[0] })
    #expect(DeviceCore.allCases.map(\.machine) == cores.map { $0[4] })
    #expect(
      DeviceCore.allCases.map(\.flags)
        == cores.map { $0[9].trimmingCharacters(in: .whitespaces) })
    for fields in cores where fields[3] == "arm" {
      #expect(fields[9].contains("-mcpu=\(fields[0]) "), "\(fields)")
    }
    #expect(DeviceCore(rawValue: "cortex-m4")?.machine == "mps2-an386")
    #expect(DeviceCore(rawValue: "cortex-m4f") == nil)
    #expect(DeviceCore.estimated.allSatisfy { $0.compiler == "arm-none-eabi-gcc" })
    #expect(DeviceCore(rawValue: "atmega328p")?.isCounted == false)
    #expect(DeviceCore(rawValue: "lx106")?.emulator == "qemu-system-xtensa")
  }

  @Test("has a linker script for every board of generated folders, which hold it")
  func boards() throws {
    let source = try Golden.source("standardized-n140-m140-k3-c5")
    for fields in Self.table where fields[8] == "yes" && fields[6] != "-" {
      let script = source.files.first { $0.path == "test/qemu/\(fields[6]).ld" }
      let original = Workshop.root.appending(path: "Runtime/Cores/\(fields[6]).ld")
      #expect(try script?.bytes == [UInt8](Data(contentsOf: original)), "\(fields)")
    }
  }

  @Test("is what the toolsets were made from")
  func toolsets() throws {
    let workshop = try Workshop(Golden.source("standardized-n140-m140-k3-c5"))
    defer { workshop.remove() }
    let root = Workshop.root.path
    let made = try workshop.run(
      "sh \(root)/Scripts/make-toolsets.sh \(workshop.folder.path)/Toolsets")
    #expect(made.code == 0, "\(made.output)")
    let compared = try workshop.run("diff -r Toolsets \(root)/Toolsets")
    #expect(compared.code == 0, "run Scripts/make-toolsets.sh: \(compared.output)")
  }
}
