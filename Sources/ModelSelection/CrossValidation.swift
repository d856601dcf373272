internal import Clustering
internal import Evaluation
internal import LinearAlgebra
internal import Regression
internal import Student
internal import Synchronization

/// The scores of one (fold, k, λ).
struct CellScores: Sendable {
  var mse: Double
  var agreement: Double?
  var accuracy: Double?
}

/// Fits and scores the cells of a sweep.
struct CrossValidation: Sendable {
  let search: GridSearch
  let trainingSet: TrainingSet
  private let origin: [Double]
  private let teacherLabels: [Int]?

  init(search: GridSearch, set: TrainingSet) throws(RowReadError) {
    self.search = search
    trainingSet = set
    origin = try set.origin()
    teacherLabels = set.logits.map { argmaxPerRow($0.elements, columnCount: $0.columnCount) }
  }

  /// The scores of one fold, for each of `clusterCounts` and each λ.
  func run(
    fold: Int, of folds: Folds, clusterCounts: [Int], parallelism: Parallelism,
    finished: @Sendable () -> Void
  ) throws(ModelSelectionError) -> [[CellScores]] {
    let training = folds.trainingRows(fold, parents: trainingSet.parents)
    let validation = folds.validationRows(fold)
    let centered: CenteredRows
    let validationInputs: Matrix<Float>
    do throws(RowReadError) {
      centered = CenteredRows(try trainingSet.inputs.gathering(rows: training, as: Float.self))
      validationInputs = try trainingSet.inputs.gathering(rows: validation, as: Float.self)
    } catch {
      throw .student(.unreadableRows(error))
    }
    return try parallelism.map(clusterCounts.count) { index throws(ModelSelectionError) in
      let count = clusterCounts[index]
      let clusters: KMeansResult
      do throws(ClusteringError) {
        clusters = try search.clustering(clusterCount: count)
          .fit(centered, parallelism: .serial)
      } catch {
        throw .student(.clustering(error))
      }
      let moments = try moments(of: training, regions: clusters.regions, count: count)
      let paths: [[AffineMap]]
      do throws(RegressionError) {
        let ridge = try RegionalRidge(moments, shrinkage: search.shrinkage)
        paths = try search.regularizations.map { regularization throws(RegressionError) in
          try ridge.maps(regularization: regularization)
        }
      } catch {
        throw .student(.regression(error))
      }
      let scores = try score(
        paths, rows: validation, inputs: validationInputs,
        regions: clusters.partition.regions(of: validationInputs), count: count)
      finished()
      return scores
    }
  }

  private func moments(
    of rows: [Int], regions: [Int], count: Int
  ) throws(ModelSelectionError) -> [Moments] {
    do throws(RowReadError) {
      return try trainingSet.moments(
        of: rows, regions: regions, regionCount: count, origin: origin)
    } catch {
      throw .student(.unreadableRows(error))
    }
  }

  /// Scores every λ. Errors of linear outputs come from moments; labels and rectified outputs come
  /// from the rows.
  private func score(
    _ paths: [[AffineMap]], rows: [Int], inputs: Matrix<Float>, regions: [Int], count: Int
  ) throws(ModelSelectionError) -> [CellScores] {
    var tally = Tally(candidateCount: paths.count)
    for region in 0..<count {
      let members = regions.indices.filter { regions[$0] == region }
      for start in stride(from: 0, to: members.count, by: 1_024) {
        let local = Array(members[start..<min(start + 1_024, members.count)])
        tallyRows(local, of: rows, inputs: inputs, maps: paths.map { $0[region] }, into: &tally)
      }
    }
    var scores: [CellScores] = []
    let evaluators: [SquaredErrorEvaluator]? =
      trainingSet.head.layer == nil
      ? try moments(of: rows, regions: regions, count: count).map { $0.squaredErrorEvaluator() }
      : nil
    for (index, maps) in paths.enumerated() {
      let squaredError =
        evaluators.map { evaluators in
          zip(evaluators, maps).reduce(0) { $0 + $1.0.squaredError(of: $1.1) }
        } ?? tally.squaredErrors[index]
      let cells = Double(rows.count * outputCount)
      scores.append(
        CellScores(
          mse: squaredError / cells,
          agreement: teacherLabels.map { _ in share(tally.agreements[index], rows.count) },
          accuracy: trainingSet.labels.map { _ in share(tally.hits[index], rows.count) }))
    }
    return scores
  }

  private var outputCount: Int {
    trainingSet.head.layer?.outputCount ?? trainingSet.targets.columnCount
  }

  private func share(_ count: Int, _ total: Int) -> Double { Double(count) / Double(total) }

  /// Counts over validation rows, one value per λ.
  private struct Tally {
    var squaredErrors: [Double]
    var agreements: [Int]
    var hits: [Int]

    init(candidateCount: Int) {
      squaredErrors = Array(repeating: 0, count: candidateCount)
      agreements = Array(repeating: 0, count: candidateCount)
      hits = Array(repeating: 0, count: candidateCount)
    }
  }

  /// Adds the rows `local` of one region, under the maps of all λ, to the tally.
  private func tallyRows(
    _ local: [Int], of rows: [Int], inputs: Matrix<Float>, maps: [AffineMap],
    into tally: inout Tally
  ) {
    guard let teacherLabels, let logits = trainingSet.logits else { return }
    let block = inputs.gathering(rows: local).converted(to: Double.self)
    for (candidate, map) in maps.enumerated() {
      let outputs = trainingSet.head.apply(to: map.predict(block))
      for (index, position) in local.enumerated() {
        let row = rows[position]
        let label = argmax(outputs[row: index])
        if label == teacherLabels[row] { tally.agreements[candidate] += 1 }
        if let labels = trainingSet.labels, label == labels[row] { tally.hits[candidate] += 1 }
        guard trainingSet.head.layer != nil else { continue }
        for column in 0..<outputs.columnCount {
          let error = outputs[index, column] - logits[row, column]
          tally.squaredErrors[candidate] += error * error
        }
      }
    }
  }
}

extension FoldScores {
  init(_ cells: [CellScores]) {
    let agreement = cells.compactMap(\.agreement)
    let accuracy = cells.compactMap(\.accuracy)
    self.init(
      mse: cells.map(\.mse), agreement: agreement.isEmpty ? nil : agreement,
      accuracy: accuracy.isEmpty ? nil : accuracy)
  }
}

/// Counts finished cells and reports them.
final class ProgressCounter: Sendable {
  private let done = Mutex(0)
  private let total: Int
  private let report: (@Sendable (Int, Int) -> Void)?

  init(total: Int, report: (@Sendable (Int, Int) -> Void)?) {
    self.total = total
    self.report = report
  }

  func advance() {
    done.withLock { done in
      done += 1
      report?(done, total)
    }
  }
}
