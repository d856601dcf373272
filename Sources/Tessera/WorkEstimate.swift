public import ActivationFormats
internal import ModelSelection
public import Rows
internal import Student

/// The work of a search, from the shapes of its dumps: known before it begins.
public struct WorkEstimate: Sendable, Equatable, Codable {
  /// The rows that are read, each as often as it is.
  public var rowsPassed: Int
  /// The time, right to a factor of two or three on one core of a server for each thread.
  public var seconds: Double
  /// The most memory, beside the dump's own.
  public var bytes: Int

  /// Work of more time is announced.
  static let announcedSeconds = 30.0

  /// Whether the work is so long, or takes so much of the memory, that it is announced.
  ///
  /// - Parameter memory: the bytes of `--memory`.
  public func isNotable(memory: Int) -> Bool {
    seconds > Self.announcedSeconds || bytes > memory / 2
  }
}

/// What a sweep will do.
public struct SweepPlan: Sendable {
  /// How much work it is.
  public let estimate: WorkEstimate
  /// What is done otherwise than for a smaller dump, a line each.
  public let notes: [String]
  /// How ranks share it; nil for one process alone.
  public let sharing: RankSharing?
  let search: Search
  let set: TrainingSet
}

extension Sweep {
  /// Plans a sweep: no pass over all rows is made.
  ///
  /// - Parameters:
  ///   - dump: the training dump.
  ///   - transfer: further inputs with the same teacher's outputs.
  ///   - pruning: the numbers of inputs that are tried afterwards; 0 without pruning.
  ///   - parallelism: how many threads.
  /// - Throws: `TesseraError`, as `run` does before its work: of too few rows or groups, and of a budget
  ///   below every student; `.outOfMemory` where nothing that is to be tried fits into the machine.
  /// - Complexity: O(N · n), for at most 16,384 rows.
  public func plan(
    _ dump: ActivationDump, transfer: [ActivationDump] = [], pruning: Int = 0,
    parallelism: Parallelism
  ) throws(TesseraError) -> SweepPlan {
    do {
      for set in transfer { try set.validateParents(trainingSampleCount: dump.sampleCount) }
      var set = try TrainingSet(
        dump, transfer: transfer, program: features?.size, head: head)
      var notes: [String] = []
      var search =
        search
        ?? (set.head == .folded && dump.hasClasses ? .structures(.standard) : .grid(GridSearch()))
      if case .structures(var structures) = search {
        if let scaled = try set.commonlyScaled() {
          set = scaled
          structures = structures.onCommonScale
        }
        if set.plannedSpan != nil { structures = structures.ofManyInputs }
        if set.rowCount < set.featureCount { structures = structures.ofFewRows }
        if let withstanding = structures.withstanding, features == nil {
          set = try set.withstanding(
            withstanding, shape: dump.inputs.shape, parallelism: parallelism)
        }
        let skipped = WorkingMemory.skip(&structures, on: set, memory: memory)
        if let skipped { notes.append(skipped) }
        search = .structures(structures)
      }
      try search.check(on: set, budget: budget, keptShare: keptShare)
      if let note = set.plannedSpanNote { notes.insert(note, at: 0) }
      let working = WorkingMemory(of: search, on: set, parallelism: parallelism)
      try working.check()
      let estimate = WorkEstimate(
        of: search, on: set, seedCount: seedCount, pruning: pruning, bytes: working.bytes,
        parallelism: parallelism)
      return SweepPlan(
        estimate: estimate, notes: notes, sharing: RankSharing([dump] + transfer, parallelism),
        search: search, set: set)
    } catch {
      throw TesseraError(error)
    }
  }
}

extension Compression {
  /// Plans the sweep that `run` begins with; see `Sweep.plan`.
  ///
  /// - Parameters:
  ///   - train: the training dump.
  ///   - transfer: further inputs with the same teacher's outputs.
  ///   - signals: the features of the windows in both; nil where inputs are what a student reads.
  ///   - parallelism: how many threads.
  /// - Throws: as `Sweep.plan`.
  public func plan(
    _ train: ActivationDump, transfer: [ActivationDump] = [], signals: SignalTraining? = nil,
    parallelism: Parallelism
  ) throws(TesseraError) -> SweepPlan {
    try sweepOfKeptInputs(signals).plan(
      signals?.train ?? train, transfer: signals?.transfer ?? transfer,
      pruning: keptShare == nil ? 0 : 2, parallelism: parallelism)
  }
}

extension WorkEstimate {
  /// Multiply-accumulates of a matrix product in a second of one thread.
  private static let productRate = 1e10
  /// The same of loops over rows.
  private static let loopRate = 4e9
  /// The same where each number is fetched from memory, by one thread at a time.
  private static let serialRate = 1.3e9
  /// Passes of k-means, and of distillation for each strength: what is usual.
  private static let clusteringPasses = 20.0
  private static let distillationPasses = 15.0

