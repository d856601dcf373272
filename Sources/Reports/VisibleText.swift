/// Text from outside, with every sign made visible. Names come from dumps and records. They may
/// hold signs that move a cursor, ring a bell, end a line or turn the direction of writing.
package enum VisibleText {
  /// A line: signs that do not show stand as `\u{1B}`, line ends among them.
  package static func line(_ text: String) -> String { escaped(text, keeping: []) }

  /// A document, whose own lines and tabs stay.
  static func document(_ text: String) -> String { escaped(text, keeping: ["\n", "\t"]) }

  private static func escaped(_ text: String, keeping kept: Set<Unicode.Scalar>) -> String {
    guard text.unicodeScalars.contains(where: { isHidden($0) && !kept.contains($0) }) else {
      return text
    }
    var result = ""
    for scalar in text.unicodeScalars {
      if isHidden(scalar), !kept.contains(scalar) {
        result += "\\u{\(String(scalar.value, radix: 16, uppercase: true))}"
      } else {
        result.unicodeScalars.append(scalar)
      }
    }
    return result
  }

  private static func isHidden(_ scalar: Unicode.Scalar) -> Bool {
    if scalar.isASCII { return scalar.value < 0x20 || scalar.value == 0x7F }
    return switch scalar.properties.generalCategory {
    case .control, .format, .lineSeparator, .paragraphSeparator, .unassigned, .privateUse,
      .surrogate:
      true
    default: false
    }
  }
}
