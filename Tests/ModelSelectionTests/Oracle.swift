import Clustering
import ModelSelection
import Regression
import Rows
import Student

/// Cross-validation by loops: fold by fold, k by k, λ by λ, row by row, with maps from the normal
/// equations solved by elimination.
struct Oracle {
  let search: GridSearch
  let set: TrainingSet
  let folds: Folds

  /// The scores of one candidate, fold by fold.
  func scores(regionCount: Int, lambda: Double) throws -> FoldScores {
    let cells = try (0..<folds.count).map { fold in
      try score(fold: fold, regionCount: regionCount, lambda: lambda)
    }
    let hasLogits = set.logits != nil
    return FoldScores(
      mse: cells.map(\.mse), agreement: hasLogits ? cells.map(\.agreement) : nil,
      accuracy: set.labels != nil ? cells.map(\.accuracy) : nil)
  }

  private func score(
    fold: Int, regionCount: Int, lambda: Double
  ) throws -> (mse: Double, agreement: Double, accuracy: Double) {
    let training = folds.trainingRows(fold, parents: set.parents).map { Int($0) }
    let validation = folds.validationRows(fold).map { Int($0) }
    let clusters = try KMeans(
      regionCount: regionCount, restartCount: search.restartCount, seed: search.seed
    ).fit(set.inputs.gathering(rows: training, as: Float.self), parallelism: .allCores)
    let all = try fit(training, lambda, towards: nil)
    let maps = try (0..<regionCount).map { region in
      let rows = zip(training, clusters.regions).filter { $0.1 == region }.map(\.0)
      let pulls = search.shrinkage == .global && regionCount > 1
      return try fit(rows, lambda, towards: pulls ? all.weights : nil)
    }
    var (error, agreements, hits) = (0.0, 0, 0)
    let inputs = try set.inputs.gathering(rows: validation, as: Double.self)
    let teacher: Matrix<Double> = try (set.logits ?? set.targets).matrix()
    for (index, row) in validation.enumerated() {
      let x = Array(inputs[row: index])
      let outputs = predict(x, maps[nearest(x, clusters.partition)])
      let truth = Array(teacher[row: row])
      error += zip(outputs, truth).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
      if label(outputs) == label(truth) { agreements += 1 }
      if let labels = set.labels, label(outputs) == labels[row] { hits += 1 }
    }
    let count = Double(validation.count)
    return (
      error / count / Double(teacher.columnCount), Double(agreements) / count, Double(hits) / count
    )
  }

  private func label(_ values: [Double]) -> Int {
    values.indices.reduce(0) { values[$1] > values[$0] ? $1 : $0 }
  }

  private func nearest(_ x: [Double], _ partition: Partition) -> Int {
    let distances = (0..<partition.regionCount).map { cluster in
      x.indices.reduce(0.0) {
        let difference = x[$1] - partition.centroids[cluster, $1]
        return $0 + difference * difference
      }
    }
    return distances.indices.reduce(0) { distances[$1] < distances[$0] ? $1 : $0 }
  }

  private func predict(_ x: [Double], _ map: AffineMap) -> [Double] {
    func apply(_ map: AffineMap, _ x: [Double]) -> [Double] {
      (0..<map.outputCount).map { output in
        x.indices.reduce(map.offsets[output]) { $0 + map.weights[output, $1] * x[$1] }
      }
    }
    let values = apply(map, x)
    return switch set.head {
    case .folded, .absent: values
    case .linear(let layer): apply(layer, values)
    case .rectified(let layer): apply(layer, values.map { max(0, $0) })
    }
  }

  /// Ridge regression of the set's targets on its inputs, over `rows`.
  private func fit(
    _ rows: [Int], _ lambda: Double, towards reference: Matrix<Double>?
  ) throws -> AffineMap {
    let x = try set.inputs.gathering(rows: rows, as: Double.self)
    let y = try set.targets.gathering(rows: rows, as: Double.self)
    let (xMean, yMean) = (mean(x), mean(y))
    let (n, t) = (x.columnCount, y.columnCount)
    var system = Matrix<Double>(rowCount: n, columnCount: n + t)
    for i in 0..<n {
      for row in 0..<rows.count {
        let centred = x[row, i] - xMean[i]
        for j in 0..<n { system[i, j] += centred * (x[row, j] - xMean[j]) }
        for j in 0..<t { system[i, n + j] += centred * (y[row, j] - yMean[j]) }
      }
      system[i, i] += lambda
      for j in 0..<t { system[i, n + j] += lambda * (reference?[j, i] ?? 0) }
    }
    let weights = solve(system, unknowns: n).transposed
    let offsets = (0..<t).map { output in
      (0..<n).reduce(yMean[output]) { $0 - weights[output, $1] * xMean[$1] }
    }
    return AffineMap(weights: weights, offsets: offsets)
  }

  private func mean(_ matrix: Matrix<Double>) -> [Double] {
    (0..<matrix.columnCount).map { column in
      (0..<matrix.rowCount).reduce(0) { $0 + matrix[$1, column] } / Double(matrix.rowCount)
    }
  }

  /// Gauss and Jordan on a positive definite system with its right sides.
  private func solve(_ augmented: Matrix<Double>, unknowns n: Int) -> Matrix<Double> {
    var system = augmented
    for pivot in 0..<n {
      let scale = system[pivot, pivot]
      for column in pivot..<system.columnCount { system[pivot, column] /= scale }
      for row in 0..<n where row != pivot {
        let factor = system[row, pivot]
        for column in pivot..<system.columnCount {
          system[row, column] -= factor * system[pivot, column]
        }
      }
    }
    var solution = Matrix<Double>(rowCount: n, columnCount: system.columnCount - n)
    for row in 0..<n {
      for column in n..<system.columnCount { solution[row, column - n] = system[row, column] }
    }
    return solution
  }
}
