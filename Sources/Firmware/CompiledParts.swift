internal import PackedFormat
internal import SignalFrontEnd

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

  /// The stages, in the order of their numbers from 1 on.
  private static let stages = [
    "SAMPLES", "STANDARDIZE", "MOMENTS", "POOL", "CENTRE", "DIFFERENCE", "EVENTS", "CROSSINGS",
    "RANKS", "AUTOCORRELATION", "BANDS", "SPECTRUM", "POSITIVES",
  ]

  /// The parts that the student of a header needs.
  ///
  /// - Parameters:
  ///   - header: of a file that was validated, with its sections.
  ///   - bytes: the whole file.
  init(_ header: PackedHeader, in bytes: [UInt8]) {
    let program = PackedLayout(trusting: header).program
    let stages = program.map { program in
      Set(
        (0..<program.stageCount).map { program.stage($0, in: bytes.span.bytes).operation.rawValue })
    }
    self.init(
      header.shape, version: header.version, isStandardized: header.standardizedCount > 0,
      stages: stages ?? [])
  }

  /// The parts that a student of a shape needs.
  ///
  /// - Parameter stages: the numbers of the operations of its program.
  init(
    _ shape: PackedShape, version: Int, isStandardized: Bool = false, stages: Set<UInt8> = []
  ) {
    let sections = shape.sections
    let parts = [
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
      ("DIRECT", !sections.hasProgram),
      ("CONSTANTS", sections.constantWordCount > 0),
      ("LIMITS", sections.limits != .none),
      ("ADAPTATION", sections.hasAdaptation),
      ("BEATS", sections.hasBeats),
      ("STREAM", shape.window.hop > 0),
      ("WIDE", shape.featureBits == 16 || shape.componentBits == 16),
    ]
    let operations = Self.stages.enumerated().map { index, name in
      ("STAGE_\(name)", stages.contains(UInt8(index + 1)))
    }
    all = (parts + operations).map { Part(part: $0, value: $1 ? 1 : 0) }
  }
}
