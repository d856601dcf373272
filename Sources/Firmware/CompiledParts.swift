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
    let (shape, sections) = (header.shape, header.sections)
    all = [
      ("FORMAT_1", header.version == 1),
      ("FORMAT_2", header.version == 2),
      ("STANDARDIZED", header.standardizedCount > 0),
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
      ("WIDE", header.featureBits == 16 || header.componentBits == 16),
      // The only stage that there is.
      ("STAGE_SAMPLES", sections.hasProgram),
    ].map { Part(part: $0, value: $1 ? 1 : 0) }
  }
}
