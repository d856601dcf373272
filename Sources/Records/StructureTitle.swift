public import ModelSelection
internal import Student

extension Candidate {
  /// Its structure in a few words: `corrected, d = 8, k = 4, distilled`.
  public var title: String {
    StudentStructure.title(
      structure.form, regionCount: regionCount,
      componentCount: structure.componentCount, isDistilled: isDistilled)
  }
}

extension SweepRecord.Row {
  /// Its structure in a few words: `corrected, d = 8, k = 4, distilled`.
  public var title: String {
    StudentStructure.title(
      form, regionCount: regionCount, componentCount: componentCount, isDistilled: distilled)
  }
}

extension Stability.Structure {
  /// The structure in a few words: `corrected, d = 8, k = 4`.
  public var title: String {
    StudentStructure.title(
      form, regionCount: regionCount, componentCount: componentCount, isDistilled: false)
  }
}

extension RunRecord.Selection {
  /// The choice in a few words: `corrected, d = 8, k = 4, distilled`.
  public var title: String {
    StudentStructure.title(
      form, regionCount: regionCount, componentCount: componentCount, isDistilled: distilled)
  }
}

extension StudentInspection {
  /// Its structure, as far as its bytes state it. They do not state how it was fitted.
  package var title: String {
    let form: StudentStructure.Form =
      !hasProjection ? .regional : hasSharedMap ? .corrected : .projected
    return StudentStructure.title(
      form, regionCount: regionCount, componentCount: hasProjection ? componentCount : nil,
      isDistilled: false)
  }
}
