public import ActivationFormats
internal import Evaluation
public import LinearAlgebra
internal import ModelSelection
public import Quantization
public import Student

/// The main job, from an activation dump to a packed int8 student: the verb `compress`.
public struct Compression: Sendable, Equatable {
  /// The sweep that chooses k and λ.
  public var sweep: Sweep
  /// How the int8 input range is chosen, and what the device does with converter counts.
  public var quantizer: Quantizer
  /// The largest drop (1 − cross-validated agreement with the teacher) that is accepted.
  public var maximumDrop: Double?

  /// The most training rows that calibrate the int8 inputs, evenly spaced.
  static let calibrationRowLimit = 16_384

  public init(
    sweep: Sweep = Sweep(), quantizer: Quantizer = Quantizer(), maximumDrop: Double? = nil
  ) {
    self.sweep = sweep
    self.quantizer = quantizer
    self.maximumDrop = maximumDrop
  }

  /// What compression made.
  public struct Result: Sendable {
    /// The float student.
    public let model: PiecewiseLinearModel
    /// The packed int8 student.
    public let student: PackedStudent
    /// How it came about, and how good it is.
    public let record: RunRecord
  }

  /// Sweeps, selects, fits all training rows, quantises, packs and measures.
  ///
  /// - Parameters:
  ///   - train: the training dump.
  ///   - transfer: further inputs with the same teacher's outputs.
  ///   - test: a dump that takes no part but to be measured on at the end.
  ///   - command: the command line, for the record.
  /// - Throws: `TesseraError`; `.dropExceeded` when even the selected student loses too much.
  /// - Complexity: see `GridSearch.run`; the rest is one more fit.
  public func run(
    _ train: ActivationDump, transfer: [ActivationDump] = [], test: ActivationDump? = nil,
    command: [String] = [], parallelism: Parallelism = Parallelism(),
    progress: (@Sendable (_ done: Int, _ total: Int) -> Void)? = nil
  ) throws(TesseraError) -> Result {
    let found = try sweep.run(
      train, transfer: transfer, parallelism: parallelism, progress: progress)
    let chosen = found.selection.chosen
    try checkDrop(of: chosen)
    do {
      let model = try PiecewiseLinearRegression(
        clustering: sweep.search.clustering(clusterCount: chosen.clusterCount),
        regularization: chosen.regularization, shrinkage: sweep.search.shrinkage
      ).fit(found.trainingSet, parallelism: parallelism)
      let rows = calibrationRows(of: found.trainingSet)
      let quantized = try quantizer.quantize(model, calibratingOn: rows)
      let student = try PackedStudent(quantized.student)
      let record = RunRecord(
        of: student, model: model, found: found, calibration: quantized.calibration,
        int8Disagreement: Self.disagreement(of: student, with: model, on: rows),
        dumps: RunRecord.Dumps(train: train, transfer: transfer, test: test),
        seed: sweep.search.seed, command: command, shrinkage: sweep.search.shrinkage,
        test: try test.map { dump throws(TesseraError) in
          try TestReport(of: student, model: model, on: dump)
        })
      return Result(model: model, student: student, record: record)
    } catch {
      throw TesseraError(error)
    }
  }

  private func checkDrop(of candidate: Candidate) throws(TesseraError) {
    guard let maximumDrop else { return }
    guard let agreement = candidate.scores.mean(.agreement) else { throw .dropNotAvailable }
    if 1 - agreement > maximumDrop {
      throw .dropExceeded(drop: 1 - agreement, allowed: maximumDrop)
    }
  }

  /// The share of rows that int8 and float label differently; nil where outputs are no logits.
  private static func disagreement(
    of student: PackedStudent, with model: PiecewiseLinearModel, on rows: Matrix<Float>
  ) -> Double? {
    guard model.head.kind != .absent else { return nil }
    let outputs = model.predict(rows).outputs
    let labels = argmaxPerRow(outputs.elements, columnCount: outputs.columnCount)
    return 1 - Agreement(of: student.predict(rows).labels, with: labels).share
  }

  private func calibrationRows(of set: TrainingSet) -> Matrix<Float> {
    let step = max(1, (set.rowCount + Self.calibrationRowLimit - 1) / Self.calibrationRowLimit)
    return set.inputs.gathering(
      rows: Array(stride(from: 0, to: set.rowCount, by: step)), as: Float.self)
  }
}
