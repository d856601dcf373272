internal import Clustering
internal import Foundation
package import HostRuntime
internal import ModelSelection
internal import PackedFormat
internal import Quantization
internal import Regression
internal import Rows
internal import Student

extension RunRecord {
  /// The key at which this contradicts the student that it is of, or itself; nil for a sound
  /// record.
  ///
  /// A record is a file, and anyone may have written it. After this, counts can be added, shares
  /// counted out and lists looked up by region and class without a further look.
  ///
  /// - Complexity: O(numbers in the record).
  package func flaw(beside packed: PackedStudent) -> String? {
    guard let float = model.model, packed.core.hasShape(of: float), float.isSinglePrecise else {
      return "model"
    }
    let shape = Shape(packed)
    let own =
      student.flaw(of: packed, head: float.head.kind).within("student")
      ?? inputsFlaw(of: packed)
      ?? selection.flaw(of: shape).within("selection")
      ?? teacher.flaw.within("teacher")
      ?? calibration.flaw.within("calibration")
    return own ?? certificate?.flaw(of: shape).within("certificate")
      ?? test?.flaw(of: shape).within("test")
      ?? verdict?.flaw.within("verdict")
      ?? stability?.flaw.within("stability")
      ?? limits?.flaw.within("limits")
      ?? pointFlaw(of: shape)
      ?? figuresFlaw(of: shape)
  }

  /// The file says how its inputs become integers.
  private func inputsFlaw(of packed: PackedStudent) -> String? {
    let checks: KeyValuePairs = [
      "inputs": inputs ?? .plain == InputForm(of: packed),
      "kept_inputs": keptInputs == packed.keptInputs,
    ]
    return checks.failure
  }

  private func pointFlaw(of shape: Shape) -> String? {
    let labelCount = shape.givesLogits ? shape.labels : 0
    return operatingPoint?.flaw(labelCount: labelCount).within("operating_point")
  }

  private func figuresFlaw(of shape: Shape) -> String? {
    let checks: KeyValuePairs = [
      "class_names": !shape.givesLogits || classNames?.count ?? shape.labels == shape.labels,
      "feature_names": featureNames?.count ?? shape.window == shape.window,
      "int8_disagreement": areShares(int8Disagreement),
      "targets": targets?.isSound(outputCount: shape.outputs) ?? true,
      "withstanding": withstanding?.isSound ?? true,
      "dumps": dumps.allSatisfy { isCount($0.rows) },
      "table": table.isPossible
        && table.candidates.allSatisfy { isCount($0.byteCount, $0.multiplyAccumulates) },
    ]
    return checks.failure
  }
}

extension Withstanding {
  /// Whether all strengths are in their ranges.
  fileprivate var isSound: Bool {
    (0...65_535).contains(shift) && (0..<0.5).contains(stretch) && (0...1_000).contains(noise)
      && share > 0 && share <= 1 && (1...64).contains(copyCount ?? 1)
      && windowLength.map { (1...1 << 24).contains($0) } ?? true
  }
}

/// The lengths that lists of a record must have.
private struct Shape {
  let regions: Int
  let outputs: Int
  /// The numbers of a window.
  let window: Int
  /// The labels of an answer.
  let labels: Int
  /// Whether the outputs are those of classes.
  let givesLogits: Bool

  init(_ student: PackedStudent) {
    regions = student.header.regionCount
    outputs = student.header.outputCount
    window = student.header.windowCount
    labels = student.header.labelCount
    givesLogits = student.header.flags.contains(.logits)
  }
}

extension RunRecord.Student {
  fileprivate func flaw(of packed: PackedStudent, head kind: HeadKind) -> String? {
    let checks: KeyValuePairs = [
      "identifier": identifier == packed.identifier,
      "bytes": bytes == packed.bytes.count,
      "k": regionCount == packed.header.regionCount,
      "inputs": inputs == packed.header.inputCount,
      "outputs": outputs == packed.header.outputCount,
      "head": head == kind,
      "macs": isCount(macs) && macs > 0,
      "parameters": isCount(parameters),
      "scratch": isCount(scratch),
    ]
    return checks.failure
  }
}

