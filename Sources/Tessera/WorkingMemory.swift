internal import ModelSelection
internal import Rows
internal import Student

/// The least memory that a search takes beside the dump, found out before the work: where an
/// allocation fails in the midst of it, nothing can be saved any more.
struct WorkingMemory {
  /// The memory for each row.
  let rows: Int
  /// The matrices of the equations.
  let equations: Int
  /// The memory for each thread.
  let threads: Int
  private let set: TrainingSet

  /// Bytes of k-means and of the folds for each row, at least.
  private static let bytesPerRow = 24

  /// All of it.
  var bytes: Int { Self.sum(Self.sum(threads, rows), equations) }

  init(of search: Search, on set: TrainingSet, parallelism: Parallelism) {
    self.set = set
    let n = set.plannedCoordinateCount
    let moments = n + set.targets.columnCount + 1
    rows = Self.product(set.rowCount, Self.bytesPerRow)
    // One is there since the library was loaded.
    threads = Self.product(parallelism.threadCount - 1, AddressSpace.bytesPerThread)
    switch search {
    case .grid(let grid):
      let regions = grid.regionCounts.last ?? 1
      let atOnce = min(parallelism.threadCount, regions + 1)
      // Moments of folds, of all rows and of regions; eigenvectors of each, and LAPACK's room.
      equations = Self.sum(
        Self.square(moments, times: grid.folds.foldCount + 1 + regions),
        Self.square(n, times: regions + 1 + 3 * atOnce))
    case .structures(let search):
      let span =
        set.plannedSpan == nil
        ? 0
        : Self.product(
          Self.sum(
            Self.product(n, Self.sum(set.featureCount, n)), Self.product(n, set.rowCount) / 2),
          MemoryLayout<Double>.stride)
      equations = Self.sum(
        span,
        search.structures.filter { $0.componentCount ?? 1 <= n }
          .map { Self.bytes(of: $0, in: search, on: set) }.max() ?? 0)
    }
  }

  /// The matrices of the equations of one structure.
  private static func bytes(
    of structure: StudentStructure, in search: StudentSearch, on set: TrainingSet
  ) -> Int {
    let n = set.plannedCoordinateCount
    let width = (structure.componentCount ?? n) + 1
    let order = structure.columnCount(inputs: n)
    let moments = n + set.targets.columnCount + 1
    // In a span, products of the columns of a structure take the place of its moments.
    let regions =
      set.plannedSpan == nil
      ? square(moments, times: 2 * structure.regionCount)
      : product(
        product(product(structure.regionCount, width), sum(width, moments)),
        MemoryLayout<Double>.stride)
    return sum(square(order + 1, times: 2 + search.systemCount(on: set)), regions)
  }

  /// Takes the structures out of a search whose equations exceed `memory`; the smallest stays.
  ///
  /// - Returns: a line that names them; nil where there is none.
  static func skip(
    _ search: inout StudentSearch, on set: TrainingSet, memory: Int?
  ) -> String? {
    guard let memory else { return nil }
    let sizes = search.structures.map { bytes(of: $0, in: search, on: set) }
    let limit = max(memory, sizes.min() ?? 0)
    let skipped = zip(search.structures, sizes).filter { $0.1 > limit }
    guard let most = skipped.map(\.1).max() else { return nil }
    search.structures = zip(search.structures, sizes).filter { $0.1 <= limit }.map(\.0)
    let names = skipped.map { "\($0.0.form.rawValue) k = \($0.0.regionCount)" }
    return "\(names.joined(separator: ", ")) not tried: beyond --memory; "
      + "--memory \((most >> 20) + 1)MB tries all"
  }

  /// - Throws: `TesseraError.outOfMemory` with the part that is too large.
  func check() throws(TesseraError) {
    for (bytes, what) in [
      (threads, "\(threads / AddressSpace.bytesPerThread + 1) threads"),
      (Self.sum(threads, rows), "\(set.rowCount) rows"),
      (
        Self.sum(Self.sum(threads, rows), equations),
        "the equations of \(set.featureCount) inputs and \(set.targets.columnCount) outputs"
      ),
    ] where bytes > AddressSpace.installedBytes || !AddressSpace.holds(bytes) {
      throw .outOfMemory(what: what, bytes: bytes)
    }
  }

  private static func square(_ order: Int, times count: Int) -> Int {
    product(product(product(order, order), count), MemoryLayout<Double>.stride)
  }

  private static func product(_ left: Int, _ right: Int) -> Int {
    let (result, overflow) = left.multipliedReportingOverflow(by: right)
    return overflow ? .max : result
  }

  private static func sum(_ left: Int, _ right: Int) -> Int {
    let (result, overflow) = left.addingReportingOverflow(right)
    return overflow ? .max : result
  }
}
