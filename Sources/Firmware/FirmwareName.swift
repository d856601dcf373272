/// The name of a student in C: a prefix of symbols, macros and file names.
public struct FirmwareName: Sendable, Equatable, Hashable, CustomStringConvertible {
  /// A lower-case C identifier.
  public let text: String

  /// The prefix of macros.
  public var macro: String { text.uppercased() }

  public var description: String { text }

  /// The name of a student that was given none.
  public static let standard = FirmwareName(trusted: "model")

  /// The most characters: compilers may ignore the characters after the 31st of a longer symbol.
  private static let longest = 16

  /// Why a text is no name.
  public enum Objection: Error, Equatable, Sendable, CustomStringConvertible {
    /// Other characters, or none, or a first one that is no letter.
    case notAnIdentifier
    /// More than 16 characters.
    case tooLong
    /// Begins like the runtime's own symbols.
    case ofTheRuntime
    /// A file of the folder has this name.
    case ofTheFolder
    /// A keyword, or `main`.
    case wordOfC
    /// The header of the student would hide a header of the C library.
    case headerOfC
    /// A target that Make or CMake keep for themselves, or a library of every link.
    case targetOfBuilds

    public var description: String {
      switch self {
      case .notAnIdentifier: "a name has characters a-z, 0-9 and _ and begins with a letter"
      case .tooLong: "a name has at most \(FirmwareName.longest) characters"
      case .ofTheRuntime: "the names of the runtime begin with 'tessera'"
      case .ofTheFolder: "the folder has a file of this name"
      case .wordOfC: "it is a word of C or C++"
      case .headerOfC: "its header would hide one of the C library"
      case .targetOfBuilds: "Make, CMake or the linker use this name"
      }
    }
  }

  /// A name of 1 to 16 characters a-z, 0-9 and _, that begins with a letter. Names that a compiler,
  /// the C library, a build or the folder itself uses are refused.
  ///
  /// - Parameter text: the characters of the name.
  /// - Throws: `Objection`, which states why the text is no name.
  public init(_ text: String) throws(Objection) {
    let isWord = text.utf8.allSatisfy { byte in
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"),
        UInt8(ascii: "_"):
        true
      default: false
      }
    }
    guard isWord, let first = text.first, first.isLetter else { throw .notAnIdentifier }
    guard text.utf8.count <= Self.longest else { throw .tooLong }
    guard !text.hasPrefix("tessera") else { throw .ofTheRuntime }
    guard !Self.files.contains(text) else { throw .ofTheFolder }
    guard !Self.words.contains(text) else { throw .wordOfC }
    guard !Self.headers.contains(text) else { throw .headerOfC }
    guard !Self.targets.contains(text) else { throw .targetOfBuilds }
    self.text = text
  }

  private init(trusted text: String) { self.text = text }

  private static let files: Set<String> = [
    "flags", "profile", "selftest", "semihosting", "startup", "vectors",
  ]

  private static let words: Set<String> = [
    "alignas", "alignof", "and", "asm", "auto", "bool", "break", "case", "catch", "char", "class",
    "const", "constexpr", "continue", "decltype", "default", "delete", "do", "double", "else",
    "enum", "explicit", "export", "extern", "false", "float", "for", "friend", "goto", "if",
    "inline", "int", "long", "main", "mutable", "namespace", "new", "noexcept", "not", "nullptr",
    "operator", "or", "private", "protected", "public", "register", "restrict", "return", "short",
    "signed", "sizeof", "static", "struct", "switch", "template", "this", "throw", "true", "try",
    "typedef", "typeid", "typename", "typeof", "union", "unsigned", "using", "virtual", "void",
    "volatile", "while", "xor",
  ]

  /// Of C23, and others that headers of usual libraries include.
  private static let headers: Set<String> = [
    "alloca", "arduino", "assert", "complex", "ctype", "endian", "errno", "features", "fenv",
    "inttypes", "iso646", "limits", "locale", "malloc", "math", "memory", "newlib", "pthread",
    "reent", "sched", "setjmp", "signal", "stdalign", "stdarg", "stdatomic", "stdbit", "stdbool",
    "stdckdint", "stddef", "stdint", "stdio", "stdlib", "stdnoreturn", "string", "strings",
    "tgmath", "threads", "time", "uchar", "unistd", "wchar", "wctype",
  ]

  /// Of the Makefile and of CMake's generators, and libraries that every link names.
  private static let targets: Set<String> = [
    "all", "c", "clean", "depend", "edit_cache", "force", "gcc", "help", "install", "m", "none",
    "package", "package_source", "preinstall", "qemu", "rebuild_cache", "test", "uninstall",
  ]
}
