extension ActivationFormatsError {
  /// What to do about labels that are no classes: a value for each class, where there are as many.
  func labelRemedy(_ values: [String], _ classCount: Int?) -> String {
    guard let classCount else { return "Save the number of the class, from 0." }
    let texts = values.joined(separator: ",")
    if values.count == classCount + 1, let none = Self.wordWithoutLabel(values) {
      let rest = values.filter { $0 != none }
      let isNumber = Int(none) != nil
      let isCounted = values == (0...classCount).map(String.init)
      return "There are \(values.count) labels for \(classCount) classes: \(list(values)). Where "
        + "'\(none)' stands for no label, give --no-label \(Conversion.word(none))"
        + (isNumber ? " --label-values \(Conversion.word(rest.joined(separator: ",")))." : ".")
        + (isCounted ? " Where '\(classCount)' does, give --no-label \(classCount)." : "")
    }
    guard values.count == classCount, texts.utf8.count <= 400 else {
      return "There are \(values.count) labels for \(classCount) classes: \(list(values)). Give "
        + "the label of each class, in the order of the outputs, with "
        + forEachClass("--label-values", classCount) + "."
    }
    return "Where the outputs are in this order, give --label-values "
      + "\(Conversion.word(texts))."
  }

  /// An option with a letter for each class.
  func forEachClass(_ option: String, _ count: Int?) -> String {
    guard let count, count > 0 else { return "\(option), with commas between them" }
    guard count <= 8 else { return "\(option) and \(count) values with commas between them" }
    return option + " " + "ABCDEFGH".prefix(count).map(String.init).joined(separator: ",")
  }

  /// Words that people write where a label is not known.
  private static let unknownWords: Set<String> = [
    "unknown", "?", "??", "-", "--", ".", "none", "na", "n/a", "null", "nil", "missing",
    "unlabeled",
    "unlabelled", "undefined", "unclassified", "unsure", "other",
  ]

  /// Of one label more than classes, that which is likely to stand for no label; nil where none is.
  private static func wordWithoutLabel(_ values: [String]) -> String? {
    let numbers = values.compactMap { Int($0) }
    guard numbers.count == values.count, let least = numbers.min(), let largest = numbers.max()
    else {
      return values.first { unknownWords.contains($0.lowercased()) }
    }
    return "\(least <= 0 ? least : largest)"
  }
}
