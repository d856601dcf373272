internal import PackedFormat

/// What of the C99 runtime a student needs, by the macros `TESSERA_WITH_...` (Docs/Format.md, What is
/// compiled). The rest is not compiled where its folder is built.
struct CompiledParts {
  /// A macro, for the templates.
  struct Part: Equatable {
    /// Its name, behind `TESSERA_WITH_`.
    let part: String
    /// 1 where the student needs it, otherwise 0.
    let value: Int
  }

  /// Every macro, in the order of the format.
  let all: [Part]

  /// The macros that are 1.
  var needed: [Part] { all.filter { $0.value == 1 } }

  /// The parts that the student of a header needs.
  ///
  /// - Parameter header: of a file that was validated, with its sections.
  init(_ header: PackedHeader) {
    self.init(
      header.shape, version: header.version, isStandardized: header.standardizedCount > 0)
  }

  /// The parts that a student of a shape needs.
  init(_ shape: PackedShape, version: Int, isStandardized: Bool = false) {
    let sections = shape.sections
    all = [
      ("FORMAT_1", version == 1),
      ("FORMAT_2", version == 2),
      ("STANDARDIZED", isStandardized),
      ("PROJECTION", shape.hasProjection),
      ("GATE", shape.regionCount > 1),
      ("SHARED_MAP", shape.hasSharedMap),
      ("HEAD", shape.hasHead),
      ("SCALES", sections.scales != .none),
      ("KEPT_INPUTS", shape.hasKeptInputs),
      ("PROGRAM", sections.hasProgram),
      ("CONSTANTS", sections.constantWordCount > 0),
      ("LIMITS", sections.limits != .none),
      ("ADAPTATION", sections.hasAdaptation),
      ("BEATS", sections.hasBeats),
      ("WIDE", shape.featureBits == 16 || shape.componentBits == 16),
      // The only stage that there is.
      ("STAGE_SAMPLES", sections.hasProgram),
    ].map { Part(part: $0, value: $1 ? 1 : 0) }
  }
}
