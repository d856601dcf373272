internal import Clustering
internal import Evaluation
internal import Regression
internal import Rows
internal import Student

/// Scores of students that share their regions and give logits, from rows: all of them in one
/// product for each block.
struct RowScores: Sendable {
  private let set: TrainingSet
  /// From an input to the vector of the partition, d × n; nil for the input itself.
  private let projection: AffineMap?
  private let partition: Partition
  /// For each region, the maps of all candidates one below the other.
  private let stacks: [AffineMap]
  private let candidateCount: Int
  /// T of the divergence; nil to leave it out.
  private let temperature: Double?

  /// - Parameters:
  ///   - paths: for each candidate, the map of an input in each region.
  ///   - temperature: T of the divergence, which is left out without one.
  init(
    set: TrainingSet, projection: AffineMap? = nil, partition: Partition, paths: [[AffineMap]],
    temperature: Double? = nil
  ) {
    self.set = set
    self.temperature = temperature
    self.projection = projection
    self.partition = partition
    candidateCount = paths.count
    stacks = (0..<partition.regionCount).map { region in
      let maps = paths.map { $0[region] }
      return AffineMap(
        weights: Matrix(
          rowCount: maps.reduce(0) { $0 + $1.outputCount }, columnCount: set.coordinateCount,
          elements: maps.flatMap(\.weights.elements)),
        offsets: maps.flatMap(\.offsets))
    }
  }

  /// The scores of each candidate on `rows`, ascending.
  ///
  /// - Complexity: O(`rows.count` · n · q · candidates).
  func scores(
    of rows: [Int32], parallelism: Parallelism
  ) throws(RowReadError) -> [CellScores] {
    let tree = ReductionTree(rowCount: rows.count, leafRowCount: 512)
    let total = try parallelism.reduce(over: tree) { leaf throws(RowReadError) in
      try tally(rows[tree[leaf]].map { Int($0) })
    } join: {
      $0 += $1
    }
    let cells = Double(rows.count * (set.logits?.columnCount ?? 1))
    return (0..<candidateCount).map { index in
      var scores = CellScores(mse: total.squaredErrors[index] / cells)
      scores.agreement = Double(total.agreements[index]) / Double(rows.count)
      if temperature != nil {
        scores.divergence = total.divergences[index] / Double(rows.count)
      }
      // The rows may all be without a label.
      if total.support.contains(where: { $0 > 0 }) {
        scores.accuracy = total.accuracy(index)
        scores.macroF1 = mean(total.fScores(index, beta: 1))
        scores.macroF2 = mean(total.fScores(index, beta: 2))
      }
      return scores
    }
  }

  private var classCount: Int { self.set.logits?.columnCount ?? 0 }

  private func mean(_ values: [Double]) -> Double {
    values.reduce(0, +) / Double(max(1, values.count))
  }

  /// Sums over rows, one value, or one for each class, of each candidate.
  fileprivate struct Tally: Exchangeable {
    let classCount: Int
    var squaredErrors: [Double]
    var agreements: [Int]
    var divergences: [Double]
    /// Of each candidate and class: rows of the class that were given it, and rows that were.
    var hits: [Int]
    var predictedCounts: [Int]
    /// Rows of each true class.
    var support: [Int]
    /// The outputs of one candidate for one row.
    fileprivate var outputs: [Double]

    init(candidateCount: Int, classCount: Int) {
      self.classCount = classCount
      squaredErrors = Array(repeating: 0, count: candidateCount)
      agreements = Array(repeating: 0, count: candidateCount)
      divergences = Array(repeating: 0, count: candidateCount)
      hits = Array(repeating: 0, count: candidateCount * classCount)
      predictedCounts = hits
      support = Array(repeating: 0, count: classCount)
      outputs = Array(repeating: 0, count: classCount)
    }

    func write(to message: inout RankMessage) {
      message.append(
        values: classCount, squaredErrors, agreements, divergences, hits, predictedCounts, support)
    }

    init(from message: inout RankMessage) {
      (classCount, squaredErrors, agreements, divergences, hits, predictedCounts, support) =
        message.values()
      outputs = Array(repeating: 0, count: classCount)
    }

    func accuracy(_ candidate: Int) -> Double {
      Double(hits[classes(candidate)].reduce(0, +)) / Double(support.reduce(0, +))
    }

    func fScores(_ candidate: Int, beta: Double) -> [Double] {
      classFScores(
        beta: beta, hits: Array(hits[classes(candidate)]), support: support,
        predictedCounts: Array(predictedCounts[classes(candidate)]))
    }

    private func classes(_ candidate: Int) -> Range<Int> {
      candidate * classCount..<(candidate + 1) * classCount
    }

    static func += (left: inout Tally, right: Tally) {
      for index in left.agreements.indices {
        left.squaredErrors[index] += right.squaredErrors[index]
        left.agreements[index] += right.agreements[index]
        left.divergences[index] += right.divergences[index]
      }
      for index in left.hits.indices {
        left.hits[index] += right.hits[index]
        left.predictedCounts[index] += right.predictedCounts[index]
      }
      for label in left.support.indices { left.support[label] += right.support[label] }
    }
  }

