public import ActivationFormats
internal import Evaluation
internal import Files
public import Firmware
internal import HostRuntime
internal import ModelSelection
internal import PackedFormat
internal import Records
public import Rows
public import Signals
internal import Student

/// Which front-end is used.
public enum FrontEndChoice: Sendable, Equatable {
  /// The one that serves students best, of the library.
  case automatic
  /// One of the library.
  case named(String)
  /// One from a file.
  case program(FrontEndProgram)
}

extension FrontEndChoice {
  /// The program file at a path, or else the program of the library with that name.
  ///
  /// - Parameter name: A path, or a name of the library.
  /// - Throws: `TesseraError.cannotRead`, `.records`.
  public init(name: String) throws(TesseraError) {
    guard FilePlace.isFile(name) else {
      self = .named(name)
      return
    }
    let bytes = try StudentFile.contents(of: name)
    let file = try rethrowing(ProgramFile(bytes: bytes), as: TesseraError.records)
    self = .program(
      FrontEndProgram(
        name: FilePath.name(of: name), stages: file.stages, constants: file.constants))
  }
}

/// Chooses a front-end for the windows of a training dump.
///
/// Programs are screened by students of one region. The few best, and the samples as they are, compete
/// with all structures of the sweep. Folds are those of the sweep.
public struct FrontEndSearch: Sendable, Equatable {
  /// Which front-end is used.
  public var choice: FrontEndChoice
  /// Counts of a converter per unit of the inputs; empty where these are integers.
  public var countsPerUnit: [Double]
  /// The most instructions of a window; nil for no limit.
  public var limit: InstructionLimit?
  /// The programs of the lowest loss that compete with all structures.
  public var finalistCount: Int

  /// The most instructions that a window may take on a core, by its estimate: of the program, and of a
  /// student of one region. Larger students take some hundred to some thousand more.
  public struct InstructionLimit: Sendable, Equatable {
    /// Instructions, at least 1.
    public let count: Int
    /// Where they run.
    public let core: DeviceCore

    /// A limit.
    public init(_ count: Int, on core: DeviceCore) {
      self.count = count
      self.core = core
    }
  }

  /// A search.
  public init(
    choice: FrontEndChoice, countsPerUnit: [Double] = [], limit: InstructionLimit? = nil,
    finalistCount: Int = 3
  ) {
    self.choice = choice
    self.countsPerUnit = countsPerUnit
    self.limit = limit
    self.finalistCount = finalistCount
  }

  /// Chooses, and makes the features.
  ///
  /// - Parameters:
  ///   - train: windows as N × length or N × channels × length.
  ///   - transfer: further windows with the same teacher's outputs.
  ///   - sweep: what students are made of the features by.
  ///   - parallelism: how many threads; changes the time and never the result.
  ///   - progress: called with how far the pass has come; nil for none.
  /// - Throws: `TesseraError.signals` where windows or program do not fit; as `Sweep.run`.
  /// - Complexity: for each program O(N · element steps) and one search of one structure; for each
  ///   finalist one sweep.
  public func run(
    _ train: ActivationDump, transfer: [ActivationDump] = [], sweep: Sweep,
    parallelism: Parallelism, progress: ProgressHandler? = nil
  ) throws(TesseraError) -> SignalTraining {
    let dumps = try WindowDumps(
      train, transfer, countsPerUnit: countsPerUnit, withstanding: sweep.withstanding,
      parallelism: parallelism)
    let library = ProgramLibrary(for: dumps.shape)
    switch choice {
    case .program(let program):
      try checkCost(of: [program], dumps)
      return try training(program, dumps, parallelism: parallelism, progress: progress)
    case .named(let name):
      let program = try rethrowing(library.program(named: name), as: TesseraError.signals)
      try checkCost(of: [program], dumps)
      return try training(program, dumps, parallelism: parallelism, progress: progress)
    case .automatic:
      return try FrontEndTrials(
        dumps: dumps, sweep: sweep, parallelism: parallelism, progress: progress
      ).best(of: checkCost(of: library.programs, dumps), finalistCount: finalistCount)
    }
  }

