import Digests
import Testing

@Suite("SHA-256")
struct SHA256Tests {
  /// The examples of FIPS 180-4, and the digest of nothing.
  private static let known = [
    ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
    ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
    (
      "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
      "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
    ),
  ]

  @Test("is that of the standard's examples", arguments: known)
  func example(text: String, digest: String) {
    #expect(Hexadecimal.text(of: SHA256.hash(text.utf8)) == digest)
  }

  @Test("of a million letters is the same in one piece and in many")
  func pieces() {
    let letters = [UInt8](repeating: 97, count: 1_000_000)
    let digest = "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"
    #expect(Hexadecimal.text(of: SHA256.hash(letters)) == digest)
    var hash = SHA256()
    for start in stride(from: 0, to: letters.count, by: 4_321) {
      hash.update(letters[start..<min(start + 4_321, letters.count)])
    }
    #expect(Hexadecimal.text(of: hash.finalize()) == digest)
    // Reading a digest changes nothing.
    #expect(Hexadecimal.text(of: hash.finalize()) == digest)
  }

  @Test("takes collections without storage of their own")
  func lazyBytes() {
    #expect(SHA256.hash((0..<100).lazy.map { UInt8($0) }) == SHA256.hash(Array(0..<100)))
  }
}
