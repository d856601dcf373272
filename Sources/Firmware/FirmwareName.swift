/// What a student is called in C: a prefix of symbols, macros and file names.
public struct FirmwareName: Sendable, Equatable, Hashable, CustomStringConvertible {
  /// A lower-case C identifier.
  public let text: String

  /// The prefix of macros.
  public var macro: String { text.uppercased() }

  public var description: String { text }

  /// The name of a student that was given none.
  public static let standard = FirmwareName(trusted: "model")

  /// The most characters: compilers may ignore what follows the 31st of a longer symbol.
  private static let longest = 16

  /// Names that a compiler or the folder itself uses.
  private static let taken: Set<String> = [
    "alignas", "alignof", "asm", "auto", "bool", "break", "case", "catch", "char", "class", "const",
    "continue", "default", "delete", "do", "double", "else", "enum", "explicit", "export", "extern",
    "false", "float", "for", "friend", "goto", "if", "inline", "int", "long", "main", "mutable",
    "namespace", "new", "nullptr", "operator", "private", "profile", "protected", "public",
    "register", "restrict", "return", "selftest", "semihosting", "short", "signed", "sizeof",
    "startup", "static", "struct", "switch", "template", "test", "this", "throw", "true", "try",
    "typedef", "typename", "union", "unsigned", "using", "vectors", "virtual", "void", "volatile",
    "while",
  ]

  /// A name of 1 to 16 characters a-z, 0-9 and _, that begins with a letter, is no word of C or
  /// C++, and does not begin like the runtime's own; nil otherwise.
  public init?(_ text: String) {
    let isWord = text.utf8.allSatisfy { byte in
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"),
        UInt8(ascii: "_"):
        true
      default: false
      }
    }
    guard isWord, text.utf8.count <= Self.longest, let first = text.first, first.isLetter,
      !Self.taken.contains(text), !text.hasPrefix("tessera")
    else { return nil }
    self.text = text
  }

  private init(trusted text: String) { self.text = text }
}
