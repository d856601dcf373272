internal import Foundation

extension FirmwareSource {
  /// The student and its runtime as one header for C99 and for C++11: nothing else is compiled.
  ///
  /// It declares what `src/NAME.h` and `src/tessera.h` declare. Where `NAME_IMPLEMENTATION` is defined before
  /// it is included, which one file of a program does, it defines them.
  ///
  /// - Complexity: O(bytes).
  public var headerOnly: [UInt8] {
    let macro = name.macro
    var lines = [
      "/* \(name): a packed Tessera student and its runtime in one header.",
      " * In one file of a program, define \(macro)_IMPLEMENTATION before this line:",
      " *     #define \(macro)_IMPLEMENTATION",
      " *     #include \"\(name).h\"",
      " * Arduino: put this file beside the sketch, and these two lines at its head. Then:",
      " *     tessera_open(&model, \(name)_blob, \(macro)_SIZE)",
      " */",
    ]
    lines += text(of: "src/tessera.h") + text(of: "src/\(name).h")
    lines += ["", "#if defined(\(macro)_IMPLEMENTATION) && !defined(\(macro)_IMPLEMENTED)"]
    lines.append("#define \(macro)_IMPLEMENTED")
    lines += text(of: "src/tessera.c") + text(of: "src/\(name).c")
    lines += ["#endif", ""]
    return Array(lines.joined(separator: "\n").utf8)
  }

  /// The lines of a file, without those that include a file of the folder.
  private func text(of path: String) -> [String] {
    let bytes = files.first { $0.path == path }?.bytes ?? []
    let text = String(decoding: bytes, as: UTF8.self)
      // C++ wants a constant to have a value. C gives it this one.
      .replacingOccurrences(of: "8 : 4];", with: "8 : 4] = {0};")
    return text.components(separatedBy: "\n").filter {
      !["#include \"tessera.h\"", "#include \"\(name).h\""].contains($0)
    }
  }
}