  /// The programs that keep to the limit.
  ///
  /// - Throws: `TesseraError.signals` where none does, or one is not valid.
  @discardableResult
  private func checkCost(
    of programs: [FrontEndProgram], _ dumps: WindowDumps
  ) throws(TesseraError) -> [FrontEndProgram] {
    guard let limit else { return programs }
    let outputCount = dumps.train.outputCount ?? dumps.train.activationCount ?? 1
    let costs = try programs.map { program throws(TesseraError) in
      try rethrowing(program.features(of: dumps.shape), as: TesseraError.signals)
        .instructions(on: limit.core, outputCount: outputCount)
    }
    let possible = zip(programs, costs).filter { $0.1 <= limit.count }.map(\.0)
    guard !possible.isEmpty else {
      throw .signals(
        .tooManyInstructions(
          least: costs.min() ?? 0, limit: limit.count, core: limit.core.rawValue))
    }
    return possible
  }

  private func training(
    _ program: FrontEndProgram, _ dumps: WindowDumps, parallelism: Parallelism,
    progress: ProgressHandler?
  ) throws(TesseraError) -> SignalTraining {
    let features = try rethrowing(program.features(of: dumps.shape), as: TesseraError.signals)
    return try SignalTraining(
      dumps, features, frontEnd: FrontEndRecord(program.name, features),
      parallelism: parallelism, progress: progress)
  }
}

extension FrontEndRecord {
  init(_ name: String, _ features: ProgramFeatures, trials: [Trial] = []) {
    self.init(name: name, stages: ProgramFile(features.program).lines, trials: trials)
  }
}

/// The programs of a library on one training set.
private struct FrontEndTrials {
  let dumps: WindowDumps
  let sweep: Sweep
  let parallelism: Parallelism
  let progress: ProgressHandler?

  /// A program with its students.
  struct Trial {
    let features: ProgramFeatures
    /// Kept of the best ones.
    var training: SignalTraining?
    var record: FrontEndRecord.Trial
    /// The losses of its best student, of each fold or group; empty where structures were not tried.
    var losses: [Double] = []

    /// Element steps, then bytes.
    var cost: Int { record.steps << 20 + (record.chosen?.bytes ?? 0) }
  }

  /// The program of the library whose students serve best.
  func best(
    of programs: [FrontEndProgram], finalistCount: Int
  ) throws(TesseraError) -> SignalTraining {
    var trials: [Trial] = []
    for (index, program) in programs.enumerated() {
      progress?(ProgressReport("front-ends", done: index, total: programs.count, unit: .cells))
      trials.append(try screened(program))
      let kept = finalists(of: trials, count: finalistCount)
      for other in trials.indices where !kept.contains(other) { trials[other].training = nil }
    }
    progress?(
      ProgressReport("front-ends", done: programs.count, total: programs.count, unit: .cells))
    for index in finalists(of: trials, count: finalistCount) {
      try trials[index].compete(by: self)
    }
    let winner = trials[winner(among: trials)]
    guard var training = winner.training else { preconditionFailure("a finalist has its features") }
    training.frontEnd.trials = trials.map(\.record)
    return training
  }

  /// The trials that compete with all structures: those of the lowest loss, and of equal ones the first
  /// in the library. The samples themselves compete, too, where the library has them: one region says
  /// little of what several make of samples, and no front-end shall be worse than none.
  private func finalists(of trials: [Trial], count: Int) -> [Int] {
    let order = trials.indices.sorted {
      (trials[$0].record.loss, $0) < (trials[$1].record.loss, $1)
    }
    let samples = trials.indices.filter {
      trials[$0].record.name == ProgramLibrary.samplesName && !order.prefix(count).contains($0)
    }
    return order.prefix(count) + samples
  }

  /// The cheapest program whose students are not worse than the best beyond two standard errors.
  ///
  /// A program is as good as the lowest loss of all its students, or, where F of one class compares
  /// students, as 1 − F of the chosen one. Differences are paired over folds or groups. Of equally cheap ones the smaller student wins, then the first.
  private func winner(among trials: [Trial]) -> Int {
    let finalists = trials.indices.filter { !trials[$0].losses.isEmpty }
    func mean(_ index: Int) -> Double {
      trials[index].losses.reduce(0, +) / Double(trials[index].losses.count)
    }
    guard let best = finalists.min(by: { (mean($0), $0) < (mean($1), $1) }) else { return 0 }
    let reference = trials[best].losses
    return finalists.filter { index in
      let own = trials[index].losses
      guard index != best, own.count == reference.count, own.count > 1 else { return index == best }
      let difference = PairedDifference(of: own, from: reference)
      return difference.mean <= 2 * difference.standardError
    }.min { (trials[$0].cost, $0) < (trials[$1].cost, $1) } ?? best
  }

