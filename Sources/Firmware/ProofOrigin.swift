/// Where proof inputs come from, in words that `init(_:)` reads.
struct ProofOrigin: Equatable, CustomStringConvertible {
  /// Rows of a dump.
  var given = 0
  /// Random inputs.
  var random = 0
  /// Of an input that was quantised, 8 or 16; 0 for windows of a signal.
  var bits = 8
  /// Windows of counts, which are random too; stated only where no inputs are random.
  var windows = 0
  var seed: UInt64 = 0

  private static let rows = " rows of a dump"
  private static let inputs = " random inputs over the int8 range (seed "
  private static let wideInputs = " random inputs over the int16 range (seed "
  private static let signals = " random signals (seed "
  private static let counts = " windows of counts (seed "

  var description: String {
    let parts = [
      given > 0 ? "\(given)\(Self.rows)" : nil,
      random > 0 ? "\(random)\(words)\(seed))" : nil,
      random == 0 && windows > 0 ? "\(windows)\(Self.counts)\(seed))" : nil,
    ]
    return parts.compactMap(\.self).joined(separator: " and ")
  }

  /// What the random ones are.
  private var words: String {
    bits == 0 ? Self.signals : bits == 8 ? Self.inputs : Self.wideInputs
  }

  init(given: Int, random: Int, bits: Int, windows: Int, seed: UInt64) {
    (self.given, self.random, self.windows, self.seed) = (given, random, windows, seed)
    self.bits = bits
  }

  /// Reads the text of `description`; nil for another text, and for more inputs than a folder has.
  init?(_ text: String) {
    var rest = Substring(text)
    func number(before word: String) -> Int? {
      let digits = rest.prefix { $0.isASCII && $0.isNumber }
      guard !digits.isEmpty, rest.dropFirst(digits.count).hasPrefix(word) else { return nil }
      rest = rest.dropFirst(digits.count + word.count)
      if rest.hasPrefix(" and ") { rest = rest.dropFirst(5) }
      return Int(digits)
    }
    given = number(before: Self.rows) ?? 0
    if let count = number(before: Self.inputs) {
      random = count
    } else if let count = number(before: Self.wideInputs) {
      (random, bits) = (count, 16)
    } else if let count = number(before: Self.signals) {
      (random, bits) = (count, 0)
    } else if let count = number(before: Self.counts) {
      windows = count
    }
    if random > 0 || windows > 0 {
      guard rest.last == ")", let number = UInt64(rest.dropLast()) else { return nil }
      (seed, rest) = (number, "")
    }
    let most = ProofVectors.maximumCount
    guard rest.isEmpty, given <= most, random <= most, given + random > 0 else { return nil }
  }
}
