internal import Evaluation
package import HostRuntime
package import Records
package import Rows

/// The labels of the calibration rows that quantisation changed.
package struct Int8Check {
  /// The share of rows that int8 and float label differently; nil where outputs are no logits.
  package let disagreement: Double?
  /// The agreement with the teacher that int8 loses, in shares; negative when it gains.
  package let agreementLoss: Double
  /// How well the targets of a regression are followed; nil where outputs are logits.
  package let targets: TargetFit?
  /// The classes that the int8 student never answers though the teacher does; nil for none.
  let unanswered: TrainingCaution?
  /// The least of it that these rows leave open, at 95 %.
  private let leastLoss: Double
  private let rowCount: Int

  /// - Parameters:
  ///   - inputs: the calibration rows, N × w, as a student takes them.
  ///   - labels: the float student's for these rows, N values.
  ///   - logits: the teacher's for these rows, N × C; nil where outputs are no logits.
  package init(
    _ student: PackedStudent, labels: [Int], inputs: Matrix<Float>, logits: Matrix<Double>?,
    parallelism: Parallelism
  ) {
    rowCount = inputs.rowCount
    targets = nil
    guard let logits, inputs.rowCount > 0 else {
      disagreement = nil
      agreementLoss = 0
      unanswered = nil
      leastLoss = 0
      return
    }
    let float = labels
    let int8 = student.predict(inputs, parallelism: parallelism).labels
    let teacher = argmaxPerRow(logits.elements, columnCount: logits.columnCount)
    disagreement = 1 - Agreement(of: int8, with: float).share
    agreementLoss =
      Agreement(of: float, with: teacher).share - Agreement(of: int8, with: teacher).share
    unanswered = TrainingCaution.unanswered(by: int8, teacher: teacher)
    let changed = teacher.indices.filter { int8[$0] != float[$0] }
    leastLoss =
      PairedLossInterval(
        lost: changed.count { float[$0] == teacher[$0] },
        won: changed.count { int8[$0] == teacher[$0] }, count: inputs.rowCount
      ).lower
  }

  /// The check of a regression.
  ///
  /// - Parameters:
  ///   - inputs: the calibration rows, N × w, as a student takes them.
  ///   - outputs: the float student's for these rows, N × C.
  ///   - targets: the teacher's, likewise.
  ///   - parallelism: how many threads; changes the time and never the result.
  package init(
    _ student: PackedStudent, outputs: Matrix<Double>, inputs: Matrix<Float>,
    targets: Matrix<Double>, parallelism: Parallelism
  ) {
    rowCount = inputs.rowCount
    disagreement = nil
    agreementLoss = 0
    unanswered = nil
    leastLoss = 0
    let scale = student.outputScale
    self.targets = TargetFit(
      truth: targets.elements, float: outputs.elements,
      int8: student.predict(inputs, parallelism: parallelism).logits.map { Double($0) * scale },
      outputCount: targets.columnCount)
  }

  /// The most labels that may change unseen by the loss, in shares: losses and gains that cancel here
  /// need not elsewhere.
  package static let largestDisagreement = 0.02

  /// Whether int8 loses no more than `largest` on these rows, and changes few labels: finer inputs
  /// need not be tried.
  package func holds(_ largest: Double) -> Bool {
    keeps(largest) && isShare(disagreement ?? 0, atMost: Self.largestDisagreement)
      && targetLoss <= TargetFit.largestLoss
  }

  /// Compares whole rows: shares of them are not exact.
  private func isShare(_ share: Double, atMost largest: Double) -> Bool {
    (share * Double(rowCount)).rounded() <= largest * Double(rowCount) * (1 + 0x1p-40)
  }

  private var targetLoss: Double { targets?.worst?.loss ?? 0 }

  private func keeps(_ largest: Double) -> Bool {
    isShare(agreementLoss, atMost: largest)
  }

  /// Whether it loses less than `other`, or as much and changes fewer labels. A gain is as good as no
  /// loss. Of a regression, whether the target of which it loses most loses less.
  package func isBetter(than other: Int8Check) -> Bool {
    guard targets == nil else { return targetLoss < other.targetLoss }
    let (loss, otherLoss) = (max(0, agreementLoss), max(0, other.agreementLoss))
    return loss == otherLoss
      ? disagreement ?? 0 < other.disagreement ?? 0 : loss < otherLoss
  }

  /// - Throws: `TesseraError.int8Loss` when int8 loses more than `largest`, however kindly chance is
  ///   taken to have treated it: on the rows, and at the favourable end of a 95 % interval.
  package func accept(atMost largest: Double) throws(TesseraError) {
    if !keeps(largest), leastLoss > largest {
      throw .int8Loss(loss: agreementLoss, disagreement: disagreement ?? 0)
    }
  }

  /// - Parameters:
  ///   - names: of the outputs; nil for numbers.
  ///   - remedy: what brings targets of several units to one, in words.
  /// - Throws: `TesseraError.int8TargetLoss` when int8 loses more than `TargetFit.largestLoss` of a
  ///   target's R².
  func acceptTargets(named names: [String]?, remedy: String) throws(TesseraError) {
    guard let targets, let worst = targets.worst, worst.loss > TargetFit.largestLoss else { return }
    let name = names.map { $0.indices.contains(worst.target) ? " (\($0[worst.target]))" : "" }
    throw .int8TargetLoss(
      target: "\(worst.target)\(name ?? "")", float: targets.float[worst.target],
      int8: targets.int8[worst.target], remedy: targets.float.count > 1 ? remedy : nil)
  }

  /// The targets that are lost though they were accepted; nil where none are.
  var lostTargets: TrainingCaution? {
    guard let targets, let worst = targets.worst, worst.loss > TargetFit.largestLoss else {
      return nil
    }
    return .lostTargets(
      targets.lost, worst: worst.target, float: targets.float[worst.target],
      int8: targets.int8[worst.target])
  }
}
