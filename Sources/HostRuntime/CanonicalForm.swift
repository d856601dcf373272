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
    if let program, program.hasDeadStage(keeping: keptInputs, of: header.source) {
      throw .program
    }
  }
}

extension StudentProgram {
  /// Whether some stage makes no feature that is kept, and no node that is read.
  ///
  /// - Parameter kept: the features that are inputs, ascending; nil for all.
  fileprivate func hasDeadStage(keeping kept: [Int]?, of window: PackedWindow) -> Bool {
    let counts = featureCounts(of: window)
    let isKept = kept.map(Set.init)
    var end = counts.reduce(0, +)
    // From the last stage on: the nodes that later ones read.
    var read: Set<UInt8> = []
    for (stage, count) in zip(stages, counts).reversed() {
      let features = end - count..<end
      let hasKept = isKept.map { kept in features.contains { kept.contains($0) } } ?? (count > 0)
      guard hasKept || (stage.target > 0 && read.contains(stage.target)) else { return true }
      end -= count
      // Those above a node that is made are gone.
      if stage.target > stage.source { read = read.filter { $0 < stage.target } }
      read.insert(stage.source)
    }
    return false
  }
}
