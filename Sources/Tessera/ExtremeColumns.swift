internal import HostRuntime
internal import Quantization
internal import Records
internal import Rows

/// Which columns of the inputs are named where integers do not suit a student.
extension Compression.Work {
  /// The columns that a few rows blow up, where that matters.
  func columns(of rung: InputLadder.Rung) -> [ColumnFinding] {
    let set = found.trainingSet
    return ColumnFinding.all(
      in: calibration.inputs, rows: calibrationRows.map(dumpRow),
      primaryCount: set.primaryCount, of: rung.student,
      areAlike: set.scaling == nil
        && rung.check.disagreement ?? 0 <= Int8Check.largestDisagreement)
  }

  /// The integers of a student, in the first form that suits it.
  ///
  /// - Throws: as `InputLadder.climb` does, with the farthest value of the inputs where that may be why.
  func rung(of fitted: Compression.Fitted, on ladder: InputLadder) throws -> InputLadder.Rung {
    do {
      return try ladder.climb(
        fitted.model, reading: fitted.features, on: calibration, parallelism: parallelism)
    } catch {
      guard let reason = error as? QuantizationError else { throw error }
      throw naming(reason, features: fitted.features)
    }
  }

  /// Refuses a loss of more than `largest`, with the columns that may be why.
  func accept(
    _ rung: InputLadder.Rung, atMost largest: Double, columns: [ColumnFinding]
  ) throws(TesseraError) {
    do throws(TesseraError) {
      try rung.check.accept(atMost: largest)
    } catch {
      guard case .int8Loss(let loss, let disagreement, _) = error else { throw error }
      throw .int8Loss(loss: loss, disagreement: disagreement, columns: titles(of: columns))
    }
  }

  /// Numbers and names of columns, each once, the first of many.
  private func titles(of columns: [ColumnFinding]) -> [String] {
    var indices: [Int] = []
    for column in columns.map(\.column) where !indices.contains(column) { indices.append(column) }
    return indices.prefix(8).map(title) + (indices.count > 8 ? ["…"] : [])
  }

  /// The same error, with the farthest value of the inputs where ranges are the reason.
  ///
  /// - Parameter features: those that the student reads; nil for all.
  private func naming(_ error: QuantizationError, features: [Int]?) -> any Error {
    switch error {
    case .gateOutOfRange, .scaleOutOfRange, .gainOutOfRange: break
    default: return error
    }
    let inputs = calibration.inputs
    var farthest: (row: Int, column: Int, value: Float) = (0, 0, 0)
    for column in features ?? Array(0..<inputs.columnCount) {
      for row in 0..<inputs.rowCount
      where inputs[row, column].magnitude > farthest.value.magnitude {
        farthest = (row, column, inputs[row, column])
      }
    }
    // Others are within the range of scales.
    guard farthest.value.magnitude > 0x1p32 else { return error }
    let row = dumpRow(calibrationRows[farthest.row])
    let primaryCount = found.trainingSet.primaryCount
    return TesseraError.extremeInput(
      error, column: title(farthest.column),
      row: row < primaryCount ? "row \(row)" : "transfer row \(row - primaryCount)",
      value: farthest.value)
  }

  /// The number of a row among those of the dumps: a changed copy has that of its row.
  private func dumpRow(_ row: Int) -> Int {
    let set = found.trainingSet
    return row < set.ownCount ? set.source(ofRow: row) : row - set.ownCount + set.primaryCount
  }

  private func title(_ column: Int) -> String {
    FeatureNames(dumps.train.featureNames)?.title(column) ?? "\(column)"
  }
}
