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
    /// The header of the student would hide one of an Arduino core or of the libraries with it.
    case headerOfArduino
    /// A device of Windows, which takes no file of this name.
    case deviceOfWindows
    /// A target that Make, CMake or Zephyr keep for themselves, or a library of every link.
    case targetOfBuilds

    public var description: String {
      switch self {
      case .notAnIdentifier: "a name has characters a-z, 0-9 and _ and begins with a letter"
      case .tooLong: "a name has at most \(FirmwareName.longest) characters"
      case .ofTheRuntime: "the names of the runtime begin with 'tessera'"
      case .ofTheFolder: "the folder has a file of this name"
      case .wordOfC: "it is a word of C or C++"
      case .headerOfC: "its header would hide one of the C library"
      case .headerOfArduino: "its header would hide one of an Arduino library"
      case .deviceOfWindows: "Windows has a device of this name and takes no such file"
      case .targetOfBuilds: "Make, CMake or the linker use this name"
      }
    }
  }

  /// A name of 1 to 16 characters a-z, 0-9 and _, that begins with a letter. Names that a compiler,
  /// the C library, a build, an Arduino core, Windows or the folder itself uses are refused.
  ///
  /// - Parameter text: the characters of the name.
  /// - Throws: `Objection`, which states why the text is no name.
  public init(_ text: String) throws(Objection) {
    try self.init(shaped: text)
    guard !text.hasPrefix("tessera") else { throw .ofTheRuntime }
    for (words, objection) in Self.taken where words.contains(text) { throw objection }
  }

  /// A name that has the right characters. Older versions refused fewer names, and their folders are
  /// still read.
  init(shaped text: String) throws(Objection) {
    guard text.utf8.allSatisfy(Self.isPart), let first = text.first, first.isLetter else {
      throw .notAnIdentifier
    }
    guard text.utf8.count <= Self.longest else { throw .tooLong }
    self.text = text
  }

  private init(trusted text: String) { self.text = text }

  /// The name that is most like a text: the text itself, where it is a name.
  ///
  /// - Parameter text: any text.
  public init(like text: String) {
    if let name = try? FirmwareName(text) {
      self = name
      return
    }
    let word = text.lowercased().utf8.map { Self.isPart($0) ? $0 : UInt8(ascii: "_") }
    let letters = word.drop { !(UInt8(ascii: "a")...UInt8(ascii: "z") ~= $0) }
    let ending = "_model"
    let short = String(decoding: letters.prefix(Self.longest), as: UTF8.self)
    let stem = String(decoding: letters.prefix(Self.longest - ending.utf8.count), as: UTF8.self)
    self = [short, stem + ending].lazy.compactMap { try? FirmwareName($0) }.first ?? .standard
  }

  private static func isPart(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"),
      UInt8(ascii: "_"):
      true
    default: false
    }
  }
}
