import ArgumentParser
import Tessera

struct BeatsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "beats",
    abstract: "Find and cut the beats of records as a device will, for the teacher to label.",
    discussion: """
      A record is an array of N counts, as the converter delivers them. The folder that is written \
      becomes a dump when the teacher's outputs join it.

        tessera beats a.npy b.npy --rate 360 --standardize --output beats
        (run the teacher over beats/inputs.npy and save beats/logits.npy)
        tessera compress beats --standardize 140 --counts-per-unit 1024 --rate 360 \
          --beats 54,86 --output student.tessera
      """)

  @Argument(help: "Records: files of N counts.", completion: .file(extensions: ["npy", "csv"]))
  var records: [String]

  @Option(help: ArgumentHelp("Samples a second, 36 to 9000.", valueName: "hertz"))
  var rate: Double

  @Option(
    name: .shortAndLong,
    help: ArgumentHelp(
      "A folder for inputs.npy, places.npy, groups.npy and labels.npy.", valueName: "folder"),
    completion: .directory)
  var output: String

  @Option(
    parsing: .upToNextOption,
    help: ArgumentHelp(
      "For each record the samples of its beats, N, or N x 2 with their labels.",
      valueName: "file"), completion: .file(extensions: ["npy", "csv"]))
  var annotations: [String] = []

  @Option(
    help: ArgumentHelp(
      "Samples before the peak, and from it on: 54,86. (default: 150 ms, 240 ms)",
      valueName: "before,from"))
  var cut: BeatCut?

  @Flag(
    inversion: .prefixedNo,
    help: "Whether four features of the intervals between beats follow the samples.")
  var intervals = true

  @Flag(help: "Standardise each cut, as the device then does, with intervals in octaves.")
  var standardize = false

  @Flag(help: "Show what was found in each record, beside its annotations.")
  var report = false

  @OptionGroup var threading: ThreadArguments
  @OptionGroup var figures: OutputArguments

  func validate() throws {
    try RateRange.beats.check(rate)
    cut?.warnOfOrder(option: "--cut")
    guard annotations.isEmpty || annotations.count == records.count else {
      throw ValidationError(
        "--annotations takes a file for each record: \(records.count), and there are "
          + "\(annotations.count).")
    }
    guard !report || !annotations.isEmpty else {
      throw ValidationError("--report compares with --annotations. Add them.")
    }
  }

  func run() throws {
    try reportingFailures(figures) { () throws(TesseraError) in
      let beats = BeatInputs(
        rate: rate,
        constants: BeatConstants(
          rate: rate, before: cut?.before, from: cut?.from, hasIntervals: intervals),
        standardizes: standardize)
      try beats.check(
        folder: output, inputs: records + annotations, others: [figures.file].compactMap(\.self))
      let record = try beats.write(
        records: records, annotations: annotations, to: output,
        parallelism: threading.parallelism)
      if report { show(record) }
      if !figures.quiet {
        let cut = record.before + record.from
        let units = standardize ? BeatInputs.countsPerOctave : 1
        let hertz = Int(exactly: rate).map { "\($0)" } ?? "\(rate)"
        let step =
          (standardize ? "--standardize \(cut) " : "")
          + "--counts-per-unit \(units) --rate \(hertz) --beats \(record.before),\(record.from)"
        Terminal.print(
          "wrote \(Format.integer(record.rows)) windows of \(record.features) numbers to "
            + "\(record.output); compress takes \(step)")
      }
      try figures.write(record)
    }
  }

  private func show(_ record: BeatInputsRecord) {
    var table = TextTable(
      [
        "record", "annotated", "found", "extra", "sensitivity", "predictive value", "jitter, ms",
        "within 2 samples",
      ], leading: 1)
    for each in record.records {
      guard let matching = each.matching else { continue }
      table.add([
        each.path, Format.integer(matching.annotations), Format.integer(matching.found),
        Format.integer(matching.extra), Format.score(matching.sensitivity),
        Format.score(matching.predictiveValue), Format.score(matching.jitter, 2),
        Format.score(matching.within2Samples),
      ])
    }
    table.show()
  }
}

/// A cut around a peak: `54,86`.
struct BeatCut: ExpressibleByArgument {
  let before: Int
  let from: Int

  init?(argument: String) {
    let numbers = argument.split(separator: ",", omittingEmptySubsequences: false).map { Int($0) }
    guard numbers.count == 2, let before = numbers[0], let from = numbers[1], before >= 0,
      from >= 1, before + from <= PackedWindow.largestCount - BeatConstants.intervalFeatureCount
    else { return nil }
    (self.before, self.from) = (before, from)
  }

  /// Warns of numbers that may be in the other order: a beat takes longer after its peak than before it.
  func warnOfOrder(option: String) {
    guard before > from else { return }
    Terminal.warning(
      "\(option) has more samples before the peak than from it on. Where that is the wrong order, write "
        + "\(option) \(from),\(before).")
  }
}

/// What a student takes from a stream.
struct StreamArguments: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Samples a second of a channel, which the student then states.", valueName: "hertz"))
  var rate: Double?

  @Option(
    help: ArgumentHelp(
      "Take windows from a stream on the device, one every so many samples.",
      valueName: "samples"))
  var hop: Int?

  @Option(
    help: ArgumentHelp(
      "Find beats in a stream on the device, and cut so many samples before the peak and from it on.",
      valueName: "before,from"))
  var beats: BeatCut?

  func validate() throws {
    try RateRange.all.check(rate)
    guard hop ?? 1 >= 1 else { throw ValidationError("--hop takes at least 1.") }
    guard beats == nil || hop == nil else {
      throw ValidationError("--beats and --hop exclude each other.")
    }
    guard let beats else { return }
    guard rate != nil else { throw ValidationError("--beats goes with --rate.") }
    try RateRange.beats.check(rate)
    beats.warnOfOrder(option: "--beats")
  }

  /// The stream of a student of windows of `count` numbers; nil without.
  func stream(count: Int) throws(TesseraError) -> StudentStream? {
    guard rate != nil || hop != nil else { return nil }
    let sampleRate = UInt32(((rate ?? 0) * 1_000).rounded())
    guard let beats, let rate else { return StudentStream(sampleRate: sampleRate, hop: hop) }
    return StudentStream(
      sampleRate: sampleRate,
      beats: try BeatInputs.constants(
        rate: rate, before: beats.before, from: beats.from, windowCount: count))
  }
}
