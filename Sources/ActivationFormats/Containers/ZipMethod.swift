/// How ZIP calls its methods of compression.
///
/// Source: PKWARE, APPNOTE.TXT 6.3.10, section 4.4.5.
enum ZipMethod {
  private static let names = [
    0: "stored", 8: "deflate", 9: "deflate64", 12: "bzip2", 14: "LZMA", 93: "zstd", 95: "xz",
  ]

  /// The number of a method, and its name where it has one.
  static func name(_ number: Int) -> String {
    names[number].map { "\(number) (\($0))" } ?? "\(number)"
  }
}
