internal import PackedFormat

extension QuantizedStudent {
  /// Checks what a device accepts, and what makes the file the only one of its student
  /// (Docs/Format.md, Canonical form).
  ///
  /// - Throws: `PackedFormatError.header`, `.parameter` or `.program`, the first that holds.
  /// - Complexity: O(F).
  func checkCanonicalForm() throws(PackedFormatError) {
    guard header.version == header.shape.version || !otherSections.isEmpty else { throw .header }
    if let scales, scales.isOneScale { throw .parameter }
    if let program, let keptInputs, program.hasDeadStage(keeping: keptInputs, of: header.source) {
      throw .program
    }
  }
}

extension StudentProgram {
  /// Whether none of the features of some stage is kept.
  ///
  /// - Parameter kept: the features that are inputs, ascending.
  fileprivate func hasDeadStage(keeping kept: [Int], of window: PackedWindow) -> Bool {
    var start = 0
    var left = kept[...]
    for features in columns(of: window) {
      let end = start + features.count
      guard let next = left.first, next < end else { return true }
      left = left.drop { $0 < end }
      start = end
    }
    return false
  }
}
