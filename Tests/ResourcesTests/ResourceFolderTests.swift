import Foundation
import Resources
import Testing

struct ResourceFolderTests {
  private static let root = URL(filePath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  @Test("every file of a folder of templates is embedded as it is")
  func templates() throws {
    let folders: [(ResourceFolder, String)] = [
      (.firmware, "Sources/Firmware/Resources"), (.reports, "Sources/Reports/Resources"),
    ]
    for (folder, path) in folders {
      let files = Self.root.appending(path: path)
      for name in try FileManager.default.contentsOfDirectory(atPath: files.path) {
        #expect(try folder[name] == Array(Data(contentsOf: files.appending(path: name))))
      }
    }
  }

  @Test("the runtime is the parts that its source file lists, in that order")
  func runtime() throws {
    let folder = Self.root.appending(path: "Runtime/C99")
    let source = try String(contentsOf: folder.appending(path: "tessera.c"), encoding: .utf8)
    let parts = source.matches(of: /#include "parts\/(.*)"/).map { String($0.output.1) }
    #expect(ResourceFolder.runtime.names == parts)
    #expect(
      try ResourceFolder.runtime.texts
        == parts.map { try Array(Data(contentsOf: folder.appending(path: "parts/\($0)"))) })
  }

  @Test("no name is listed twice")
  func uniqueNames() {
    for folder in [ResourceFolder.firmware, .runtime, .reports] {
      #expect(Set(folder.names).count == folder.names.count)
    }
  }
}