  init(
    of search: Search, on set: TrainingSet, seedCount: Int, pruning: Int, bytes: Int,
    parallelism: Parallelism
  ) {
    let shape = WorkShape(set)
    let seeds = Double(seedCount)
    var work = shape.span
    switch search {
    case .grid(let grid):
      for k in grid.regionCounts {
        let cell =
          shape.clustering(k, shape.r, passes: Self.clusteringPasses) + shape.moments
          + WorkAmount(products: Double(k + 1) * 10 * shape.r * shape.r * shape.r)
        work += cell.times(seeds * Double(grid.folds.foldCount))
      }
    case .structures(let search):
      let folds = Double(search.folds.foldCount)
      let changes = set.changes?.spread.changes.count ?? 0
      let cells = search.structures.map { structure in
        shape.fit(
          structure, strengths: search.penalties.count,
          passes: Self.clusteringPasses * Double(search.restartCount))
      }
      let refined = search.structures.map { _ in
        shape.distillation(
          passes: Self.distillationPasses * Double(search.distilledPenalties.count))
      }.prefix(set.logits == nil ? 0 : search.finalistCount)
      let common = shape.moments + shape.changes(changes) + shape.axes
      let all = (cells + Array(refined)).reduce(common) { $0 + $1 }
      work += all.times(seeds * folds)
      // Pruning fits one structure again and again, and finds the order of the inputs.
      let one = shape.moments + shape.axes + (refined.first ?? WorkAmount())
      let maps = search.structures.map(\.regionCount).max() ?? 1
      let order = pruning > 0 ? shape.elimination(maps: maps) : WorkAmount()
      work += (one.times(Double(pruning)) + order).times(folds + 1)
    }
    self.init(
      rowsPassed: Int(work.rows),
      seconds: (work.products / Self.productRate + work.loops / Self.loopRate)
        / Double(parallelism.threadCount * parallelism.rankCount) + work.serial / Self.serialRate,
      bytes: bytes)
  }
}

/// Amounts of work: multiply-accumulates in products of matrices, in loops and in steps that threads do
/// not share, and rows that are read.
private struct WorkAmount {
  var products = 0.0
  var loops = 0.0
  var serial = 0.0
  var rows = 0.0

  static func + (left: WorkAmount, right: WorkAmount) -> WorkAmount {
    WorkAmount(
      products: left.products + right.products, loops: left.loops + right.loops,
      serial: left.serial + right.serial, rows: left.rows + right.rows)
  }

  static func += (left: inout WorkAmount, right: WorkAmount) { left = left + right }

  func times(_ factor: Double) -> WorkAmount {
    WorkAmount(
      products: products * factor, loops: loops * factor, serial: serial * factor,
      rows: rows * factor)
  }
}

/// The numbers that work depends on: rows N, inputs n, coordinates r and outputs t.
private struct WorkShape {
  let rows: Double
  let n: Double
  let r: Double
  let t: Double
  let isSpanned: Bool

  init(_ set: TrainingSet) {
    rows = Double(set.rowCount)
    n = Double(set.featureCount)
    r = Double(set.plannedCoordinateCount)
    t = Double(set.targets.columnCount)
    isSpanned = set.plannedSpan != nil
  }

  /// Finding the span, and the coordinates of all rows.
  var span: WorkAmount {
    isSpanned
      ? WorkAmount(products: 4 * rows * n * r + 10 * r * r * r, rows: 5 * rows) : WorkAmount()
  }

  /// The moments of all rows.
  var moments: WorkAmount { WorkAmount(products: rows * (r + t) * (r + t), rows: rows) }

  /// The principal axes.
  var axes: WorkAmount { WorkAmount(products: 10 * r * r * r, rows: rows) }

  func clustering(_ k: Int, _ width: Double, passes: Double) -> WorkAmount {
    k == 1
      ? WorkAmount() : WorkAmount(loops: passes * rows * Double(k) * width, rows: passes * rows)
  }

  /// One structure in closed form, with its scores.
  func fit(_ structure: StudentStructure, strengths: Int, passes: Double) -> WorkAmount {
    let d = structure.componentCount.map { Double($0) } ?? r
    let k = Double(structure.regionCount)
    let order = k * (d + 1) + (structure.hasSharedTerm ? r : 0)
    let thin = isSpanned ? rows * (d + 1) * (r + t) : rows * (r + t) * (r + t)
    let scored = Double(strengths) * (structure.hasSharedTerm ? 5 : 1)
    return clustering(structure.regionCount, d, passes: passes)
      + WorkAmount(
        products: thin + Double(strengths) * order * order * (order / 3 + t)
          + rows / 5 * scored * r * t,
        loops: 30 * order * order + rows / 5 * scored * t * 40, rows: 2 * rows)
  }

  /// The mean over changes of the moments of all rows.
  func changes(_ count: Int) -> WorkAmount {
    WorkAmount(
      products: count == 0 ? 0 : 2 * r * r * (r + t), loops: Double(count) * 6 * r * (r + t))
  }

  /// Passes of distillation.
  func distillation(passes: Double) -> WorkAmount {
    WorkAmount(loops: passes * rows * t * (2 * r + 30), rows: passes * rows)
  }

  /// The order of the inputs, by steps of which each needs the one before it.
  ///
  /// In a span, rows of inputs that are left out are forgotten when half of them are: two thirds of
  /// n² rows are seen.
  ///
  /// - Parameter maps: of t outputs each.
  func elimination(maps: Int) -> WorkAmount {
    let outputs = n * n * Double(maps) * t
    return isSpanned
      ? WorkAmount(serial: n * n * r * 2 / 3 + n * r * r + outputs)
      : WorkAmount(serial: n * n * n * 2 / 3 + outputs)
  }
}
