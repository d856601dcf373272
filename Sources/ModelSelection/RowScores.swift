internal import Clustering
internal import Evaluation
internal import LinearAlgebra
internal import Regression
internal import Student

/// Scores of students that give logits, from rows: all λ in one product for each block.
struct RowScores: Sendable {
  private let set: TrainingSet
  private let partition: Partition
  /// For each region, the maps of all λ one below the other.
  private let stacks: [AffineMap]
  private let candidateCount: Int

  /// - Parameter paths: for each λ, the map of each region.
  init(set: TrainingSet, partition: Partition, paths: [[AffineMap]]) {
    self.set = set
    self.partition = partition
    candidateCount = paths.count
    stacks = (0..<partition.clusterCount).map { region in
      let maps = paths.map { $0[region] }
      return AffineMap(
        weights: Matrix(
          rowCount: maps.reduce(0) { $0 + $1.outputCount }, columnCount: set.featureCount,
          elements: maps.flatMap(\.weights.elements)),
        offsets: maps.flatMap(\.offsets))
    }
  }

  /// The scores of each λ on `rows`, ascending.
  ///
  /// - Complexity: O(`rows.count` · n · q · λ).
  func scores(
    of rows: [Int32], parallelism: Parallelism
  ) throws(RowReadError) -> [CellScores] {
    let height = 512
    let blockCount = (rows.count + height - 1) / height
    let tallies = try parallelism.map(blockCount) { block throws(RowReadError) in
      try tally(rows[block * height..<min((block + 1) * height, rows.count)].map { Int($0) })
    }
    var total = Tally(candidateCount: candidateCount)
    for tally in tallies { total += tally }
    let count = Double(rows.count)
    let cells = count * Double(set.logits?.columnCount ?? 1)
    return (0..<candidateCount).map { index in
      CellScores(
        mse: total.squaredErrors[index] / cells, agreement: Double(total.agreements[index]) / count,
        accuracy: set.labels.map { _ in Double(total.hits[index]) / count })
    }
  }

  /// Sums over rows, one value for each λ.
  fileprivate struct Tally: Sendable {
    var squaredErrors: [Double]
    var agreements: [Int]
    var hits: [Int]

    init(candidateCount: Int) {
      squaredErrors = Array(repeating: 0, count: candidateCount)
      agreements = Array(repeating: 0, count: candidateCount)
      hits = Array(repeating: 0, count: candidateCount)
    }

    static func += (left: inout Tally, right: Tally) {
      for index in left.hits.indices {
        left.squaredErrors[index] += right.squaredErrors[index]
        left.agreements[index] += right.agreements[index]
        left.hits[index] += right.hits[index]
      }
    }
  }

  private func tally(_ rows: [Int]) throws(RowReadError) -> Tally {
    var tally = Tally(candidateCount: candidateCount)
    guard let logits = try set.logits?.gathering(rows: rows, as: Double.self) else { return tally }
    let inputs = try set.inputs.gathering(rows: rows, as: Float.self)
    var members = [[Int]](repeating: [], count: partition.clusterCount)
    for (row, region) in partition.regions(of: inputs).enumerated() {
      members[Int(region)].append(row)
    }
    for (region, members) in members.enumerated() where !members.isEmpty {
      let outputs = stacks[region].predict(
        inputs.gathering(rows: members).converted(to: Double.self))
      for candidate in 0..<candidateCount {
        let answers = set.head.apply(to: slice(candidate, of: outputs))
        for (index, member) in members.enumerated() {
          tally.add(
            candidate, answers[row: index], logits[row: member],
            label: set.labels.map { Int($0[rows[member]]) })
        }
      }
    }
    return tally
  }

  /// The columns of one λ.
  private func slice(_ candidate: Int, of outputs: Matrix<Double>) -> Matrix<Double> {
    let width = outputs.columnCount / candidateCount
    var slice = Matrix<Double>(rowCount: outputs.rowCount, columnCount: width)
    for row in 0..<outputs.rowCount {
      for column in 0..<width {
        slice.elements[row &* width &+ column] = outputs[row, candidate * width + column]
      }
    }
    return slice
  }
}

extension RowScores.Tally {
  fileprivate mutating func add(
    _ candidate: Int, _ outputs: ArraySlice<Double>, _ logits: ArraySlice<Double>, label: Int?
  ) {
    let answer = argmax(outputs)
    if answer == argmax(logits) { agreements[candidate] += 1 }
    if answer == label { hits[candidate] += 1 }
    var sum = 0.0
    for (output, logit) in zip(outputs, logits) { sum += (output - logit) * (output - logit) }
    squaredErrors[candidate] += sum
  }
}
