internal import ActivationFormats
public import Clustering
public import Regression
public import Rows

/// Rows of several groups (patients, recordings), for fits that leave groups out and for fits in
/// which each group has a map of its own.
///
/// Sums over rows are taken once. A fit without some groups is a difference of sums: no row is read
/// again. So all folds share one partition and one projection, which saw the rows that a fold leaves
/// out.
public struct GroupedRows: Sendable {
  /// The rows.
  public let rows: FittingRows
  /// Adds up to 1.
  private let weights: [Double]
  /// Of [x y], n + t values.
  private let mean: [Double]
  private let total: RegionProducts
  /// The group of each row in 0 ..< P; −1 where it has none, or parents of several.
  private let groups: [Int32]
  private let groupCount: Int
  /// The folds that leave each group out.
  private let foldsOfGroup: [[Int]]
  /// For each fold the rows that it leaves out, as places in `rows`.
  private let leftOutRows: [[Int32]]
  private let leftOutTotals: [RegionProducts]

  /// - Parameters:
  ///   - rows: rows of a set with groups.
  ///   - folds: for each fold, the names of the groups that it leaves out. Transfer rows with a
  ///     parent in one of them are left out, too.
  ///   - balance: b in 0 ... 1: a row weighs (share of its class)^−b. The class is the true label, and
  ///     the teacher's where there is none.
  ///   - parallelism: how many threads; changes the time and never the result.
  /// - Throws: `StudentError.unreadable`.
  /// - Complexity: O(N · n · (n + t)) for all rows, and again for all folds of a split.
  public init(
    _ rows: FittingRows, leavingOut folds: [[Int]] = [], balance: Double = 0,
    parallelism: Parallelism
  ) throws(StudentError) {
    precondition((0...1).contains(balance), "a balance lies in 0 ... 1")
    self.rows = rows
    let index = GroupIndex(rows)
    groups = index.groupOfRow
    groupCount = index.names.count
    foldsOfGroup = index.names.map { name in folds.indices.filter { folds[$0].contains(name) } }
    let touched = index.rows(of: folds)
    leftOutRows = touched
    do throws(RowReadError) {
      let weights = try rows.weights(balance: balance)
      self.weights = weights
      (mean, total) = try rows.set.products(
        of: rows.rows, weights: weights, parallelism: parallelism)
      leftOutTotals = try Self.products(
        rows, weights, touched, projection: nil, regions: nil, regionCount: 1, about: mean,
        parallelism: parallelism
      ).map { $0[0] }
    } catch {
      throw .unreadable(error)
    }
  }

  /// The products of lists of rows in their regions, list by list.
  ///
  /// - Parameter regions: of all rows; nil for one region.
  private static func products(
    _ rows: FittingRows, _ weights: [Double], _ lists: [[Int32]], projection: AffineMap?,
    regions: [Int32]?, regionCount: Int, about mean: [Double], parallelism: Parallelism
  ) throws(RowReadError) -> [[RegionProducts]] {
    let places = lists.flatMap { $0 }
    let cells = lists.enumerated().flatMap { list, places in
      places.map { Int32(list * regionCount) + (regions?[Int($0)] ?? 0) }
    }
    let all = try rows.set.products(
      of: places.map { rows.rows[Int($0)] }, weights: places.map { weights[Int($0)] },
      regions: cells, regionCount: lists.count * regionCount, projection: projection, about: mean,
      parallelism: parallelism)
    return lists.indices.map { Array(all[$0 * regionCount..<($0 + 1) * regionCount]) }
  }

  /// Finds the equations of a structure over regions that are known.
  ///
  /// - Parameters:
  ///   - structure: at most as many components as these rows were prepared for.
  ///   - clusters: the structure's regions of these rows.
  ///   - nuisances: the penalties of groups' maps that will be asked for.
  ///   - parallelism: how many threads; changes the time and never the result.
  /// - Throws: `StudentError.unreadable` and `.regression`.
  /// - Complexity: O(N · (n + t) · d), and for each group and penalty O((n + k d)² · d). Memory does not
  ///   depend on the number of groups.
  public func partitioned(
    _ structure: StudentStructure, into clusters: KMeansResult, nuisances: [Double],
    parallelism: Parallelism
  ) throws(StudentError) -> GroupedFit {
    let projection = rows.axes(structure.componentCount)
    let k = structure.regionCount
    let regions = clusters.regions
    let everyRow = Array(0..<Int32(rows.rows.count))
    let own: [[RegionProducts]]
    do throws(RowReadError) {
      own = try Self.products(
        rows, weights, [everyRow] + leftOutRows, projection: projection, regions: regions,
        regionCount: k, about: mean, parallelism: parallelism)
    } catch {
      throw .unreadable(error)
    }
    let design = RegionalDesign(
      mean: mean, total: total, regions: own[0], projection: projection,
      hasSharedMap: structure.hasSharedTerm, inputCount: rows.set.featureCount)
    let complements = try complements(
      structure, regions, penalties: nuisances, parallelism: parallelism)
    return GroupedFit(
      structure: structure, partition: clusters.partition, projection: projection,
      design: design,
      equations: RegionalEquations(
        total: total, regions: own[0], hasSharedMap: structure.hasSharedTerm),
      leftOut: zip(leftOutTotals, own.dropFirst()).map {
        RegionalEquations(total: $0, regions: $1, hasSharedMap: structure.hasSharedTerm)
      }, complements: complements)
  }

