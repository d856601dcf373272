public import Clustering
internal import Regression
public import Rows

/// Rows to fit students of any structure to, with what the structures share: weights, moments and
/// principal components.
///
/// The rows of the training dump and those of the transfer sets weigh half each, whatever their
/// numbers.
public struct FittingRows: Sendable {
  /// Where the rows come from.
  public let set: TrainingSet
  /// Ascending indices into `set`.
  public let rows: [Int32]
  /// The rows before this one are of the training dump.
  let primaryCount: Int
  private let origin: [Double]
  /// z as a function of x for the most components that were asked for; nil for none.
  private let axes: AffineMap?
  /// The components of all rows, N × d.
  private let components: Matrix<Float>?

  /// - Parameters:
  ///   - set: the training rows.
  ///   - rows: ascending indices into `set`.
  ///   - componentCount: the most components that a structure will ask for.
  ///   - parallelism: how many threads; changes the time and never the result.
  /// - Throws: `StudentError.regression` when the inputs do not vary, and `.unreadable`.
  /// - Complexity: O(N · n · (n + d)) and O(n³); holds 4 · d bytes for each row.
  public init(
    _ set: TrainingSet, rows: [Int32], componentCount: Int,
    parallelism: Parallelism
  ) throws(StudentError) {
    self.set = set
    self.rows = rows
    let primaryCount = rows.firstIndex { Int($0) >= set.primaryCount } ?? rows.count
    self.primaryCount = primaryCount
    let origin = try rethrowing(set.origin(), as: StudentError.unreadable)
    self.origin = origin
    guard componentCount > 0 else {
      axes = nil
      components = nil
      return
    }
    let sources = (0..<rows.count).map { Int32($0 < primaryCount ? 0 : 1) }
    let moments = try rethrowing(
      set.moments(
        of: rows, regions: sources, regionCount: 2, origin: origin, parallelism: parallelism),
      as: StudentError.unreadable)
    var all = WeightedMoments(moments[0], weight: Self.weight(primaryCount))
    all += WeightedMoments(moments[1], weight: Self.weight(rows.count - primaryCount))
    let axes = try rethrowing(
      PrincipalAxes.fit(all, count: min(componentCount, set.featureCount)),
      as: StudentError.regression)
    self.axes = axes
    components = try rethrowing(
      RowSubset(set.inputs, rows: rows).applying(axes, parallelism: parallelism),
      as: StudentError.unreadable)
  }

  /// The weight of a row of a half with `count` rows.
  private static func weight(_ count: Int) -> Double { count == 0 ? 0 : 0.5 / Double(count) }

  /// z as a function of x for the first `count` components.
  func axes(_ count: Int?) -> AffineMap? {
    guard let count, let axes else { return nil }
    return AffineMap(
      weights: axes.weights.block(rows: 0..<count, columns: 0..<axes.featureCount),
      offsets: Array(axes.offsets.prefix(count)))
  }

  /// Partitions the rows and finds the moments of the regions.
  ///
  /// - Parameters:
  ///   - structure: at most as many components as these rows were prepared for.
  ///   - clustering: k-means of `structure.clusterCount` regions.
  ///   - parallelism: how many threads; changes the time and never the result.
  /// - Throws: `StudentError.clustering` for fewer distinct rows than regions, and `.unreadable`.
  /// - Complexity: one k-means in n or d dimensions, and O(N · (n + q)²).
  public func partitioned(
    _ structure: StudentStructure, clustering: KMeans, parallelism: Parallelism
  ) throws(StudentError) -> RegionalFit {
    let clusters: KMeansResult
    do throws(ClusteringError) {
      if let components, let count = structure.componentCount {
        clusters = try clustering.fit(
          components.leadingColumns(count), parallelism: parallelism)
      } else {
        clusters = try clustering.fit(
          RowSubset(set.inputs, rows: rows), parallelism: parallelism)
      }
    } catch {
      throw .clustering(error)
    }
    let count = structure.clusterCount
    // Regions of training rows, then regions of transfer rows.
    let parts = clusters.regions.enumerated().map { index, region in
      index < primaryCount ? region : region + Int32(count)
    }
    let moments = try rethrowing(
      set.moments(
        of: rows, regions: parts, regionCount: 2 * count, origin: origin, parallelism: parallelism),
      as: StudentError.unreadable)
    let weighted = (0..<count).map { region in
      var sum = WeightedMoments(moments[region], weight: Self.weight(primaryCount))
      sum += WeightedMoments(
        moments[count + region], weight: Self.weight(rows.count - primaryCount))
      return sum
    }
    return RegionalFit(
      structure: structure, rows: self, partition: clusters.partition, regions: clusters.regions,
      design: RegionalDesign(
        weighted, projection: axes(structure.componentCount),
        hasSharedMap: structure.hasSharedTerm))
  }

