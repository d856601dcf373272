internal import Evaluation
internal import HostRuntime
internal import Rows
internal import Student

/// The labels of the calibration rows that quantisation changed.
struct Int8Check {
  /// The share of rows that int8 and float label differently; nil where outputs are no logits.
  let disagreement: Double?
  /// The agreement with the teacher that int8 loses, in shares; negative when it gains.
  let agreementLoss: Double
  private let rowCount: Int

  /// - Parameters:
  ///   - inputs: the calibration rows, N × n.
  ///   - logits: the teacher's for these rows, N × C; nil where outputs are no logits.
  init(
    _ student: PackedStudent, model: PiecewiseLinearModel, inputs: Matrix<Float>,
    logits: Matrix<Double>?, parallelism: Parallelism
  ) {
    rowCount = inputs.rowCount
    guard let logits, inputs.rowCount > 0 else {
      disagreement = nil
      agreementLoss = 0
      return
    }
    let outputs = model.predict(inputs).outputs
    let float = argmaxPerRow(outputs.elements, columnCount: outputs.columnCount)
    let int8 = student.predict(inputs, parallelism: parallelism).labels
    let teacher = argmaxPerRow(logits.elements, columnCount: logits.columnCount)
    disagreement = 1 - Agreement(of: int8, with: float).share
    agreementLoss =
      Agreement(of: float, with: teacher).share - Agreement(of: int8, with: teacher).share
  }

  /// - Throws: `TesseraError.int8Loss` when int8 loses more than `largest`, and more than one row.
  func accept(atMost largest: Double) throws(TesseraError) {
    // Whole rows: shares of them are not exact.
    let lostRows = (agreementLoss * Double(rowCount)).rounded()
    if lostRows > largest * Double(rowCount) * (1 + 0x1p-40), lostRows > 1 {
      throw .int8Loss(loss: agreementLoss, disagreement: disagreement ?? 0)
    }
  }
}