  private func tally(_ rows: [Int]) throws(RowReadError) -> Tally {
    var tally = Tally(candidateCount: candidateCount, classCount: classCount)
    guard let logits = try set.logits?.gathering(rows: rows, as: Double.self) else { return tally }
    let inputs = try set.judgedInputs.gathering(rows: rows, as: Float.self)
    var members = [[Int]](repeating: [], count: partition.regionCount)
    let components =
      projection.map { $0.predict(inputs.converted(to: Double.self)).converted(to: Float.self) }
      ?? inputs
    for (row, region) in partition.regions(of: components).enumerated() {
      members[Int(region)].append(row)
    }
    let teacher = temperature.map { TeacherProbabilities(logits, temperature: $0) }
    let labels = rows.map { set.label(ofRow: $0) }
    for label in labels { if let label { tally.support[label] += 1 } }
    for (region, members) in members.enumerated() where !members.isEmpty {
      let outputs = answers(
        stacks[region].predict(inputs.gathering(rows: members).converted(to: Double.self)))
      for (index, member) in members.enumerated() {
        tally.add(
          outputs, row: index, logits[row: member], label: labels[member],
          teacher.map { ($0, member) })
      }
    }
    return tally
  }

  /// The outputs of all candidates, N × (candidates · C), for the values that their maps gave.
  private func answers(_ values: Matrix<Double>) -> Matrix<Double> {
    guard set.head.layer != nil else { return values }
    let width = values.columnCount / candidateCount
    var answers = Matrix<Double>(
      rowCount: values.rowCount, columnCount: candidateCount * classCount)
    for candidate in 0..<candidateCount {
      let own = set.head.apply(
        to: values.block(
          rows: 0..<values.rowCount, columns: candidate * width..<(candidate + 1) * width))
      for row in 0..<own.rowCount {
        for column in 0..<classCount {
          answers[row, candidate * classCount + column] = own[row, column]
        }
      }
    }
    return answers
  }
}

extension RowScores.Tally {
  /// Adds what all candidates answer to a row.
  ///
  /// - Parameters:
  ///   - answers: N × (candidates · C).
  ///   - row: a row of them.
  ///   - logits: the teacher's of that row.
  ///   - label: its class, where it is known.
  ///   - teacher: the teacher's probabilities, and where the row is among them.
  fileprivate mutating func add(
    _ answers: Matrix<Double>, row: Int, _ logits: ArraySlice<Double>, label: Int?,
    _ teacher: (probabilities: TeacherProbabilities, row: Int)?
  ) {
    let truth = argmax(logits)
    let (first, answers) = (row * answers.columnCount, answers.elements.span)
    let logits = logits.span
    for candidate in agreements.indices {
      let start = first &+ candidate &* classCount
      var (answer, sum) = (0, 0.0)
      for index in 0..<classCount {
        let output = answers[start &+ index]
        outputs[index] = output
        if output > answers[start &+ answer] { answer = index }
        sum += (output - logits[index]) * (output - logits[index])
      }
      squaredErrors[candidate] += sum
      if answer == truth { agreements[candidate] += 1 }
      if let label {
        predictedCounts[candidate &* classCount &+ answer] += 1
        if answer == label { hits[candidate &* classCount &+ label] += 1 }
      }
      if let teacher {
        divergences[candidate] += teacher.probabilities.divergence(of: &outputs, row: teacher.row)
      }
    }
  }
}
