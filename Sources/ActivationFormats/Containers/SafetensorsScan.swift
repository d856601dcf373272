import Foundation

/// Finds faults of a `.safetensors` header that a JSON decoder accepts. A decoder keeps one of two
/// values of a key, so that two readers may see two files.
struct SafetensorsScan {
  /// Why the header is refused.
  enum Objection {
    case repeatedTensor(String)
    case malformed(String)
  }

  /// An object or list that has not ended yet.
  private struct Level {
    let isObject: Bool
    /// Keys as they are understood: `"a"` and `"\\u0061"` are one, and so are both ways to write é.
    var keys: Set<String> = []
    /// Whether the next string is a key.
    var isKeyNext: Bool
  }

  /// Tensors are objects in an object, and their shapes lists in those.
  private static let deepest = 3

  private let text: [UInt8]
  private var index = 0
  private var levels: [Level] = []

  init(_ text: [UInt8]) {
    self.text = text
  }

  /// The first objection. The decoder refuses text that is no JSON at all.
  mutating func objection() -> Objection? {
    while index < text.count {
      switch text[index] {
      case UInt8(ascii: "{"), UInt8(ascii: "["):
        guard levels.count < Self.deepest else {
          return .malformed("it is nested deeper than \(Self.deepest) levels")
        }
        let isObject = text[index] == UInt8(ascii: "{")
        levels.append(Level(isObject: isObject, isKeyNext: isObject))
      case UInt8(ascii: "}"), UInt8(ascii: "]"): _ = levels.popLast()
      case UInt8(ascii: "\""):
        if let objection = string() { return objection }
      case UInt8(ascii: ","):
        if let last = levels.indices.last { levels[last].isKeyNext = levels[last].isObject }
      default: break
      }
      index += 1
    }
    return nil
  }

  /// Takes a string; the index is then on the quote at its end.
  private mutating func string() -> Objection? {
    let start = index
    index += 1
    while index < text.count, text[index] != UInt8(ascii: "\"") {
      index += text[index] == UInt8(ascii: "\\") ? 2 : 1
    }
    guard index < text.count, let last = levels.indices.last, levels[last].isKeyNext else {
      return nil
    }
    levels[last].isKeyNext = false
    let quoted = text[start...index]
    let plain = String(decoding: quoted.dropFirst().dropLast(), as: UTF8.self)
    let key =
      quoted.contains(UInt8(ascii: "\\"))
      ? (try? JSONDecoder().decode(String.self, from: Data(quoted))) ?? plain : plain
    guard !levels[last].keys.insert(key).inserted else { return nil }
    return last == 0 && key != "__metadata__"
      ? .repeatedTensor(key) : .malformed("'\(key)' comes twice in one object")
  }
}