  /// What distillation learns from: the inputs, and the weights and the teacher's probabilities of
  /// all rows.
  ///
  /// - Throws: `StudentError.noLogits` where the teacher gave none, and `.unreadable`.
  /// - Complexity: O(N · C), and what the teacher's head takes; holds 4 (C + 1) bytes for each row.
  func learning(
    in regions: [Int32], distillation: Distillation, parallelism: Parallelism
  ) throws(StudentError) -> DistillationRows {
    guard let logits = set.logits else { throw .noLogits(path: "the training dump") }
    let source = RowSubset(logits, rows: rows)
    let width = logits.columnCount
    var targets: [Float] = []
    targets.reserveCapacity(rows.count * width)
    do throws(RowReadError) {
      try parallelism.forEachBlock(of: RowBlocks(rowCount: rows.count, width: width)) {
        (range) throws(RowReadError) in
        DistillationRows.softmax(
          try source.matrix(of: range, as: Double.self), temperature: distillation.temperature)
      } take: { (_: Range<Int>, part: Matrix<Float>) throws(RowReadError) in
        targets.append(contentsOf: part.elements)
      }
    } catch {
      throw .unreadable(error)
    }
    let inputs = try rethrowing(
      held(RowSubset(set.inputs, rows: rows)), as: StudentError.unreadable)
    let lessons = Matrix(rowCount: rows.count, columnCount: width, elements: targets)
    let weights = weights(distillation, targets: lessons)
    return DistillationRows(
      inputs: inputs, regions: regions, targets: mixed(lessons, distillation), weights: weights)
  }

  /// The targets with the true labels mixed in.
  private func mixed(_ targets: Matrix<Float>, _ distillation: Distillation) -> Matrix<Float> {
    guard distillation.labelShare > 0, let labels = set.labels else { return targets }
    var result = targets
    let share = Float(distillation.labelShare)
    for row in 0..<primaryCount {
      for column in 0..<targets.columnCount { result[row, column] *= 1 - share }
      result[row, Int(labels[Int(rows[row])])] += share
    }
    return result
  }

  /// The weight of each row: halves for the training dump and the transfer sets, and within a half
  /// alike for all rows or for all classes that it has.
  private func weights(_ distillation: Distillation, targets: Matrix<Float>) -> [Float] {
    var weights = [Float](repeating: 0, count: rows.count)
    for half in [0..<primaryCount, primaryCount..<rows.count] where !half.isEmpty {
      guard distillation.isBalanced else {
        for row in half { weights[row] = Float(Self.weight(half.count)) }
        continue
      }
      let classes = half.map { row in
        row < primaryCount
          ? set.labels.map { Int($0[Int(rows[row])]) } ?? argmax(targets[row: row])
          : argmax(targets[row: row])
      }
      var counts = [Int](repeating: 0, count: targets.columnCount)
      for label in classes { counts[label] += 1 }
      let present = counts.count { $0 > 0 }
      for (row, label) in zip(half, classes) {
        weights[row] = Float(0.5 / Double(present * counts[label]))
      }
    }
    return weights
  }

  private func argmax(_ values: ArraySlice<Float>) -> Int {
    let best = values.indices.reduce(values.startIndex) { values[$1] > values[$0] ? $1 : $0 }
    return best - values.startIndex
  }
}

extension FittingRows {
  /// The most bytes of inputs that are held in memory for the passes of distillation; more are read
  /// from their files in every pass.
  private static var heldByteLimit: Int { 64 << 20 }

  private func held(_ source: RowSubset) throws(RowReadError) -> any RowSource {
    let bytes = source.rowCount * source.columnCount * MemoryLayout<Float>.size
    return bytes <= Self.heldByteLimit ? try source.matrix(as: Float.self) : source
  }
}

extension RowSource {
  /// A map of every row, N × t.
  ///
  /// - Complexity: O(N · n · t).
  fileprivate func applying(
    _ map: AffineMap, parallelism: Parallelism
  ) throws(RowReadError) -> Matrix<Float> {
    var elements: [Float] = []
    elements.reserveCapacity(rowCount * map.outputCount)
    try parallelism.forEachBlock(of: RowBlocks(rowCount: rowCount, width: columnCount)) {
      (range) throws(RowReadError) in
      map.predict(try matrix(of: range, as: Double.self)).converted(to: Float.self)
    } take: { (_: Range<Int>, part: Matrix<Float>) throws(RowReadError) in
      elements.append(contentsOf: part.elements)
    }
    return Matrix(rowCount: rowCount, columnCount: map.outputCount, elements: elements)
  }
}

extension Matrix<Float> {
  /// The first `count` columns.
  fileprivate func leadingColumns(_ count: Int) -> Matrix<Float> {
    count == columnCount ? self : block(rows: 0..<rowCount, columns: 0..<count)
  }
}
