package import Student

extension StudentStructure {
  /// The structure of a student in a few words: `k = 3`, or `corrected, d = 8, k = 4, distilled`.
  ///
  /// - Parameters:
  ///   - form: how maps and regions take the inputs.
  ///   - regionCount: k.
  ///   - componentCount: d; nil without a projection.
  ///   - isDistilled: whether probabilities of the teacher refined it.
  package static func title(
    _ form: Form, regionCount: Int, componentCount: Int?, isDistilled: Bool
  ) -> String {
    var parts = [componentCount.map { "d = \($0)" }, "k = \(regionCount)"].compactMap(\.self)
    if form != .regional { parts.insert(form.rawValue, at: 0) }
    if isDistilled { parts.append("distilled") }
    return parts.joined(separator: ", ")
  }

  /// The structure in a few words, before any refinement.
  var title: String {
    Self.title(
      form, regionCount: regionCount, componentCount: componentCount, isDistilled: false)
  }
}
