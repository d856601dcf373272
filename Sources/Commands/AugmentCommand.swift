import ArgumentParser
import Tessera

struct AugmentCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "augment",
    abstract: "Make inputs for a transfer set from a training dump, for the teacher to label.",
    discussion: """
      Each new row starts as a row of the dump. One or more methods, drawn at random, change it. \
      They mix it with another row of its class (between the two or beyond), shift it in time, \
      scale it, and add a slow wander of the baseline or white noise.

        tessera augment train.npz --window 140 --output transfer
        (run the teacher over transfer/inputs.npy and save transfer/logits.npy)
        tessera compress train.npz --transfer transfer --output student.tessera
      """)

  @Argument(help: "The training dump.", completion: .dump)
  var train: String

  @Option(
    name: .shortAndLong,
    help: ArgumentHelp(
      "A directory for inputs.npy and parents.npy, or X.npy for that file and X.parents.npy.",
      valueName: "dir|npy"), completion: .file(extensions: ["npy"]))
  var output: String

  @Option(
    parsing: .unconditional,
    help: "Rows to make. (default: 5 for each of the dump, at least 6000, at most 24000)")
  var count: Int?

  @OptionGroup var augmentation: AugmentationArguments
  @OptionGroup var dump: DumpArguments
  @OptionGroup var report: OutputArguments

  func validate() throws {
    guard (1...1_000_000_000).contains(count ?? 1) else {
      throw ValidationError("--count takes 1 to 1000000000.")
    }
  }

  func run() throws {
    try reportingFailures(report) { () throws(TesseraError) in
      let place = try TransferPlace(output)
      try place.check(inputs: [train], others: [report.file].compactMap(\.self))
      let record = try TransferInputs.write(
        augmentation.augmentation, of: dump.read(train, parallelism: augmentation.parallelism),
        count: count, to: place, parallelism: augmentation.parallelism,
        progress: Progress.reporter())
      if !report.quiet { AugmentationSummary(record, place).show() }
      try report.write(record)
    }
  }
}

/// The methods and their strengths.
struct AugmentationArguments: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "What may be done to a row, with commas. (default: mix,shift,scale,wander,noise)",
      valueName: "a,b,c"))
  var methods: AugmentationMethods?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Only the first features are a waveform; the others are mixed and nothing else.",
      valueName: "count"))
  var window: Int?

  @Flag(
    inversion: .prefixedNo,
    help: "Standardise each window again after the change. (default: where the dump's are)")
  var standardize: Bool?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "The most samples of a shift. (default: 3 % of the window)", valueName: "samples"))
  var shift: Int?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("The most that a factor differs from 1. (default: 20%)", valueName: "share"))
  var scale: Share?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "The largest amplitude of the wander, in deviations of the windows. (default: 30%)",
      valueName: "share"))
  var wander: Share?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "The largest deviation of the noise, in deviations of the windows. (default: 10%)",
      valueName: "share"))
  var noise: Share?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "The share of mixed rows whose parents come from one group. (default: 50%)",
      valueName: "share"))
  var sameGroup: Share?

  @Option(parsing: .unconditional, help: "Fixes every draw: 0 or more.")
  var seed: UInt64 = 0

  @OptionGroup var threading: ThreadArguments

  func validate() throws {
    guard window ?? 1 >= 1 else { throw ValidationError("--window takes at least 1.") }
    guard shift ?? 1 >= 1 else { throw ValidationError("--shift takes at least 1.") }
    for (name, share) in [("scale", scale), ("wander", wander), ("noise", noise)] {
      guard share.map({ $0.value > 0 }) ?? true else {
        throw ValidationError("--\(name) takes more than 0; leave \(name) out of --methods.")
      }
    }
    guard scale.map({ $0.value < 1 }) ?? true else {
      throw ValidationError("--scale takes less than 100%.")
    }
  }

  var parallelism: Parallelism { threading.parallelism }

  var augmentation: Augmentation {
    var augmentation = Augmentation(
      windowLength: window, standardizes: standardize, shiftLimit: shift, seed: seed)
    if let methods { augmentation.methods = methods.values }
    if let scale { augmentation.scaleRange = scale.value }
    if let wander { augmentation.wanderRange = wander.value }
    if let noise { augmentation.noiseRange = noise.value }
    if let sameGroup { augmentation.sameGroupShare = sameGroup.value }
    return augmentation
  }
}

/// Methods with commas between them.
struct AugmentationMethods: ExpressibleByArgument {
  let values: Set<Augmentation.Method>

  init?(argument: String) {
    let methods = argument.split(separator: ",", omittingEmptySubsequences: false).map {
      Augmentation.Method(rawValue: String($0))
    }
    guard !methods.contains(nil) else { return nil }
    values = Set(methods.compactMap { $0 })
  }
}