extension RunRecord.Selection {
  fileprivate func flaw(of shape: Shape) -> String? {
    let checks: KeyValuePairs = [
      "k": regionCount == shape.regions,
      "components": componentCount ?? 1 >= 1 && isCount(componentCount),
      "lambda": areMagnitudes(lambda, correctionLambda, correctionScale, nuisance),
      "balance": areShares(balance),
      "folds": (2...KFold.foldLimit).contains(folds),
      "budget": isCount(budget),
      "mse": areMagnitudes(mse),
      "agreement": areShares(agreement, accuracy, drop),
    ]
    return checks.failure
  }
}

extension RunRecord.Teacher {
  /// A dump may state any number for its teacher that is not negative.
  fileprivate var flaw: String? {
    let checks: KeyValuePairs = [
      "parameters": parameters ?? 0 >= 0, "macs": macs ?? 0 >= 0, "accuracy": areShares(accuracy),
    ]
    return checks.failure
  }
}

extension CalibrationReport {
  fileprivate var flaw: String? {
    let checks: KeyValuePairs = [
      "limit": areMagnitudes(limit), "input_scale": areMagnitudes(inputScale),
      "clipped_share": areShares(clippedShare), "sample_count": isCount(sampleCount),
      "output_error": areMagnitudes(outputError),
      "projection_clipped_share": areShares(projectionClippedShare),
    ]
    return checks.failure
  }
}

extension Verdict {
  fileprivate var flaw: String? {
    let checks: KeyValuePairs = [
      "agreement": areShares(agreement, lowerAgreement, upperAgreement, chance, needed),
      "rows": isCount(rows, inputs),
      "reasons": reasons.allSatisfy { areShares($0.share, $0.other) && isCount($0.count) },
    ]
    return checks.failure
  }
}

extension Stability {
  /// What follows from the choices is counted again.
  fileprivate var flaw: String? {
    let checks: KeyValuePairs = [
      "seeds": Self.seedCounts.contains(seeds.count) && seeds.allSatisfy(\.selection.isSound),
      "same_labels": sameLabels.map { isCount($0.rows) && areShares($0.share) } ?? true,
    ]
    if let failure = checks.failure { return failure }
    return self == Stability(seeds, sameLabels: sameLabels) ? nil : "structures"
  }
}

extension SweepRecord.Row {
  fileprivate var isSound: Bool {
    regionCount >= 1 && isCount(regionCount) && componentCount ?? 1 >= 1 && isCount(componentCount)
      && areMagnitudes(lambda, correctionLambda, correctionScale, nuisance) && areShares(balance)
      && isCount(bytes, macs) && areMagnitudes(mse) && areShares(agreement, accuracy, macroF1)
  }
}

extension Certificate {
  fileprivate func flaw(of shape: Shape) -> String? {
    let checks: KeyValuePairs = [
      "bounds": bounds.count == shape.regions
        && bounds.allSatisfy { $0.count == shape.outputs && areMagnitudes($0) },
      "norm": areMagnitudes(norm),
      "window_error": areMagnitudes(windowError),
      "window_step": areMagnitudes(windowStep) && windowStep ?? 1 > 0,
    ]
    return checks.failure ?? calibration.flaw.within("calibration")
  }
}

extension Certificate.Check {
  fileprivate var flaw: String? {
    let checks: KeyValuePairs = [
      "rows": isCount(rows),
      "rows_outside": isCount(rowsOutside) && rowsOutside <= rows,
      "violations": isCount(violations) && violations <= rows,
      "certified_share": areShares(certifiedShare),
      "largest_error": areMagnitudes(largestError),
      "largest_share": areMagnitudes(largestShare),
    ]
    return checks.failure
  }
}

extension TestReport {
  fileprivate func flaw(of shape: Shape) -> String? {
    let classes = shape.labels
    let checks: KeyValuePairs = [
      "rows": isCount(rows) && rows > 0,
      "agreement": areShares(agreement, accuracy, teacherAccuracy),
      "macro_f1": areShares(
        macroF1, weightedF1, weightedF2, weightedSensitivity, weightedPrecision),
      "sensitivity": areShares(sensitivity, count: classes),
      "precision": areShares(precision, count: classes),
      "f1": areShares(f1, count: classes),
      "support": support.map { isCounts($0, of: rows) && $0.count == classes } ?? true,
      "confusion": isConfusion(confusion, of: classes),
      "teacher_confusion": isConfusion(teacherConfusion, of: classes),
      "rmse": areMagnitudes(rmse),
      "r2": r2 ?? 0 <= 1,
      "r2_by_output": areDeterminations(r2ByOutput, of: shape),
      "target_deviation": areMagnitudes(targetDeviation),
      "int8_disagreements": isCount(int8Disagreements) && int8Disagreements ?? 0 <= rows,
      "region_shares": areShares(regionShares, count: shape.regions),
    ]
    return checks.failure ?? certificate?.flaw.within("certificate")
      ?? float?.flaw(of: shape).within("float")
  }

