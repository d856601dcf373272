import Files
import Testing

@Suite("Parts of paths")
struct FilePathTests {
  @Test("are those that the path was put together from")
  func parts() {
    for folder in ["a", "a/b", "/", "/a", "/é/..", "..", "./a b", "a%20b", "a.b", "/~"] {
      for name in ["c", "é", "~", "c.d", "é.x.y", "c d", "%41", "-"] {
        let path = FilePath.file(name, in: folder)
        #expect(FilePath.folder(of: path) == folder, "\(path)")
        #expect(FilePath.name(of: path) == name, "\(path)")
        let dot = name.lastIndex(of: ".")
        #expect(FilePath.suffix(of: path) == dot.map { String(name[$0...].dropFirst()) } ?? "")
        let stem = dot.map { String(name[..<$0]) } ?? name
        #expect(FilePath.stem(of: path) == FilePath.file(stem, in: folder), "\(path)")
      }
    }
  }

  @Test("are there for every text of up to five signs")
  func anyText() {
    var paths = [""]
    for _ in 0..<5 {
      paths = paths.flatMap { path in ["/", "a", ".", "é", "~"].map { path + $0 } }
      for path in paths {
        let parts = [FilePath.folder(of: path), FilePath.name(of: path), FilePath.stem(of: path)]
        #expect(!parts.contains(""), "\(path)")
        #expect(!FilePath.suffix(of: path).contains("/"), "\(path)")
      }
    }
  }

  @Test("take a tilde as a name")
  func tilde() {
    #expect(FilePath.folder(of: "~/s.tessera") == "./~")
    #expect(FilePath.stem(of: "~/s.tessera") == "./~/s")
    #expect(FilePath.name(of: "~") == "~")
  }
}