  /// A student of one region on the features of a program.
  private func screened(_ program: FrontEndProgram) throws(TesseraError) -> Trial {
    let features = try rethrowing(program.features(of: dumps.shape), as: TesseraError.signals)
    let training = try SignalTraining(
      dumps, features, frontEnd: FrontEndRecord(program.name, features),
      parallelism: parallelism, progress: nil)
    let found = try screening(of: training)
    let score = found.score
    return Trial(
      features: features, training: training,
      record: FrontEndRecord.Trial(
        name: program.name, features: features.featureCount, steps: features.stepCount,
        loss: found.candidate.scores.mean(score) ?? .infinity,
        standardError: found.candidate.scores.standardError(score),
        agreement: found.candidate.scores.mean(.agreement)))
  }

  private func screening(
    of training: SignalTraining
  ) throws(TesseraError) -> (candidate: Candidate, score: Score) {
    var screen = sweep
    screen.features = training.features
    screen.seedCount = 1
    screen.budget = nil
    if case .structures(var search) = sweep.search ?? .structures(.standard) {
      search.structures = [.regional(regionCount: 1)]
      search.grouped = nil
      search.finalistCount = 1
      search.repeatLimit = nil
      screen.search = .structures(search)
    }
    let parallelism = parallelism.sharing([training.train] + training.transfer)
    do {
      let plan = try screen.plan(
        training.train, transfer: training.transfer, parallelism: parallelism)
      let choice = try screen.choice(
        of: plan.search, on: plan.set, parallelism: parallelism, progress: nil)
      let hasClasses = choice.table.candidates.contains { $0.scores.divergence != nil }
      let score: Score = hasClasses ? .divergence : .mse
      let best = choice.table.candidates.min {
        $0.scores.mean(score) ?? .infinity < $1.scores.mean(score) ?? .infinity
      }
      return (best ?? choice.selection.chosen, score)
    } catch {
      throw TesseraError(error)
    }
  }
}

extension FrontEndRecord.Trial.Structures {
  fileprivate init(_ chosen: Candidate, score: Double) {
    self.init(title: chosen.title, bytes: chosen.byteCount, score: score)
  }
}

extension FrontEndTrials.Trial {
  /// Lets all structures of the sweep compete on the features.
  fileprivate mutating func compete(by trials: FrontEndTrials) throws(TesseraError) {
    guard let training else { return }
    var sweep = trials.sweep
    sweep.features = features
    let parallelism = trials.parallelism.sharing([training.train] + training.transfer)
    do {
      let plan = try sweep.plan(
        training.train, transfer: training.transfer, parallelism: parallelism)
      let choice = try sweep.choice(
        of: plan.search, on: plan.set, parallelism: parallelism, progress: nil)
      let goal = try sweep.operatingPoint?.resolved(on: training.train, plan.set)
      guard let goal, goal.comparison != nil, !choice.table.isGrid else {
        losses =
          choice.table.candidates.map { $0.scores.divergence ?? $0.scores.mse }
          .min { $0.reduce(0, +) < $1.reduce(0, +) } ?? []
        let chosen = choice.selection.chosen
        record.chosen = FrontEndRecord.Trial.Structures(
          chosen, score: chosen.scores.mean(choice.selection.score) ?? -.infinity)
        return
      }
      let decision = try DecisionChoice(
        choice, by: goal, of: plan.search, on: plan.set, budget: sweep.budget,
        keeping: sweep.keptShare, parallelism: parallelism, progress: nil)
      losses = decision.score?.contributions.map { 1 - $0 } ?? []
      record.chosen = FrontEndRecord.Trial.Structures(
        decision.selection.chosen, score: decision.score?.value ?? 0)
    } catch {
      throw TesseraError(error)
    }
  }
}
