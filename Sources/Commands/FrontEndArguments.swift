import ArgumentParser
import Tessera

/// What turns windows of counts into features, and what a count is worth.
struct FrontEndArguments: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "What makes features of windows of counts: none, auto, a name of the library, or a program "
        + "file. (default: none)", valueName: "front-end"))
  var frontEnd: FrontEndName?

  @Option(
    help: ArgumentHelp(
      "Counts of a converter per unit of input, one number for all channels or one for each. The "
        + "device may then get inputs as int16 counts.",
      valueName: "scale"))
  var countsPerUnit: UnitList?

  @Option(
    help: ArgumentHelp(
      "The most instructions of a window on a core, by its estimate: 50000@cortex-m4.",
      valueName: "count@core"))
  var instructions: InstructionLimit?

  @Option(help: ArgumentHelp("The count of an input of 0. (default: 0)", valueName: "count"))
  var countZero: Int16?

  /// Whether windows become features.
  var isNeeded: Bool { frontEnd ?? .none != .none }

  func validate() throws {
    guard countZero == nil || countsPerUnit != nil else {
      throw ValidationError("--count-zero goes with --counts-per-unit.")
    }
    guard !isNeeded || countZero == nil else {
      throw ValidationError("--count-zero does not go with --front-end: add it to the inputs.")
    }
    guard isNeeded || instructions == nil else {
      throw ValidationError("--instructions goes with --front-end.")
    }
    guard isNeeded || countsPerUnit?.values.count ?? 1 == 1 else {
      throw ValidationError("--counts-per-unit takes one number, unless there is a --front-end.")
    }
  }

  /// - Throws: `ValidationError` where a front-end does not go with the sweep.
  func check(beside sweep: SweepArguments) throws {
    guard !isNeeded || !sweep.withstanding.changedFolds else {
      throw ValidationError(
        "--changed-folds does not go with --front-end: changed windows are transfer rows there.")
    }
  }

  /// How counts become inputs, without a front-end; nil for floats alone.
  var converter: FrontEnd.Converter? {
    guard !isNeeded else { return nil }
    return countsPerUnit.map {
      FrontEnd.Converter(countsPerUnit: $0.values[0], zero: countZero ?? 0)
    }
  }

  /// The features of the windows of dumps; nil without a front-end.
  ///
  /// - Throws: as `FrontEndSearch.run`, and what is wrong with a program file.
  func training(
    _ train: ActivationDump, transfer: [ActivationDump], sweep: Sweep, parallelism: Parallelism
  ) throws(TesseraError) -> SignalTraining? {
    guard let choice = try frontEnd?.choice() else { return nil }
    return try FrontEndSearch(
      choice: choice, countsPerUnit: countsPerUnit?.values ?? [], limit: instructions?.limit
    ).run(
      train, transfer: transfer, sweep: sweep, parallelism: parallelism,
      progress: Progress.reporter())
  }
}

/// A front-end as it is asked for.
enum FrontEndName: ExpressibleByArgument, Equatable {
  /// Inputs are what a student reads.
  case none
  /// The best of the library.
  case auto
  /// A name of the library, or else a file.
  case other(String)

  init?(argument: String) {
    switch argument {
    case "": return nil
    case "none": self = .none
    case "auto": self = .auto
    default: self = .other(argument)
    }
  }

  /// What is searched for; nil for none.
  ///
  /// - Throws: `TesseraError.cannotRead`, `.records`.
  func choice() throws(TesseraError) -> FrontEndChoice? {
    switch self {
    case .none: nil
    case .auto: .automatic
    case .other(let name): try FrontEndChoice(name: name)
    }
  }
}

/// A number of instructions on a core: `50000@cortex-m4`.
struct InstructionLimit: ExpressibleByArgument {
  let limit: FrontEndSearch.InstructionLimit

  init?(argument: String) {
    let parts = argument.split(separator: "@", omittingEmptySubsequences: false)
    guard parts.count == 2, let count = Int(parts[0]), count >= 1,
      let core = DeviceCore(rawValue: String(parts[1])), core.isEstimated
    else { return nil }
    limit = FrontEndSearch.InstructionLimit(count, on: core)
  }
}

/// Counts per unit: `200`, or `200,200,1000` for each channel.
struct UnitList: ExpressibleByArgument {
  let values: [Double]

  init?(argument: String) {
    let numbers = argument.split(separator: ",", omittingEmptySubsequences: false).map {
      Double($0)
    }
    guard !numbers.isEmpty, numbers.count <= PackedWindow.largestChannelCount,
      numbers.allSatisfy({ $0.map { $0 > 0 && $0.isFinite } ?? false })
    else { return nil }
    values = numbers.compactMap(\.self)
  }
}

/// The front-ends that were tried, on the terminal.
struct FrontEndTable {
  private let record: FrontEndRecord

  init(_ record: FrontEndRecord) { self.record = record }

  func show() {
    guard !record.trials.isEmpty else {
      Terminal.print("front-end: \(record.name)")
      return
    }
    var table = TextTable(
      [
        "front-end", "features", "steps", "loss", "±", "agreement", "student", "bytes", "score", "",
      ],
      leading: 1)
    for trial in record.trials {
      table.add(
        [
          trial.name, Format.integer(trial.features), Format.integer(trial.steps),
          Format.score(trial.loss), Format.score(trial.standardError),
          Format.score(trial.agreement), trial.chosen?.title ?? "",
          trial.chosen.map { Format.integer($0.bytes) } ?? "",
          Format.score(trial.chosen?.score), trial.name == record.name ? "<" : "",
        ], style: trial.name == record.name ? .green : nil)
    }
    table.show()
    Terminal.print(
      "front-end: \(record.name) (loss and agreement of one region; the best compete with all "
        + "structures)")
  }
}
