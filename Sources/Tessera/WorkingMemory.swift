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

  init(of search: Search, on set: TrainingSet, parallelism: Parallelism) {
    self.set = set
    let (n, moments) = (set.coordinateCount, set.coordinateCount + set.targets.columnCount + 1)
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
      equations =
        search.structures.filter { $0.componentCount ?? 1 <= n }.map { structure in
          let width = (structure.componentCount ?? n) + 1
          let shared = structure.form == .corrected ? n : 0
          let order = structure.regionCount * width + shared
          return Self.sum(
            Self.square(order, times: 2), Self.square(moments, times: 2 * structure.regionCount))
        }.max() ?? 0
    }
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
    ] where !AddressSpace.holds(bytes) {
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