  /// The complements of all groups, and of those that each fold leaves out, for each penalty.
  private func complements(
    _ structure: StudentStructure, _ regions: [Int32], penalties: [Double],
    parallelism: Parallelism
  ) throws(StudentError) -> [Double: GroupedFit.Complement] {
    var sums: [Double: GroupedFit.Complement] = [:]
    guard !penalties.isEmpty else { return sums }
    let members = groups.indices.reduce(into: [[Int32]](repeating: [], count: groupCount)) {
      if groups[$1] >= 0 { $0[Int(groups[$1])].append(Int32($1)) }
    }
    let projection = rows.groupAxes(of: structure)
    for start in stride(from: 0, to: groupCount, by: Self.batchLength) {
      let batch = start..<min(start + Self.batchLength, groupCount)
      let products: [[RegionProducts]]
      do throws(RowReadError) {
        products = try Self.products(
          rows, weights, Array(members[batch]), projection: projection, regions: regions,
          regionCount: structure.regionCount, about: mean, parallelism: parallelism)
      } catch {
        throw .unreadable(error)
      }
      for penalty in penalties {
        let parts = try rethrowing(
          parallelism.map(batch.count) { index throws(RegressionError) in
            try RegionalEquations(
              complementOf: GroupProducts(
                products[index], hasSharedMap: structure.hasSharedTerm,
                correctsInputs: structure.componentCount == nil), penalty: penalty)
          }, as: StudentError.regression)
        for (index, part) in parts.enumerated() {
          sums[penalty, default: GroupedFit.Complement(foldCount: leftOutRows.count)]
            .add(part, leftOutBy: foldsOfGroup[start + index])
        }
      }
    }
    return sums
  }

  /// The groups whose products are in memory at once.
  private static var batchLength: Int { 16 }
}

/// Rows in regions and groups, ready to fit maps of any strength with or without some groups.
public struct GroupedFit: Sendable {
  /// The structure that is fitted.
  public let structure: StudentStructure
  /// The regions, of the inputs or of their components.
  public let partition: Partition
  /// From an input to the vector that the regions read, d × n; nil for the input itself.
  public let projection: AffineMap?
  fileprivate let design: RegionalDesign
  fileprivate let equations: RegionalEquations
  fileprivate let leftOut: [RegionalEquations]
  fileprivate let complements: [Double: Complement]

  /// What the maps of groups explain, of all groups and of those that each fold leaves out.
  struct Complement: Sendable {
    private(set) var all: RegionalEquations?
    private(set) var leftOut: [RegionalEquations?]

    init(foldCount: Int) { leftOut = Array(repeating: nil, count: foldCount) }

    mutating func add(_ part: RegionalEquations, leftOutBy folds: [Int]) {
      Self.add(part, to: &all)
      for fold in folds { Self.add(part, to: &leftOut[fold]) }
    }

    private static func add(_ part: RegionalEquations, to sum: inout RegionalEquations?) {
      guard sum != nil else {
        sum = part
        return
      }
      sum? += part
    }
  }

  /// The closed form.
  ///
  /// - Parameters:
  ///   - penalties: the strengths; a penalty of groups' maps is one that this fit was made for.
  ///   - fold: the fold whose groups are left out; nil for all rows.
  /// - Throws: `StudentError.regression` when the equations are singular.
  /// - Complexity: O((n + k d)³).
  public func maps(
    _ penalties: Penalties, leavingOut fold: Int? = nil
  ) throws(StudentError) -> CorrectedMaps {
    var equations = equations
    if let fold { equations -= leftOut[fold] }
    var complement: RegionalEquations?
    if let nuisance = penalties.nuisance {
      guard let sums = complements[nuisance] else {
        preconditionFailure("a penalty that this fit was not made for")
      }
      complement = sums.all
      if let fold, let own = sums.leftOut[fold] { complement? -= own }
    }
    return try rethrowing(
      design.maps(
        solving: equations, less: complement, sharedPenalty: penalties.shared,
        correctionPenalty: structure.correctionPenalty(penalties)),
      as: StudentError.regression)
  }
}