  /// Whether `counts` is C × C and has every row once.
  private func isConfusion(_ counts: [[Int]]?, of classes: Int) -> Bool {
    guard let counts else { return true }
    return counts.count == classes && counts.allSatisfy { $0.count == classes }
      && isCounts(Array(counts.joined()), of: rows)
  }
}

extension TestReport.Float {
  fileprivate func flaw(of shape: Shape) -> String? {
    let checks: KeyValuePairs = [
      "accuracy": areShares(accuracy), "agreement": areShares(agreement),
      "macro_f1": areShares(macroF1, weightedF1, weightedSensitivity, weightedPrecision),
      "rmse": areMagnitudes(rmse), "r2": r2 ?? 0 <= 1,
      "r2_by_output": areDeterminations(r2ByOutput, of: shape),
    ]
    return checks.failure
  }
}

extension PiecewiseLinearModel {
  /// Whether its numbers are finite in single precision, the source of int8. Then every result for
  /// an input is finite in double precision.
  fileprivate var isSinglePrecise: Bool {
    let limit = Double(Float.greatestFiniteMagnitude)
    let layers = [projection, sharedMap, head.layer].compactMap(\.self) + maps
    return partition.centroids.elements.allSatisfy { $0.magnitude <= limit }
      && layers.allSatisfy {
        $0.weights.elements.allSatisfy { $0.magnitude <= limit }
          && $0.offsets.allSatisfy { $0.magnitude <= limit }
      }
  }
}

/// Whether numbers that are there count something: sums of a thousand of them are integers.
private func isCount(_ values: Int?...) -> Bool {
  values.allSatisfy { $0.map { (0...1 << 53).contains($0) } ?? true }
}

/// Whether counts are those of `total` things.
private func isCounts(_ values: [Int], of total: Int) -> Bool {
  var rest = total
  for value in values {
    guard value >= 0, value <= rest else { return false }
    rest -= value
  }
  return rest == 0
}

extension AnswerLimits {
  /// What is impossible in it; nil for nothing.
  fileprivate var flaw: String? {
    let checks: KeyValuePairs = [
      "shares": areShares(coverage, foreign, leastCoverage)
        && curve.allSatisfy { areShares($0.coverage, $0.agreement, $0.accuracy) },
      "least_margin": leastMargin.map { $0 >= 0 && $0.isFinite } ?? true,
    ]
    return checks.failure
  }
}

/// Whether numbers that are there are 0 ... 1.
private func areShares(_ values: Double?...) -> Bool {
  values.allSatisfy { $0.map { (0...1).contains($0) } ?? true }
}

/// Whether the list, if there is one, has so many numbers of 0 ... 1.
private func areShares(_ values: [Double]?, count: Int) -> Bool {
  values.map { $0.count == count && $0.allSatisfy { areShares($0) } } ?? true
}

/// Whether numbers that are there are not negative, and finite when they are squared.
/// Whether there is R² of each output, and a loss that can be taken of another.
private func areDeterminations(_ values: [Double]?, of shape: Shape) -> Bool {
  values.map { $0.count == shape.outputs && $0.allSatisfy { (-1e150...1).contains($0) } } ?? true
}

private func areMagnitudes(_ values: Double?...) -> Bool { areMagnitudes(values) }

private func areMagnitudes(_ values: [Double?]) -> Bool {
  values.allSatisfy { $0.map { (0...1e150).contains($0) } ?? true }
}

extension KeyValuePairs<String, Bool> {
  /// The key of the first condition that does not hold.
  fileprivate var failure: String? { first { !$0.value }?.key }
}

extension String? {
  /// The key inside another one.
  fileprivate func within(_ key: String) -> String? { map { "\(key).\($0)" } }
}
