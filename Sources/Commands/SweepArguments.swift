import ArgumentParser
import Tessera

/// The sweep: grid, folds and rule.
struct SweepArguments: ParsableArguments {
  @Option(
    name: .customLong("k"), parsing: .unconditional,
    help: ArgumentHelp(
      "Numbers of regions: 3, 1...5 or 1,2,4; the published search. (default: 1...5)",
      valueName: "range"))
  var regionCounts: ClusterCounts?

  @Option(
    name: .customLong("lambda"), parsing: .unconditional,
    help: ArgumentHelp(
      "Ridge strengths: 10, 0.01...1000 by decades, or 0.5,5; the published search. "
        + "(default: 0.01...1000)",
      valueName: "range"))
  var lambdas: Lambdas?

  @Option(parsing: .unconditional, help: "The number of cross-validation folds, 2 to 64.")
  var folds = 5

  @Flag(
    inversion: .prefixedNo,
    help: "Hold out whole groups (patients, recordings) where the dump has groups.")
  var groups = true

  @Option(help: "What stands between the regional maps and the outputs. (default: for the dump)")
  var head: HeadKind?

  @Option(
    help: ArgumentHelp(
      "The search to run. (default: default, and published with --k, --lambda or --shrink, or a "
        + "head that is not folded)"))
  var search: SearchKind?

  @Option(
    name: .customLong("form"), parsing: .singleValue,
    help: ArgumentHelp(
      "Try students of this form only, in the default and thorough searches; repeatable.",
      valueName: "form"))
  var forms: [StudentStructure.Form] = []

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "The most structures that are refined by distillation, beside one that beats them in closed "
        + "form; 0 refines none. (default: 3, and 12 in the thorough search)", valueName: "count"))
  var finalists: Int?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Mix this share of the true labels into the teacher's probabilities in distillation: 0 to 1. "
        + "(default: 0)", valueName: "share"), transform: Share.reading)
  var labelShare: Share?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Let a row weigh (share of its class)^-exponent, by true labels or the teacher's: 0 to 1, "
        + "where 1 lets all classes weigh alike. (default: 0, and with groups also 0.5 in closed "
        + "form)", valueName: "exponent"))
  var balance: Double?

  @Option(
    help: ArgumentHelp(
      "The score of candidates, or of decisions, which also moves outputs to where it is best. "
        + "(default: agreement, and mse in the published search)"))
  var score: RequestedScore?

  @Option(
    help: ArgumentHelp(
      "How one candidate is chosen. (default: near-best, and best in the published search)"
    ))
  var rule: SelectionRule?

  @Option(
    help: "What the regional maps are shrunk towards, in the published search. (default: global)")
  var shrink: Shrinkage?

  @Option(
    parsing: .unconditional,
    help: "The starts of each k-means. (default: 5, and 1 in the published search)")
  var restarts: Int?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "How often rows without groups are dealt to folds at most, in the default and thorough "
        + "searches: 1 to 5. (default: 5)", valueName: "n"))
  var repeats: Int?

  @Option(parsing: .unconditional, help: "Fixes folds and k-means: 0 or more.")
  var seed: UInt64 = 0

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("The most bytes of the packed student: 2500, 4KB.", valueName: "size"))
  var budget: ByteCount?

  @Option(
    help: ArgumentHelp(
      "A dump of further inputs with the same teacher's outputs; repeatable.",
      valueName: "dump"), completion: .dump)
  var transfer: [String] = []

  @OptionGroup var withstanding: WithstandArguments

  @Option(
    help: ArgumentHelp(
      "Keep finished cells of the sweep in this file, and go on from those in it.",
      valueName: "file"), completion: .file())
  var resume: String?

  @Flag(help: "Say how much work it is, and do none of it.")
  var dryRun = false

  @OptionGroup var threading: ThreadArguments

  func validate() throws {
    guard (2...KFold.foldLimit).contains(folds) else {
      throw ValidationError("--folds takes 2 to \(KFold.foldLimit).")
    }
    if let search, search != .published {
      guard regionCounts == nil, lambdas == nil, shrink == nil else {
        throw ValidationError("--k, --lambda and --shrink go with --search published.")
      }
      guard head ?? .folded == .folded else {
        throw ValidationError("--search \(search.rawValue) makes students with --head folded.")
      }
    }
    guard finalists ?? 0 >= 0 else { throw ValidationError("--finalists takes 0 or more.") }
    guard labelShare?.value ?? 0 <= 1 else {
      throw ValidationError("--label-share takes 0 to 1.")
    }
    guard (1...5).contains(repeats ?? 1) else { throw ValidationError("--repeats takes 1 to 5.") }
    guard (0...1).contains(balance ?? 0) else { throw ValidationError("--balance takes 0 to 1.") }
    let isPublished = search == .published || isGrid || head ?? .folded != .folded
    guard !isPublished || !asksForStructures else {
      throw ValidationError(
        "--form, --finalists, --label-share, --balance and --repeats go with the default and "
          + "thorough searches.")
    }
    guard withstanding.changes == nil || !isPublished else {
      throw ValidationError("--withstand goes with the default and thorough searches.")
    }
    guard restarts ?? 1 >= 1 else { throw ValidationError("--restarts takes at least 1.") }
  }

  var parallelism: Parallelism { threading.parallelism }

  func sweep(of dump: ActivationDump, memory: Int, seedCount: Int) -> Sweep {
    let search: Search =
      switch kind(for: dump) {
      case .published: .grid(grid)
      case .standard: .structures(structures(.standard))
      case .thorough: .structures(structures(.thorough))
      }
    return Sweep(
      search: search, head: head, score: score?.measure, rule: rule, budget: budget?.bytes,
      memory: memory, seedCount: seedCount)
  }

  /// The requested search over structures; nil for the published search.
  var structureSearch: StudentSearch? {
    guard !isGrid, head ?? .folded == .folded else { return nil }
    switch search {
    case .published: return nil
    case .thorough: return structures(.thorough)
    case .standard, nil: return structures(.standard)
    }
  }

  private var isGrid: Bool { regionCounts != nil || lambdas != nil || shrink != nil }

  private var asksForStructures: Bool {
    !forms.isEmpty || finalists != nil || labelShare != nil || balance != nil
      || repeats != nil
  }

  private func kind(for dump: ActivationDump) -> SearchKind {
    if let search { return search }
    return isGrid || head ?? .folded != .folded || !dump.hasClasses ? .published : .standard
  }

  private var grid: GridSearch {
    var search = GridSearch(
      folds: KFold(foldCount: folds, order: .shuffled(seed: seed)), usesGroups: groups,
      shrinkage: shrink ?? .global, restartCount: restarts ?? 1, seed: seed)
    if let regionCounts { search.regionCounts = Set(regionCounts.values).sorted() }
    if let lambdas { search.lambdas = Set(lambdas.values).sorted() }
    return search
  }

  private func structures(_ search: StudentSearch) -> StudentSearch {
    var search = search
    if !forms.isEmpty { search.structures.removeAll { !forms.contains($0.form) } }
    if let finalists { search.finalistCount = finalists }
    search.distillation.labelShare = labelShare?.value ?? 0
    search.balance = balance
    search.distillation.balance = balance ?? 0
    search.folds = KFold(foldCount: folds, order: .shuffled(seed: seed))
    search.usesGroups = groups
    if let restarts { search.restartCount = restarts }
    if let repeats { search.repeatLimit = repeats }
    search.seed = seed
    search.withstanding = withstanding.withstanding(seed: seed)
    return search
  }
}

