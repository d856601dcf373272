import ActivationFormats
import Foundation
import Rows
import Testing

/// Files that have the name of a dump and are something else.
@Suite("Other files")
struct ForeignFileTests {
  let scratch: Scratch

  init() throws {
    scratch = try Scratch()
  }

  private static let hdf: [UInt8] = [0x89] + Array("HDF\r\n\u{1A}\n".utf8)

  @Test(
    "are named for what they are, with one remedy",
    arguments: ["x.npz", "x.npy", "x.csv", "x.safetensors"])
  func named(name: String) throws {
    let files: [(bytes: [UInt8], word: String)] = [
      (
        Array("version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 4\n".utf8),
        "lfs pull --include x."
      ),
      (Array("\n<!DOCTYPE html>\n<html></html>\n".utf8), "web page"),
      (Array("MATLAB 7.3 MAT-file, Platform: GLNXA64".utf8), "h5py"),
      (Self.hdf + [0], "h5py"),
      ([0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 0], "gzip --decompress"),
    ]
    let others: [(bytes: [UInt8], word: String)] = [
      (Array("BZh91AY&SY".utf8), "bunzip2 --keep --stdout"),
      ([0xFD, 0x37, 0x7A, 0x58, 0x5A, 0, 0, 4], "xz --decompress --stdout"),
      ([0x28, 0xB5, 0x2F, 0xFD, 0, 0, 0, 0], "zstd --decompress --stdout"),
      ([0x37, 0x7A, 0xBC, 0xAF, 0x27, 0x1C, 0, 4], "7z x"),
      (Array("Rar!\u{1A}\u{7}\u{0}".utf8) + [0, 0], "unrar x"),
      (Array("PAR1\u{15}\u{4}\u{15}\u{10}".utf8), "pandas.read_parquet"),
      (Array("ARROW1\u{0}\u{0}".utf8), "pandas.read_feather"),
      (Array("<?xml version='1.0'?><Error>AccessDenied</Error>".utf8), "It is XML"),
      (Array("{\"message\": \"Not Found\"}".utf8), "It is JSON"),
      (Array("\u{FEFF}<html>".utf8), "web page"),
      (Array("/annex/objects/SHA256E-s4--0.npz\n".utf8), "git annex get"),
    ]
    for file in others {
      let path = try scratch.write(name, file.bytes)
      let thrown = #expect(throws: ActivationFormatsError.self) {
        try ActivationDump.read(path, parallelism: .allCores)
      }
      if name != "x.safetensors" {
        #expect(thrown?.description.contains(file.word) == true, "\(thrown as Any)")
      }
    }
    for file in files where name != "x.safetensors" || file.bytes[0] != 0x1F {
      let path = try scratch.write(name, file.bytes)
      let thrown = #expect(throws: ActivationFormatsError.self) {
        try ActivationDump.read(path, parallelism: .allCores)
      }
      #expect(thrown?.description.contains(file.word) == true, "\(thrown as Any)")
    }
  }

  @Test("a MATLAB 7.3 file is not read as an older one")
  func matlab() throws {
    let path = try scratch.write(
      "x.mat", Array("MATLAB 7.3 MAT-file".utf8) + [UInt8](repeating: 0, count: 600))
    let thrown = #expect(throws: ActivationFormatsError.self) {
      try ActivationDump.read(path, parallelism: .allCores)
    }
    #expect(thrown?.description.contains("MATLAB 7.3") == true)
    #expect(thrown?.description.contains("v[()].T") == true)
  }

  @Test(
    "descriptors without a byte order, and bfloat16 and Booleans, are read",
    arguments: [
      ("f4", [0, 0, 0x80, 0x3F, 0, 0, 0, 0x40] as [UInt8]), ("?", [1, 1]), ("|b1", [1, 1]),
      ("<V2", [0x80, 0x3F, 0, 0x40]), ("V2", [0x80, 0x3F, 0, 0x40]),
      ("float32", [0, 0, 0x80, 0x3F, 0, 0, 0, 0x40]),
    ])
  func descriptors(descriptor: String, bytes: [UInt8]) throws {
    let path = try scratch.write("x.npy", NPY.file(type: descriptor, shape: [2, 1], bytes: bytes))
    let values = try ActivationDump.readInputs(path, parallelism: .allCores)
      .matrix(as: Double.self).elements
    #expect(values.first == 1 && (values.last == 2 || bytes.count == 2))
  }

  @Test("an array that is named as an archive is read, and a table gets its name")
  func otherNames() throws {
    let bytes = NPY.file(type: "<f4", shape: [2, 1], bytes: [0, 0, 0x80, 0x3F, 0, 0, 0, 0x40])
    let path = try scratch.write("x.npz", bytes)
    #expect(
      try ActivationDump.readInputs(path, parallelism: .allCores).matrix(as: Double.self).elements
        == [1, 2])
    let table = try scratch.write("y.npz", text: "a,b\n1,2\n")
    let thrown = #expect(throws: ActivationFormatsError.self) {
      try ActivationDump.read(table, parallelism: .allCores)
    }
    #expect(thrown?.description.hasSuffix("cp \(table) \(table).csv") == true, "\(thrown as Any)")
  }
}