/// The searches by name.
enum SearchKind: String, CaseIterable, ExpressibleByArgument {
  /// The paper's grid of numbers of regions and ridge strengths.
  case published
  /// Structures of students, in some seconds.
  case standard = "default"
  /// More structures and strengths, in some minutes.
  case thorough
}

extension SweepArguments {
  /// Tells how much work a sweep is, where that is much, and what it leaves out.
  ///
  /// - Returns: whether the work is wanted.
  func announce(
    _ plan: SweepPlan, memory: Int, isQuiet: Bool
  ) -> Bool {
    if !isQuiet || dryRun { for note in plan.notes { Terminal.note(note) } }
    let estimate = plan.estimate
    let text =
      "\(Format.integer(estimate.rowsPassed)) rows passed, about "
      + "\(Format.duration(estimate.seconds)), \(Format.integer(estimate.bytes >> 20 + 1)) MB "
      + "beside the dump"
    if dryRun {
      Terminal.print(text)
      if let sharing = plan.sharing { Terminal.print(Self.text(of: sharing)) }
    } else if estimate.isNotable(memory: memory), !isQuiet {
      Terminal.note("this is much work: \(text); --dry-run only says so")
    }
    return !dryRun
  }

  private static func text(of sharing: RankSharing) -> String {
    let rows = "\(Format.integer(sharing.byteCount >> 20 + 1)) MB of rows"
    return sharing.dealsCells
      ? "\(sharing.rankCount) ranks: each takes whole folds and structures, and all \(rows)"
      : "\(sharing.rankCount) ranks: each takes its share of \(rows) in every pass"
  }
}
